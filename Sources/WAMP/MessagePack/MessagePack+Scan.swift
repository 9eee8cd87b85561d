extension MessagePack {
    /// Reads the envelope of the message that `bytes` hold and validates all of it, the payload included:
    /// well-formedness, UTF-8, keys, depth, and the message's layout.
    ///
    /// One pass; nothing is allocated and nothing is copied.
    package static func scan(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Envelope {
        var scanner = BinaryEnvelopeScanner<Reader>(limits: limits)
        return try scanner.scan(bytes)
    }

    /// Validates one value of any kind as `scan` validates a message's payload.
    package static func validate(_ bytes: RawSpan, limits: ScanLimits = ScanLimits()) throws(WireError) {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        var reader = Reader(at: 0, utf8: .unchecked)
        try reader.skipValue(in: bytes, nesting: Nesting(limits: limits))
        try reader.expectEnd(in: bytes)
    }
}
