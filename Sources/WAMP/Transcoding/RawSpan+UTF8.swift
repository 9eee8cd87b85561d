extension RawSpan {
    /// The offset of the first byte in `range`, which lies within the span, that is not part of well-formed
    /// UTF-8 (RFC 3629 section 4); nil if all are.
    @inline(__always)
    func firstInvalidUTF8(in range: ByteRange) -> Int? {
        let text = extracting(range.bounds)
        let ascii = text.endOfASCII
        if ascii == text.byteCount { return nil }
        return text.firstInvalidUTF8(from: ascii).map { $0 &+ Int(range.start) }
    }

    /// Where a run of ASCII from the first byte on ends, at the latest; what is left is shorter than 16 bytes
    /// or has a byte above 0x7F within the next 16.
    @inline(__always)
    private var endOfASCII: Int {
        var end = 0
        while byteCount &- end >= 16 {
            let words = unsafeBitCast(block(end), to: SIMD2<UInt64>.self)
            if (words.x | words.y) & 0x8080_8080_8080_8080 != 0 { return end }
            end &+= 16
        }
        while end < byteCount, byte(end) < 0x80 { end &+= 1 }
        return end
    }

    @inline(never)
    private func firstInvalidUTF8(from start: Int) -> Int? {
        // Blocks look three bytes back.
        var offset = start
        while offset < min(3, byteCount) {
            let length = lengthOfCharacter(at: offset)
            if length == 0 { return offset }
            offset &+= length
        }
        let firstBlock = offset
        while byteCount &- offset >= 16 {
            let faults = UTF8Sequence.faults(
                block(offset), block(offset &- 1), block(offset &- 2), block(offset &- 3))
            let lanes = unsafeBitCast(faults, to: SIMD2<UInt64>.self)
            if lanes.x | lanes.y != 0 { break }
            offset &+= 16
        }
        if offset > firstBlock { offset = startOfCharacter(before: offset) }
        while offset < byteCount {
            let length = lengthOfCharacter(at: offset)
            if length == 0 { return offset }
            offset &+= length
        }
        return nil
    }

    @inline(__always)
    private func lengthOfCharacter(at offset: Int) -> Int {
        byte(offset) < 0x80 ? 1 : UTF8Sequence.length(in: self, at: offset)
    }

    /// `offset`, or the first byte of the character that a block's border there has split.
    @inline(__always)
    private func startOfCharacter(before offset: Int) -> Int {
        if byte(offset &- 1) >= 0xC0 { return offset &- 1 }
        if byte(offset &- 2) >= 0xE0 { return offset &- 2 }
        return byte(offset &- 3) >= 0xF0 ? offset &- 3 : offset
    }
}
