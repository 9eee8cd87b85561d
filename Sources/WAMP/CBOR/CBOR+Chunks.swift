extension CBOR {
    /// Hands out the content of each chunk of a string of indefinite length. `scan` has validated the chunks;
    /// in bytes that were not validated, everything from a broken chunk on is left out.
    static func forEachChunk(of range: ByteRange, in bytes: RawSpan, _ body: (RawSpan) -> Void) {
        guard range.bounds.upperBound <= bytes.byteCount else { return }
        let chunks = bytes.extracting(range.bounds)
        var reader = Reader(at: 0, utf8: .validated)
        while reader.position < chunks.byteCount {
            guard chunks.byte(reader.position) & 31 != 31,
                let chunk = try? reader.readString(in: chunks, isText: false)
            else { return }
            body(chunks.extracting(chunk.range.bounds))
        }
    }

    /// The bytes that a string stands for whose `Envelope.uriIsEscaped` is set: its chunks put together.
    package static func unescape(_ range: ByteRange, in bytes: RawSpan) -> [UInt8] {
        Reader.plainBytes(EncodedString(range, isEscaped: true), in: bytes)
    }
}
