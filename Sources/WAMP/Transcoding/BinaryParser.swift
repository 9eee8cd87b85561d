/// A recursive parser of values in a binary serialization; the depth limit bounds its stack.
struct BinaryParser<Reader: TokenReader> {
    private var reader = Reader(at: 0, utf8: .unchecked)
    private let duplicateKeys: JSON.DuplicateKeys

    /// Parses the one value that `bytes` hold.
    static func parse(
        _ bytes: RawSpan, limits: ScanLimits, duplicateKeys: JSON.DuplicateKeys
    ) throws(WireError) -> Value {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        var parser = BinaryParser(duplicateKeys: duplicateKeys)
        let value = try parser.readValue(in: bytes, nesting: Nesting(limits: limits))
        try parser.reader.expectEnd(in: bytes)
        return value
    }

    /// Parses the value in `range` of a message.
    static func parse(
        _ range: ByteRange, in bytes: RawSpan, limits: ScanLimits
    ) throws(WireError) -> Value {
        guard range.bounds.upperBound <= bytes.byteCount else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        return try parse(bytes.extracting(range.bounds), limits: limits, duplicateKeys: .lastWins)
    }

    /// Parses the dictionary of options or details in `range`; one without members where the range is empty.
    static func parseDictionary(
        _ range: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> ValueDictionary {
        guard !range.isEmpty else { return ValueDictionary() }
        guard case .dictionary(let dictionary) = try parse(range, in: bytes, limits: ScanLimits()) else {
            throw .syntax(.unexpectedByte, offset: Int(range.start))
        }
        return dictionary
    }

    private init(duplicateKeys: JSON.DuplicateKeys) {
        self.duplicateKeys = duplicateKeys
    }
}

extension BinaryParser {
    private mutating func readValue(in bytes: RawSpan, nesting: Nesting) throws(WireError) -> Value {
        let start = reader.position
        var inner = nesting
        switch try reader.readToken(in: bytes, nesting: &inner) {
        case .null: return .null
        case .bool(let bool): return .bool(bool)
        case .integer(let integer): return .integer(integer)
        case .unsigned(let integer): return .unsigned(integer)
        case .double(let double): return .double(double)
        case .string(let string): return .string(text(string, in: bytes))
        case .binary(let binary): return .binary(Reader.plainBytes(binary, in: bytes))
        case .extensionType: throw .syntax(.extensionType, offset: start)
        case .container(let container):
            return container.isDictionary
                ? .dictionary(try readMembers(of: container, in: bytes, nesting: inner))
                : .list(try readElements(of: container, in: bytes, nesting: inner))
        }
    }

    // Nothing is reserved for a count: many nested lists could each announce as much as the message is long.

    private mutating func readElements(
        of list: Container, in bytes: RawSpan, nesting: Nesting
    ) throws(WireError) -> [Value] {
        var elements: [Value] = []
        while try reader.hasNext(after: elements.count, in: list, of: bytes) {
            elements.append(try readValue(in: bytes, nesting: nesting))
        }
        return elements
    }

    private mutating func readMembers(
        of dictionary: Container, in bytes: RawSpan, nesting: Nesting
    ) throws(WireError) -> ValueDictionary {
        var members = ValueDictionary()
        var read = 0
        while try reader.hasNext(after: read, in: dictionary, of: bytes) {
            let start = reader.position
            let key = text(try reader.readKey(in: bytes), in: bytes)
            let value = try readValue(in: bytes, nesting: nesting)
            if !members.updateValue(value, forKey: key), duplicateKeys == .refused {
                throw .duplicateKey(offset: start)
            }
            read += 1
        }
        return members
    }

    private func text(_ string: EncodedString, in bytes: RawSpan) -> String {
        string.isEscaped
            ? String(decoding: Reader.plainBytes(string, in: bytes), as: UTF8.self)
            : bytes.string(string.range)
    }
}
