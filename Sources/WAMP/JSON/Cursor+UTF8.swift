extension JSON.Cursor {
    /// Where a run of characters of any length ends: at a quote, a backslash, a control character or the end.
    /// Checks their UTF-8 form (RFC 3629 section 4). A character begins at the position.
    func endOfMultibyteRun(in bytes: RawSpan) throws(WireError) -> Int {
        var end = self
        // Blocks look three bytes back, so the first three bytes of a message are left to the slow loop.
        if position >= 3 { end.skipUTF8Blocks(in: bytes) }
        if end.position > position { end.returnToCharacterStart(in: bytes) }
        while end.position < bytes.byteCount {
            let byte = bytes.byte(end.position)
            if byte >= 0x80 {
                let length = UTF8Sequence.length(in: bytes, at: end.position)
                guard length > 0 else { throw .invalidUTF8(offset: end.position) }
                end.position &+= length
            } else if byte == ASCII.quote || byte == ASCII.backslash || byte < 0x20 {
                break
            } else {
                end.position &+= 1
            }
        }
        return end.position
    }

    /// Moves over whole blocks that are valid and contain nothing that ends the run.
    @inline(__always)
    private mutating func skipUTF8Blocks(in bytes: RawSpan) {
        while bytes.byteCount &- position >= 16 {
            let block = bytes.block(position)
            let ends =
                block .== SIMD16<UInt8>(repeating: ASCII.quote)
                .| block .== SIMD16<UInt8>(repeating: ASCII.backslash) .| block
                .< SIMD16<UInt8>(repeating: 0x20)
            let faults = UTF8Sequence.faults(
                block, bytes.block(position &- 1), bytes.block(position &- 2), bytes.block(position &- 3))
            let stops = unsafeBitCast(ends .| faults, to: SIMD2<UInt64>.self)
            if stops.x | stops.y != 0 { return }
            position &+= 16
        }
    }

    /// Goes back to the first byte of a character that a block's border has split.
    @inline(__always)
    private mutating func returnToCharacterStart(in bytes: RawSpan) {
        if bytes.byte(position &- 1) >= 0xC0 {
            position &-= 1
        } else if bytes.byte(position &- 2) >= 0xE0 {
            position &-= 2
        } else if bytes.byte(position &- 3) >= 0xF0 {
            position &-= 3
        }
    }
}
