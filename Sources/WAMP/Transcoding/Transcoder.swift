/// Carries values and application payloads from one serialization to another, in one pass and without a value
/// tree. The result is what parsing and writing would give:
///
/// - Integers stay exact as far as 64 bits reach, floats stay floats (1.0 is not 1), keys stay in their
///   order, and so do members with the same key, which a parser would merge.
/// - Binary is a string of U+0000 and base64 in JSON; a string after U+0000 that is not base64 stays a
///   string. In JSON, NaN and the infinities become null.
/// - Every head is in its shortest form, and every length definite.
/// - Tags of CBOR are dropped (see `CBOR`). Extension types of MessagePack are refused with
///   `WireError.SyntaxProblem.extensionType`; nothing else in a message that `scan` has accepted is.
package enum Transcoder {
    /// Appends the value in `range` of a message, such as its options; offsets of errors count from its first
    /// byte. Nothing is appended where an error is thrown.
    package static func append(
        _ range: ByteRange, in bytes: RawSpan, from source: Serializer, as target: Serializer,
        to output: inout OutputBytes
    ) throws(WireError) {
        try append(range, in: bytes, isMember: false, from: source, as: target, to: &output)
    }

    /// Appends the application payload of a message as `Envelope.payload` of a message in the other
    /// serialization has it; its `payloadCount` is the same. Nothing is appended where an error is thrown.
    package static func appendPayload(
        of envelope: Envelope, in bytes: RawSpan, from source: Serializer, as target: Serializer,
        to output: inout OutputBytes
    ) throws(WireError) {
        let start = output.count
        // Arguments are an empty list, with its delimiters, before keywords, and nothing in transparency
        // mode.
        let arguments = envelope.arguments.isEmpty ? envelope.payload : envelope.arguments
        if !arguments.isEmpty { try append(arguments, in: bytes, from: source, as: target, to: &output) }
        guard !envelope.argumentsKw.isEmpty else { return }
        if target == .json { output.append(ASCII.comma) }
        do {
            try append(envelope.argumentsKw, in: bytes, from: source, as: target, to: &output)
        } catch {
            output.truncate(to: start)
            throw error
        }
    }

    /// Appends the member of a dictionary in `range`, see `OptionMember.range`. Nothing is appended where an
    /// error is thrown.
    package static func appendMember(
        _ range: ByteRange, in bytes: RawSpan, from source: Serializer, as target: Serializer,
        to output: inout OutputBytes
    ) throws(WireError) {
        try append(range, in: bytes, isMember: true, from: source, as: target, to: &output)
    }

    private static func append(
        _ range: ByteRange, in bytes: RawSpan, isMember: Bool, from source: Serializer, as target: Serializer,
        to output: inout OutputBytes
    ) throws(WireError) {
        guard range.bounds.upperBound <= bytes.byteCount else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        let part = bytes.extracting(range.bounds)
        let start = output.count
        do {
            switch source {
            case _ where source == target: output.append(part)
            case .json: try copy(part, isMember, from: JSON.Reader.self, as: target, to: &output)
            case .messagePack:
                try copy(part, isMember, from: MessagePack.Reader.self, as: target, to: &output)
            case .cbor: try copy(part, isMember, from: CBOR.Reader.self, as: target, to: &output)
            }
        } catch {
            output.truncate(to: start)
            throw error
        }
    }

    @inline(__always)
    private static func copy<Reader: TokenReader>(
        _ part: RawSpan, _ isMember: Bool, from reader: Reader.Type, as target: Serializer,
        to output: inout OutputBytes
    ) throws(WireError) {
        switch target {
        case .json: try copy(part, isMember, from: reader, as: JSON.Writer.self, to: &output)
        case .messagePack: try copy(part, isMember, from: reader, as: MessagePack.Writer.self, to: &output)
        case .cbor: try copy(part, isMember, from: reader, as: CBOR.Writer.self, to: &output)
        }
    }

    @inline(__always)
    private static func copy<Reader: TokenReader, Writer: TokenWriter>(
        _ part: RawSpan, _ isMember: Bool, from reader: Reader.Type, as writer: Writer.Type,
        to output: inout OutputBytes
    ) throws(WireError) {
        if isMember {
            try TokenCopier<Reader, Writer>.copyMember(part, to: &output)
        } else {
            try TokenCopier<Reader, Writer>.copy(part, to: &output)
        }
    }
}
