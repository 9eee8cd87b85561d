extension JSON {
    /// What a parser does with a dictionary that has the same key twice.
    package enum DuplicateKeys: Equatable, Sendable {
        /// The last member counts, in the first one's place.
        case lastWins
        /// The text is refused with the offset of the second key.
        case refused
    }

    /// Parses one JSON text into a value.
    ///
    /// - Integers that 64 bits hold stay exact. Larger ones, `-0`, and numbers with a fraction or an exponent
    ///   become doubles; what is too large for a double becomes infinite.
    /// - A string that begins with U+0000 and goes on as base64 becomes binary (basic profile, "Binary support in
    ///   JSON"); a string after U+0000 that is not base64 stays a string.
    package static func parse(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits(), duplicateKeys: DuplicateKeys = .lastWins
    ) throws(WireError) -> Value {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        var parser = Parser(limits: limits, duplicateKeys: duplicateKeys)
        let value = try parser.readValue(in: bytes, depth: 0)
        try parser.cursor.expectEnd(in: bytes)
        return value
    }

    /// Parses the value in `range` of a message that `scan` has accepted, such as its options or arguments.
    package static func parse(
        _ range: ByteRange, in bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Value {
        guard range.bounds.upperBound <= bytes.byteCount else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        return try parse(bytes.extracting(range.bounds), limits: limits)
    }

    /// Parses the dictionary of options or details in `range`; one without members where the range is empty.
    package static func parseDictionary(
        _ range: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> ValueDictionary {
        guard !range.isEmpty else { return ValueDictionary() }
        guard case .dictionary(let dictionary) = try parse(range, in: bytes) else {
            throw .syntax(.unexpectedByte, offset: Int(range.start))
        }
        return dictionary
    }
}
