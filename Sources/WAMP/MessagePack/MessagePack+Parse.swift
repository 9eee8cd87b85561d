extension MessagePack {
    /// Parses one value. Extension types are refused: `Value` has no place for them.
    package static func parse(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits(), duplicateKeys: JSON.DuplicateKeys = .lastWins
    ) throws(WireError) -> Value {
        try BinaryParser<Reader>.parse(bytes, limits: limits, duplicateKeys: duplicateKeys)
    }

    /// Parses the value in `range` of a message that `scan` has accepted, such as its options or arguments.
    package static func parse(
        _ range: ByteRange, in bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Value {
        try BinaryParser<Reader>.parse(range, in: bytes, limits: limits)
    }

    /// Parses the dictionary of options or details in `range`; one without members where the range is empty.
    package static func parseDictionary(
        _ range: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> ValueDictionary {
        try BinaryParser<Reader>.parseDictionary(range, in: bytes)
    }
}
