/// A keyed hash of raw bytes: multiply-and-fold over 16 bytes at a time.
///
/// Not a cryptographic hash. Its seed is random and never leaves the process, and nothing a client can observe
/// depends on a hash value, so collisions cannot be searched for from outside.
package enum URIHash {
    static let first: UInt64 = 0xa076_1d64_78bd_642f
    static let second: UInt64 = 0xe703_7ed1_a0b4_28db

    /// The hash of all bytes of `bytes`, keyed with `seed`.
    package static func hash(_ bytes: RawSpan, seed: UInt64) -> UInt64 {
        let count = bytes.byteCount
        let key = key(seed: seed)
        var state = seed ^ first
        var at = 0
        while count &- at > 16 {
            state = fold(word(bytes, at) ^ key, word(bytes, at &+ 8) ^ state)
            at &+= 16
        }
        var low: UInt64 = 0
        var high: UInt64 = 0
        if count >= 16 {
            low = word(bytes, count &- 16)
            high = word(bytes, count &- 8)
        } else if count >= 8 {
            low = word(bytes, 0)
            high = word(bytes, count &- 8)
        } else {
            for index in 0..<count { low = low << 8 | UInt64(byte(bytes, index)) }
        }
        return fold(first ^ UInt64(count), fold(low ^ key, high ^ state))
    }

    /// What every first word is masked with. A word equal to its mask erases the state, so with a public constant for a
    /// mask anybody could write URIs that collide under every seed.
    static func key(seed: UInt64) -> UInt64 {
        (seed ^ second) &* first
    }

    /// The product of both, its upper half folded onto its lower one.
    @inline(__always)
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high ^ low
    }

    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    private static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }
}
