import WAMP

extension MatchPolicy {
    /// Whether a URI matches a pattern under this policy (advanced profile, "Pattern-based Subscription").
    ///
    /// - exact: the same bytes.
    /// - prefix: the URI begins with the bytes of the pattern, be it at the end of a component or within one.
    ///   The empty prefix matches every URI.
    /// - wildcard: the URI has as many components as the pattern; an empty component of the pattern stands
    ///   for one component that is not empty, every other one for itself.
    ///
    /// This compares one pattern with one URI, in time linear in their lengths. Tables of many patterns have
    /// an index.
    package func matches(pattern: RawSpan, uri: RawSpan) -> Bool {
        switch self {
        case .exact: pattern.hasSameBytes(as: uri)
        case .prefix:
            pattern.byteCount <= uri.byteCount
                && uri.extracting(0..<pattern.byteCount).hasSameBytes(as: pattern)
        case .wildcard: Self.matchesComponents(pattern, uri)
        }
    }

    private static func matchesComponents(_ pattern: RawSpan, _ uri: RawSpan) -> Bool {
        var patternStart = 0
        var uriStart = 0
        while true {
            let patternEnd = URIComponents.end(in: pattern, from: patternStart)
            let uriEnd = URIComponents.end(in: uri, from: uriStart)
            if patternStart == patternEnd {
                if uriStart == uriEnd { return false }
            } else {
                let component = pattern.extracting(patternStart..<patternEnd)
                guard component.hasSameBytes(as: uri.extracting(uriStart..<uriEnd)) else { return false }
            }
            let patternIsOver = patternEnd == pattern.byteCount
            let uriIsOver = uriEnd == uri.byteCount
            if patternIsOver || uriIsOver { return patternIsOver && uriIsOver }
            patternStart = patternEnd + 1
            uriStart = uriEnd + 1
        }
    }
}
