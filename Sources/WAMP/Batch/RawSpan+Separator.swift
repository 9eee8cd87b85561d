extension RawSpan {
    /// The offset of the first separator of a JSON batch at or after `start`; nil if there is none.
    ///
    /// A plain search for bytes, because a control character stands in no JSON text (RFC 8259 section 7).
    func firstSeparator(from start: Int) -> Int? {
        let count = byteCount
        var offset = start
        while count &- offset >= 64 {
            let first = separators(offset), second = separators(offset &+ 16)
            let third = separators(offset &+ 32), fourth = separators(offset &+ 48)
            let any = first | second | third | fourth
            if any.x | any.y != 0 { break }
            offset &+= 64
        }
        while count &- offset >= 16 {
            let lanes = separators(offset)
            if lanes.x != 0 { return offset &+ lanes.x.trailingZeroBitCount &>> 3 }
            if lanes.y != 0 { return offset &+ 8 &+ lanes.y.trailingZeroBitCount &>> 3 }
            offset &+= 16
        }
        while offset < count {
            if Batch.isSeparator(byte(offset)) { return offset }
            offset &+= 1
        }
        return nil
    }

    /// All bits of a byte are set where one of the sixteen at `offset` is a separator.
    @inline(__always)
    private func separators(_ offset: Int) -> SIMD2<UInt64> {
        let block = block(offset)
        let sent = block .== SIMD16<UInt8>(repeating: Batch.separator)
        let named = block .== SIMD16<UInt8>(repeating: Batch.recordSeparator)
        return unsafeBitCast(sent .| named, to: SIMD2<UInt64>.self)
    }
}
