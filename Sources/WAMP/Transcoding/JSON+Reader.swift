extension JSON {
    /// Reads tokens (RFC 8259), numbers and escaped strings included.
    struct Reader: TokenReader {
        private var cursor: Cursor

        @inline(__always)
        init(at position: Int, utf8: UTF8Trust) {
            cursor = Cursor(at: position, utf8: utf8)
        }

        static var hasBinaryInStrings: Bool { true }

        @inline(__always)
        var position: Int { cursor.position }
    }
}

extension JSON.Reader {
    @inline(__always)
    mutating func readToken(in bytes: RawSpan, nesting: inout Nesting) throws(WireError) -> Token {
        let first = cursor.skipWhitespace(in: bytes)
        switch first {
        case ASCII.quote: return .string(try readString(in: bytes))
        case ASCII.openList, ASCII.openDictionary:
            try nesting.enter(at: position)
            cursor.position &+= 1
            return .container(Container(isDictionary: first == ASCII.openDictionary, count: nil))
        case ASCII.minus, ASCII.zero...UInt8(ascii: "9"): return try readNumber(in: bytes)
        default:
            try cursor.skipValue(in: bytes, outer: 0, limit: 0)
            switch first {
            case UInt8(ascii: "t"): return .bool(true)
            case UInt8(ascii: "f"): return .bool(false)
            default: return .null
            }
        }
    }

    @inline(__always)
    mutating func readKey(in bytes: RawSpan) throws(WireError) -> EncodedString {
        guard cursor.skipWhitespace(in: bytes) == ASCII.quote else { throw cursor.unexpected(in: bytes) }
        let key = try readString(in: bytes)
        try cursor.expect(ASCII.colon, in: bytes)
        return key
    }

    @inline(__always)
    mutating func hasNext(
        after read: Int, in container: Container, of bytes: RawSpan
    ) throws(WireError) -> Bool {
        let next = cursor.skipWhitespace(in: bytes)
        if next == (container.isDictionary ? ASCII.closeDictionary : ASCII.closeList) {
            cursor.position &+= 1
            return false
        }
        guard read > 0 else { return true }
        guard next == ASCII.comma else { throw cursor.unexpected(in: bytes) }
        cursor.position &+= 1
        return true
    }

    mutating func expectEnd(in bytes: RawSpan) throws(WireError) {
        try cursor.expectEnd(in: bytes)
    }

    @inline(__always)
    private mutating func readString(in bytes: RawSpan) throws(WireError) -> EncodedString {
        cursor.position &+= 1
        let start = cursor.position
        let isEscaped = try cursor.skipString(in: bytes)
        return EncodedString(ByteRange(from: start, to: cursor.position &- 1), isEscaped: isEscaped)
    }

    /// Appends the characters of a string; in one that was not validated, up to a broken escape sequence.
    static func append(escaped string: EncodedString, in bytes: RawSpan, to output: inout OutputBytes) {
        guard string.range.bounds.upperBound <= bytes.byteCount else { return }
        let text = bytes.extracting(string.range.bounds)
        var cursor = JSON.Cursor(at: 0, utf8: .validated)
        while cursor.position < text.byteCount {
            let start = cursor.position
            let backslash = text.firstToEscape(from: start)
            output.append(text.extracting(start..<backslash))
            cursor.position = backslash
            guard backslash < text.byteCount else { return }
            guard let scalar = try? cursor.readEscape(in: text) else { return }
            for byte in scalar.utf8 { output.append(byte) }
        }
    }
}

extension JSON.Reader {
    /// Reads a number; the position is at its first digit or its sign.
    @inline(__always)
    private mutating func readNumber(in bytes: RawSpan) throws(WireError) -> Token {
        let start = cursor.position
        cursor.position = try cursor.endOfNumber(in: bytes)
        return JSON.number(ByteRange(from: start, to: cursor.position), in: bytes)
    }
}
