/// Which URIs are accepted (basic profile, "URIs"): a setting of the realm.
package enum URIRule: Equatable, Sendable {
    /// Components are free of white space, `.` and `#`.
    case loose
    /// Components consist of lower-case letters, digits and `_`.
    case strict

    /// Whether the bytes of `range` are a URI under this rule. Empty components are allowed anywhere in a
    /// wildcard pattern, at the end of a prefix, and nowhere in an exact URI.
    ///
    /// The bytes are UTF-8 and not escaped.
    package func allows(_ range: ByteRange, in bytes: RawSpan, match: MatchPolicy = .exact) -> Bool {
        guard range.bounds.upperBound <= bytes.byteCount else { return false }
        var componentIsEmpty = true
        for offset in range.bounds {
            let byte = bytes.byte(offset)
            if byte == ASCII.point {
                if componentIsEmpty, match != .wildcard { return false }
                componentIsEmpty = true
            } else {
                guard isComponentByte(byte, at: offset, of: range, in: bytes) else { return false }
                componentIsEmpty = false
            }
        }
        return !componentIsEmpty || match != .exact
    }

    @inline(__always)
    private func isComponentByte(_ byte: UInt8, at offset: Int, of range: ByteRange, in bytes: RawSpan)
        -> Bool
    {
        // Letters, digits and the underscore are in both rules.
        if byte &- UInt8(ascii: "a") < 26 || ASCII.isDigit(byte) || byte == UInt8(ascii: "_") { return true }
        guard self == .loose else { return false }
        if byte < 0x80 { return byte > 0x20 ? byte != UInt8(ascii: "#") : !Self.isASCIIWhitespace(byte) }
        return !Self.isWhitespace(at: offset, of: range, in: bytes)
    }

    /// What `\s` of the specification's regular expressions matches below U+0080.
    private static func isASCIIWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte &- 0x09 < 5 || byte &- 0x1C < 4
    }

    /// What `\s` matches above: U+0085, U+00A0, U+1680, U+2000...U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    @inline(never)
    private static func isWhitespace(at offset: Int, of range: ByteRange, in bytes: RawSpan) -> Bool {
        let left = range.bounds.upperBound &- offset
        guard left >= 2 else { return false }
        let second = bytes.byte(offset &+ 1)
        if bytes.byte(offset) == 0xC2 { return second == 0x85 || second == 0xA0 }
        guard left >= 3 else { return false }
        let third = bytes.byte(offset &+ 2)
        switch (bytes.byte(offset), second) {
        case (0xE1, 0x9A), (0xE3, 0x80): return third == 0x80
        case (0xE2, 0x80): return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): return third == 0x9F
        default: return false
        }
    }
}

/// URIs whose first component is `wamp`, which applications must not use (basic profile, "Reserved URIs").
package enum ReservedURI {
    private static var prefix: StaticString { "wamp." }

    /// Whether the URI of `range` is a reserved one.
    package static func contains(_ range: ByteRange, in bytes: RawSpan) -> Bool {
        let first = ByteRange(start: range.start, count: min(range.count, 5))
        return bytes.equals(prefix, in: first) || bytes.equals("wamp", in: range)
    }

    /// Whether a pattern matches, or could match, a reserved URI.
    package static func couldMatch(_ pattern: ByteRange, in bytes: RawSpan, match: MatchPolicy) -> Bool {
        switch match {
        case .exact: return contains(pattern, in: bytes)
        case .prefix:
            if contains(pattern, in: bytes) { return true }
            guard pattern.count < 5, pattern.bounds.upperBound <= bytes.byteCount else { return false }
            var expected = prefix.utf8Start
            for offset in pattern.bounds {
                if bytes.byte(offset) != expected.pointee { return false }
                expected += 1
            }
            return true
        case .wildcard:
            let startsEmpty = pattern.isEmpty || bytes.byte(Int(pattern.start)) == ASCII.point
            return startsEmpty || contains(pattern, in: bytes)
        }
    }
}
