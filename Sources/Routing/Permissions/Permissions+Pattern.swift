import WAMP

// A pattern is authorised as the set of URIs that it can match. The set is infinite, but it is enough to look
// at one URI for each rule.
//
// Call *general* the URI of a set which has, wherever the set leaves a choice, a component that no rule
// mentions. For a wildcard pattern W these URIs are looked at:
//
// - the general URI of W;
// - for each rule R that selects some URI of W, the general URI of what both select.
//
// If one of them is denied, so is W, for W matches it. If all are allowed, so is every URI `u` of W: let R be
// the rule that decides on `u`. (There is one, for else no rule would select the general URI of W, which is
// allowed.) Let `g` be the general URI of what R and W select. A rule that selects `g` selects all that R and
// W select, hence also `u`. So R, which comes first among the rules that select `u`, also comes first among
// those that select `g`; and `g` is allowed.
//
// A prefix pattern matches URIs with any number of components, more than any wildcard rule has. So a prefix
// rule that covers the whole pattern must be there and allow, wildcard rules then have no say, and the exact
// and prefix rules that continue the pattern must allow too.
//
// The answer is exact unless the rules enumerate every byte that could come next somewhere; then it may
// refuse more than it has to.
extension Permissions {
    /// Decides on a REGISTER or SUBSCRIBE of a pattern: allowed only if the action is allowed on every URI
    /// that the pattern can match. (To look the pattern's text up as if it were a URI would leak: a prefix
    /// rule may allow `com.` and another one deny `com.secret`.)
    ///
    /// The result names the rule that decides on the pattern in general, or one that denies some of its URIs;
    /// it discloses what is disclosed for every one of them. Takes time in proportion to the number of rules.
    package func decidePattern(_ action: Action, pattern: RawSpan, match: MatchPolicy) -> Decision {
        switch match {
        case .exact: decide(action, uri: pattern)
        case .prefix: decidePrefix(action, pattern.withUnsafeBytes { Array($0) })
        case .wildcard: decideWildcard(action, pattern)
        }
    }

    private func decidePrefix(_ action: Action, _ prefix: [UInt8]) -> Decision {
        // Only the last component may be empty, else the pattern matches no URI and is an invalid one.
        guard URIComponents.all(of: prefix).dropLast().allSatisfy({ !$0.isEmpty }) else { return .noRule }
        guard let cover = longestPrefixRule(of: prefix) else { return .noRule }
        var result = decision(on: action, rule: cover)
        for (number, rule) in rules.enumerated() where rule.match != .wildcard {
            guard result.isAllowed else { break }
            guard rule.uri.utf8.starts(with: prefix) else { continue }
            result.narrow(to: decision(on: action, rule: number))
        }
        return result
    }

    private func decideWildcard(_ action: Action, _ pattern: RawSpan) -> Decision {
        let components = URIComponents.all(of: pattern.withUnsafeBytes { Array($0) })
        var result = decideGeneral(action, components)
        for (number, rule) in rules.enumerated() {
            guard result.isAllowed else { break }
            guard rule.selectsSome(of: pattern) else { continue }
            switch rule.match {
            case .exact: result.narrow(to: decision(on: action, rule: number))
            case .prefix, .wildcard: result.narrow(to: decideGeneral(action, rule.common(with: components)))
            }
        }
        return result
    }

    /// Decides on the general URI of a wildcard pattern.
    private func decideGeneral(_ action: Action, _ components: [[UInt8]]) -> Decision {
        let uri = components.map { $0.isEmpty ? [PermissionRule.unmentioned] : $0 }
            .joined(separator: [URIComponents.separator])
        return decide(action, uri: Array(uri).span.bytes)
    }
}

extension Permissions.Decision {
    /// Keeps what both allow; where `other` denies, it is the result.
    fileprivate mutating func narrow(to other: Permissions.Decision) {
        guard other.isAllowed else {
            self = other
            return
        }
        disclose.formIntersection(other.disclose)
    }
}

extension PermissionRule {
    /// A byte that occurs in no rule, because it occurs in no UTF-8 text: a component made of it is one that
    /// no rule mentions, and so is a component that ends with it.
    fileprivate static let unmentioned: UInt8 = 0xff

    /// There is a URI that both this rule and the wildcard pattern select.
    fileprivate func selectsSome(of pattern: RawSpan) -> Bool {
        let own = uri.utf8.span.bytes
        var ownStart = 0
        var start = 0
        while true {
            let ownEnd = URIComponents.end(in: own, from: ownStart)
            let end = URIComponents.end(in: pattern, from: start)
            let component = own.extracting(ownStart..<ownEnd)
            let asked = pattern.extracting(start..<end)
            if match == .prefix, ownEnd == own.byteCount {
                return asked.isEmpty || asked.commonPrefixCount(with: component) == component.byteCount
            }
            if component.isEmpty {
                // An empty component is a wildcard in wildcard rules only; no URI has one.
                guard match == .wildcard else { return false }
            } else {
                guard asked.isEmpty || asked.hasSameBytes(as: component) else { return false }
            }
            if ownEnd == own.byteCount || end == pattern.byteCount {
                return ownEnd == own.byteCount && end == pattern.byteCount
            }
            ownStart = ownEnd &+ 1
            start = end &+ 1
        }
    }

    /// What this rule and a wildcard pattern that has URIs in common with it both select, as a wildcard
    /// pattern; a component that the end of a prefix rule leaves open ends with `unmentioned`.
    fileprivate func common(with pattern: [[UInt8]]) -> [[UInt8]] {
        let own = URIComponents.all(of: uri.utf8)
        var common = pattern
        for (position, component) in own.enumerated() where pattern[position].isEmpty {
            let isOpen = match == .prefix && position == own.count - 1
            common[position] = isOpen ? component + [Self.unmentioned] : component
        }
        return common
    }
}
