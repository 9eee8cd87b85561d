/// One member of a dictionary in a binary serialization, as offsets into the message.
package struct BinaryMember<Reader: TokenReader>: OptionMember {
    /// The bytes of the key without its head; in CBOR with the heads of its chunks, if it has chunks.
    package let keyBytes: ByteRange
    package let value: ByteRange
    package let range: ByteRange
    package let key: OptionKey?
    package let isCustom: Bool

    @inline(__always)
    init(key name: EncodedString, value: ByteRange, range: ByteRange, in bytes: RawSpan) {
        keyBytes = name.range
        self.value = value
        self.range = range
        guard !name.isEscaped else {
            let plain = Reader.plainBytes(name, in: bytes)
            let whole = ByteRange(from: 0, to: plain.count)
            key = OptionKey(whole, in: plain.span.bytes)
            isCustom = OptionKey.isCustom(whole, in: plain.span.bytes)
            return
        }
        key = OptionKey(name.range, in: bytes)
        isCustom = key == nil && OptionKey.isCustom(name.range, in: bytes)
    }
}

extension BinaryMember {
    /// The error for a value that is not what its key demands; of an unknown key only the place is known.
    private func wrong(_ expected: WireError.OptionType) -> WireError {
        guard let key else { return .syntax(.unexpectedByte, offset: Int(value.start)) }
        return .option(key, expected: expected)
    }

    @inline(__always)
    private func token(in bytes: RawSpan) throws(WireError) -> Token {
        var reader = Reader(at: Int(value.start), utf8: .validated)
        return try reader.readToken(in: bytes)
    }

    package func bool(in bytes: RawSpan) throws(WireError) -> Bool {
        guard case .bool(let bool) = try token(in: bytes) else { throw wrong(.bool) }
        return bool
    }

    package func integer(in bytes: RawSpan) throws(WireError) -> UInt64 {
        guard let integer = try token(in: bytes).unsignedInteger, integer <= IDRange.greatest else {
            throw wrong(.integer)
        }
        return integer
    }

    package func string(in bytes: RawSpan) throws(WireError) -> [UInt8] {
        guard case .string(let string) = try token(in: bytes) else { throw wrong(.string) }
        return Reader.plainBytes(string, in: bytes)
    }

    package func ids(in bytes: RawSpan) throws(WireError) -> [UInt64] {
        var ids: [UInt64] = []
        var elements = BinaryElementReader<Reader>(value)
        while let element = try elements.nextToken(in: bytes, or: wrong(.listOfIDs)) {
            guard let id = element.unsignedInteger, id <= IDRange.greatest else { throw wrong(.listOfIDs) }
            ids.append(id)
        }
        return ids
    }

    package func strings(in bytes: RawSpan) throws(WireError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var elements = BinaryElementReader<Reader>(value)
        while let element = try elements.nextToken(in: bytes, or: wrong(.listOfStrings)) {
            guard case .string(let string) = element else { throw wrong(.listOfStrings) }
            strings.append(Reader.plainBytes(string, in: bytes))
        }
        return strings
    }

    package func checkDictionaries(in bytes: RawSpan) throws(WireError) {
        var elements = BinaryElementReader<Reader>(value)
        while let element = try elements.nextToken(in: bytes, or: wrong(.listOfDictionaries)) {
            guard case .container(let container) = element, container.isDictionary else {
                throw wrong(.listOfDictionaries)
            }
        }
    }
}
