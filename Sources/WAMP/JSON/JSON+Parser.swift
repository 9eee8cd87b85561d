extension JSON {
    /// A recursive parser; the depth limit bounds its stack.
    struct Parser {
        var cursor = Cursor(utf8: .unchecked)
        let limits: ScanLimits
        let duplicateKeys: DuplicateKeys

        init(limits: ScanLimits, duplicateKeys: DuplicateKeys) {
            self.limits = limits
            self.duplicateKeys = duplicateKeys
        }
    }
}

extension JSON.Parser {
    /// Reads one value of any kind. White space may precede it.
    mutating func readValue(in bytes: RawSpan, depth: Int) throws(WireError) -> Value {
        let first = cursor.skipWhitespace(in: bytes)
        switch first {
        case ASCII.quote: return try readString(in: bytes)
        case ASCII.openList: return .list(try readList(in: bytes, depth: depth))
        case ASCII.openDictionary: return .dictionary(try readDictionary(in: bytes, depth: depth))
        case ASCII.minus, ASCII.zero...UInt8(ascii: "9"): return try readNumber(in: bytes)
        default:
            try cursor.skipValue(in: bytes, outer: depth, limit: limits.depth)
            switch first {
            case UInt8(ascii: "t"): return .bool(true)
            case UInt8(ascii: "f"): return .bool(false)
            default: return .null
            }
        }
    }

    /// Moves over the bracket that opens a container.
    private mutating func open(depth: Int) throws(WireError) {
        guard depth < limits.depth else { throw .tooDeep(limit: limits.depth, offset: cursor.position) }
        cursor.position += 1
    }

    private mutating func readList(in bytes: RawSpan, depth: Int) throws(WireError) -> [Value] {
        try open(depth: depth)
        var elements: [Value] = []
        if cursor.skipWhitespace(in: bytes) == ASCII.closeList {
            cursor.position += 1
            return elements
        }
        while true {
            elements.append(try readValue(in: bytes, depth: depth + 1))
            guard cursor.skipWhitespace(in: bytes) == ASCII.comma else { break }
            cursor.position += 1
        }
        try cursor.expect(ASCII.closeList, in: bytes)
        return elements
    }

    private mutating func readDictionary(
        in bytes: RawSpan, depth: Int
    ) throws(WireError) -> ValueDictionary {
        try open(depth: depth)
        var members = ValueDictionary()
        if cursor.skipWhitespace(in: bytes) == ASCII.closeDictionary {
            cursor.position += 1
            return members
        }
        while true {
            guard cursor.skipWhitespace(in: bytes) == ASCII.quote else {
                throw cursor.unexpected(in: bytes)
            }
            let keyOffset = cursor.position
            let key = try readKey(in: bytes)
            try cursor.expect(ASCII.colon, in: bytes)
            let value = try readValue(in: bytes, depth: depth + 1)
            if !members.updateValue(value, forKey: key), duplicateKeys == .refused {
                throw .duplicateKey(offset: keyOffset)
            }
            guard cursor.skipWhitespace(in: bytes) == ASCII.comma else { break }
            cursor.position += 1
        }
        try cursor.expect(ASCII.closeDictionary, in: bytes)
        return members
    }

    /// Moves over the string whose opening quote is next; the range is what stands between the quotes.
    private mutating func skipString(
        in bytes: RawSpan
    ) throws(WireError) -> (range: ByteRange, isEscaped: Bool) {
        cursor.position += 1
        let start = cursor.position
        let isEscaped = try cursor.skipString(in: bytes)
        return (ByteRange(from: start, to: cursor.position - 1), isEscaped)
    }

    private mutating func readString(in bytes: RawSpan) throws(WireError) -> Value {
        let (range, isEscaped) = try skipString(in: bytes)
        // Binary begins with U+0000, which is always escaped.
        guard isEscaped else { return .string(bytes.string(range)) }
        return JSON.stringOrBinary(JSON.unescape(range, in: bytes))
    }

    private mutating func readKey(in bytes: RawSpan) throws(WireError) -> String {
        let (range, isEscaped) = try skipString(in: bytes)
        guard isEscaped else { return bytes.string(range) }
        return String(decoding: JSON.unescape(range, in: bytes), as: UTF8.self)
    }

    private mutating func readNumber(in bytes: RawSpan) throws(WireError) -> Value {
        let start = cursor.position
        cursor.position = try cursor.endOfNumber(in: bytes)
        let digits = bytes.string(ByteRange(from: start, to: cursor.position))
        // Of all integers only -0 has no place among the integer types.
        if digits != "-0" {
            if let integer = Int64(digits) { return .integer(integer) }
            if let integer = UInt64(digits) { return .unsigned(integer) }
        }
        guard let double = Double(digits) else { throw .syntax(.invalidNumber, offset: start) }
        return .double(double)
    }
}

extension JSON {
    /// What a string of JSON stands for: binary, if it is U+0000 followed by base64 (basic profile, "Binary support
    /// in JSON"), else itself.
    static func stringOrBinary(_ utf8: [UInt8]) -> Value {
        if utf8.first == 0, let bytes = Base64.decode(utf8.span.bytes.extracting(1...)) {
            return .binary(bytes)
        }
        return .string(String(decoding: utf8, as: UTF8.self))
    }

    /// The string that a binary value is in JSON, for places where only a string can stand.
    static func text(ofBinary bytes: [UInt8]) -> String {
        var output = OutputBytes()
        output.append(0)
        Base64.encode(bytes.span.bytes, to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }
}
