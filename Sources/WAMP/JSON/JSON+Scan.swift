extension JSON {
    /// Reads the envelope of the message that `bytes` hold and validates all of it, the payload included:
    /// grammar, UTF-8 (unless that is done already), depth, and the message's layout.
    ///
    /// One pass; nothing is allocated and nothing is copied.
    package static func scan(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits(), utf8: UTF8Trust
    ) throws(WireError) -> Envelope {
        var scanner = EnvelopeScanner(limits: limits, utf8: utf8)
        return try scanner.scan(bytes)
    }

    /// Validates one JSON text of any kind as `scan` validates a message's payload.
    package static func validate(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits(), utf8: UTF8Trust
    ) throws(WireError) {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        var cursor = Cursor(utf8: utf8)
        try cursor.skipValue(in: bytes, outer: 0, limit: limits.depth)
        try cursor.expectEnd(in: bytes)
    }
}
