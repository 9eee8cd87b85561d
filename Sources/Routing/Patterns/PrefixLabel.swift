import WAMP

/// Up to 16 bytes of a URI in a register, the first one lowest, with zeros behind them.
struct PrefixLabel: BitwiseCopyable, Sendable {
    static let maximumCount = 16

    private(set) var bits: UInt128 = 0

    init() {}

    private init(bits: UInt128) {
        self.bits = bits
    }

    /// What stands in `uri` from `start` on, which is not behind its end.
    @inline(__always)
    init(_ uri: RawSpan, from start: Int) {
        let count = uri.byteCount
        if count &- start >= 16 {
            bits = uri.unsafeLoadUnaligned(fromByteOffset: start, as: UInt128.self).littleEndian
        } else if count >= 16 {
            // The last bytes of the URI; those before `start` are shifted out.
            let last = uri.unsafeLoadUnaligned(fromByteOffset: count &- 16, as: UInt128.self).littleEndian
            bits = last &>> (8 &* UInt128(truncatingIfNeeded: start &- (count &- 16)))
        } else {
            for at in start..<count { bits |= UInt128(uri.byte(at)) << (8 &* UInt128(at &- start)) }
        }
    }

    /// The byte it begins with.
    @inline(__always)
    var first: UInt8 { UInt8(truncatingIfNeeded: bits) }

    /// The number of bytes at the start that both have in common; zeros behind their ends count too.
    @inline(__always)
    func commonCount(with other: PrefixLabel) -> Int {
        (bits ^ other.bits).trailingZeroBitCount / 8
    }

    /// Its first `count` bytes, at least one.
    @inline(__always)
    func prefix(_ count: Int) -> PrefixLabel {
        PrefixLabel(bits: bits & UInt128.max &>> UInt128(truncatingIfNeeded: 128 &- 8 &* count))
    }

    /// What is left without its first `count` bytes.
    func dropFirst(_ count: Int) -> PrefixLabel {
        PrefixLabel(bits: bits >> UInt128(8 * count))
    }

    /// Its first `count` bytes, which are all it has, and then those of `other`.
    func appending(_ other: PrefixLabel, at count: Int) -> PrefixLabel {
        PrefixLabel(bits: bits | other.bits << UInt128(8 * count))
    }
}
