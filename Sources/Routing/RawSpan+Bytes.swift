extension RawSpan {
    /// Both spans hold the same bytes.
    package func hasSameBytes(as other: RawSpan) -> Bool {
        let count = byteCount
        guard count == other.byteCount else { return false }
        guard count >= 8 else { return hasSameFewBytes(as: other) }
        var at = 0
        while at < count &- 8 {
            if word(at) != other.word(at) { return false }
            at &+= 8
        }
        // The last word, which overlaps the one before where the count is no multiple of eight.
        return word(count &- 8) == other.word(count &- 8)
    }

    /// For spans of the same count below 8.
    private func hasSameFewBytes(as other: RawSpan) -> Bool {
        let count = byteCount
        if count >= 4 { return half(0) == other.half(0) && half(count &- 4) == other.half(count &- 4) }
        guard count > 0 else { return true }
        // The first byte, one in the middle and the last one: all of them.
        return one(0) == other.one(0) && one(count / 2) == other.one(count / 2)
            && one(count &- 1) == other.one(count &- 1)
    }

    private func word(_ offset: Int) -> UInt64 {
        unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    private func half(_ offset: Int) -> UInt32 {
        unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    private func one(_ offset: Int) -> UInt8 {
        unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }
}

extension Array where Element == UInt8 {
    /// A copy of the bytes of `span`.
    package init(copying span: RawSpan) {
        self = span.withUnsafeBytes { Array($0) }
    }
}
