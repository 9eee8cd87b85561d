extension JSON {
    /// One member of a dictionary, as offsets into the message.
    package struct Member: Equatable, Sendable, OptionMember {
        /// The bytes of the key between its quotes.
        package let keyBytes: ByteRange
        /// The key contains escape sequences.
        package let keyIsEscaped: Bool
        /// The bytes of the value including its delimiters.
        package let value: ByteRange
        package let kind: ValueKind
        package let key: OptionKey?
        package let isCustom: Bool

        package init(
            keyBytes: ByteRange, keyIsEscaped: Bool, value: ByteRange, kind: ValueKind, in bytes: RawSpan
        ) {
            self.keyBytes = keyBytes
            self.keyIsEscaped = keyIsEscaped
            self.value = value
            self.kind = kind
            guard !keyIsEscaped else {
                let plain = unescape(keyBytes, in: bytes)
                let whole = ByteRange(from: 0, to: plain.count)
                key = OptionKey(whole, in: plain.span.bytes)
                isCustom = OptionKey.isCustom(whole, in: plain.span.bytes)
                return
            }
            key = OptionKey(keyBytes, in: bytes)
            isCustom = key == nil && OptionKey.isCustom(keyBytes, in: bytes)
        }

        /// Key and value, from the key's opening quote to the value's last byte.
        package var range: ByteRange {
            ByteRange(from: Int(keyBytes.start) &- 1, to: value.bounds.upperBound)
        }
    }
}

extension JSON.Member {
    /// The error for a value that is not what its key demands; of an unknown key only the place is known.
    private func wrong(_ expected: WireError.OptionType) -> WireError {
        guard let key else { return .syntax(.unexpectedByte, offset: Int(value.start)) }
        return .option(key, expected: expected)
    }

    package func bool(in bytes: RawSpan) throws(WireError) -> Bool {
        guard kind == .bool, value.bounds.upperBound <= bytes.byteCount else { throw wrong(.bool) }
        return bytes.byte(Int(value.start)) == UInt8(ascii: "t")
    }

    package func integer(in bytes: RawSpan) throws(WireError) -> UInt64 {
        var cursor = JSON.Cursor(at: Int(value.start), utf8: .validated)
        guard case .value(let integer) = cursor.readInteger(in: bytes) else { throw wrong(.integer) }
        return integer
    }

    package func string(in bytes: RawSpan) throws(WireError) -> [UInt8] {
        guard kind == .string, value.count >= 2 else { throw wrong(.string) }
        return JSON.unescape(ByteRange(start: value.start &+ 1, count: value.count &- 2), in: bytes)
    }

    package func ids(in bytes: RawSpan) throws(WireError) -> [UInt64] {
        var ids: [UInt64] = []
        var elements = try elements(.listOfIDs)
        while let element = try elements.next(in: bytes) {
            var cursor = JSON.Cursor(at: Int(element.start), utf8: .validated)
            guard case .value(let id) = cursor.readInteger(in: bytes) else { throw wrong(.listOfIDs) }
            ids.append(id)
        }
        return ids
    }

    package func strings(in bytes: RawSpan) throws(WireError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var elements = try elements(.listOfStrings)
        while let element = try elements.next(in: bytes) {
            guard bytes.byte(Int(element.start)) == ASCII.quote, element.count >= 2 else {
                throw wrong(.listOfStrings)
            }
            let text = ByteRange(start: element.start &+ 1, count: element.count &- 2)
            strings.append(JSON.unescape(text, in: bytes))
        }
        return strings
    }

    package func checkDictionaries(in bytes: RawSpan) throws(WireError) {
        var elements = try elements(.listOfDictionaries)
        while let element = try elements.next(in: bytes) {
            guard bytes.byte(Int(element.start)) == ASCII.openDictionary else {
                throw wrong(.listOfDictionaries)
            }
        }
    }

    private func elements(_ expected: WireError.OptionType) throws(WireError) -> JSON.ElementReader {
        guard kind == .list else { throw wrong(expected) }
        return JSON.ElementReader(value)
    }
}
