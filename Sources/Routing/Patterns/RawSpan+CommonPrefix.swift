import WAMP

extension RawSpan {
    /// The number of bytes at the start that both have in common.
    func commonPrefixCount(with other: RawSpan) -> Int {
        let limit = Swift.min(byteCount, other.byteCount)
        var at = 0
        while limit &- at >= 8 {
            let difference =
                unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
                ^ other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
            if difference != 0 { return at &+ difference.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < limit, byte(at) == other.byte(at) { at &+= 1 }
        return at
    }
}
