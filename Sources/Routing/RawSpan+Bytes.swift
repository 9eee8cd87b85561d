extension RawSpan {
    /// Both spans hold the same bytes.
    package func hasSameBytes(as other: RawSpan) -> Bool {
        let count = byteCount
        guard count == other.byteCount else { return false }
        var at = 0
        while count &- at >= 8 {
            if unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
                != other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
            {
                return false
            }
            at &+= 8
        }
        while at < count {
            if unsafeLoadUnaligned(fromByteOffset: at, as: UInt8.self)
                != other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt8.self)
            {
                return false
            }
            at &+= 1
        }
        return true
    }
}

extension Array where Element == UInt8 {
    /// A copy of the bytes of `span`.
    package init(copying span: RawSpan) {
        self = span.withUnsafeBytes { Array($0) }
    }
}
