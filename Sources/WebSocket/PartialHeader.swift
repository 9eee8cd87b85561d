/// The first bytes of a frame whose header did not arrive in one read, kept inline (RFC 6455 §5.2).
struct PartialHeader {
    private var bytes = InlineArray<14, UInt8>(repeating: 0)
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Reads a header from what is kept and what `input` has from `offset` on. `offset` moves behind the bytes
    /// that belong to the header, or to the end of the input when they do not suffice.
    @inline(__always)
    mutating func read(
        _ input: UnsafeMutableRawBufferPointer, at offset: inout Int
    ) -> FrameHeader.Parsed {
        if count == 0 {
            let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
            let parsed = FrameHeader.parse(rest)
            if case .header(_, let size) = parsed {
                offset &+= size
                return parsed
            }
        }
        return readSlowly(input, at: &offset)
    }

    /// One byte after the other, so that nothing behind the header is taken.
    @inline(never)
    private mutating func readSlowly(
        _ input: UnsafeMutableRawBufferPointer, at offset: inout Int
    ) -> FrameHeader.Parsed {
        var parsed = FrameHeader.Parsed.incomplete(size: 2)
        while offset < input.count, count < bytes.count {
            bytes[count] = input[offset]
            count += 1
            offset += 1
            parsed = withUnsafeBytes(of: bytes) {
                FrameHeader.parse(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            switch parsed {
            case .incomplete: continue
            case .invalid: return parsed
            case .header:
                count = 0
                return parsed
            }
        }
        return parsed
    }
}
