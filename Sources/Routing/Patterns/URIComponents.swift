import WAMP

/// The components of a URI: the parts between its dots (basic profile, "URIs").
enum URIComponents {
    static let separator = UInt8(ascii: ".")

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let dots: UInt64 = 0x2e2e_2e2e_2e2e_2e2e

    /// Where the component that begins at `start` ends: at the next dot or at the end of the URI.
    static func end(in uri: RawSpan, from start: Int) -> Int {
        let count = uri.byteCount
        var at = start
        while count &- at >= 8 {
            // The highest bit of every byte that is a dot; those above the first may be wrong, the first is
            // not.
            let word = uri.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian ^ dots
            let found = (word &- ones) & ~word & highBits
            if found != 0 { return at &+ found.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < count, uri.byte(at) != separator { at &+= 1 }
        return at
    }

    /// All components of `uri`, empty ones too; at least one.
    static func all(of uri: some Collection<UInt8>) -> [[UInt8]] {
        uri.split(separator: separator, omittingEmptySubsequences: false).map { Array($0) }
    }
}
