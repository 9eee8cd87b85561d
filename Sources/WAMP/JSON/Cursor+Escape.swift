extension JSON.Cursor {
    /// Where the escape sequence ends whose backslash is at the position; surrogate pairs are one sequence.
    @inline(__always)
    func endOfEscape(in bytes: RawSpan) throws(WireError) -> Int {
        if bytes.byteCount &- position >= 2 {
            switch bytes.byte(position &+ 1) {
            case UInt8(ascii: "n"), ASCII.quote, ASCII.backslash: return position &+ 2
            default: break
            }
        }
        var end = self
        _ = try end.readEscape(in: bytes)
        return end.position
    }

    /// Reads one escape sequence and returns what it stands for. The position is at the backslash.
    mutating func readEscape(in bytes: RawSpan) throws(WireError) -> Unicode.Scalar {
        let start = position
        position &+= 1
        guard position < bytes.byteCount else { throw .syntax(.unexpectedEnd, offset: position) }
        let letter = bytes.byte(position)
        position &+= 1
        switch letter {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape(in: bytes, start: start)
        default: throw .syntax(.invalidEscape, offset: start)
        }
    }

    private mutating func readUnicodeEscape(
        in bytes: RawSpan, start: Int
    ) throws(WireError) -> Unicode.Scalar {
        let unit = try readFourHexDigits(in: bytes, start: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // A high surrogate must be followed at once by an escaped low one (RFC 8259 section 7).
        guard unit < 0xDC00, bytes.byteCount &- position >= 2,
            bytes.byte(position) == ASCII.backslash, bytes.byte(position &+ 1) == UInt8(ascii: "u")
        else { throw .syntax(.loneSurrogate, offset: start) }
        let second = position
        position &+= 2
        let low = try readFourHexDigits(in: bytes, start: second)
        guard low & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 &+ (unit & 0x3FF) << 10 &+ low & 0x3FF)
        else { throw .syntax(.loneSurrogate, offset: start) }
        return scalar
    }

    private mutating func readFourHexDigits(in bytes: RawSpan, start: Int) throws(WireError) -> UInt32 {
        guard bytes.byteCount &- position >= 4 else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = ASCII.hexValue(bytes.byte(position)) else {
                throw .syntax(.invalidEscape, offset: start)
            }
            value = value << 4 | digit
            position &+= 1
        }
        return value
    }
}
