extension Serializer {
    /// Reads the envelope of a message and validates all of it, see `JSON.scan`, `MessagePack.scan`,
    /// `CBOR.scan`.
    ///
    /// - Parameter utf8: whether a JSON message's UTF-8 is known to be valid; the binary ones are always
    ///   checked.
    package func scan(
        _ bytes: RawSpan, limits: ScanLimits = ScanLimits(), utf8: UTF8Trust
    ) throws(WireError) -> Envelope {
        switch self {
        case .json: try JSON.scan(bytes, limits: limits, utf8: utf8)
        case .messagePack: try MessagePack.scan(bytes, limits: limits)
        case .cbor: try CBOR.scan(bytes, limits: limits)
        }
    }

    /// Reads one value.
    package func parse(_ bytes: RawSpan, limits: ScanLimits = ScanLimits()) throws(WireError) -> Value {
        switch self {
        case .json: try JSON.parse(bytes, limits: limits)
        case .messagePack: try MessagePack.parse(bytes, limits: limits)
        case .cbor: try CBOR.parse(bytes, limits: limits)
        }
    }

    /// Reads the value in `range` of a message that `scan` has accepted, such as its arguments.
    package func parse(
        _ range: ByteRange, in bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Value {
        switch self {
        case .json: try JSON.parse(range, in: bytes, limits: limits)
        case .messagePack: try MessagePack.parse(range, in: bytes, limits: limits)
        case .cbor: try CBOR.parse(range, in: bytes, limits: limits)
        }
    }

    /// Reads a message.
    package func decode(_ bytes: RawSpan, limits: ScanLimits = ScanLimits()) throws(WireError) -> Message {
        switch self {
        case .json: try Message.decode(json: bytes, limits: limits)
        case .messagePack: try Message.decode(messagePack: bytes, limits: limits)
        case .cbor: try Message.decode(cbor: bytes, limits: limits)
        }
    }

    /// The typed options or details of a message.
    @inline(__always)
    package func options<Options: MessageOptions>(
        _ range: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> Options {
        switch self {
        case .json: try Options(json: range, in: bytes)
        case .messagePack: try Options(messagePack: range, in: bytes)
        case .cbor: try Options(cbor: range, in: bytes)
        }
    }

    /// The details of a HELLO.
    package func helloDetails(_ range: ByteRange, in bytes: RawSpan) throws(WireError) -> HelloDetails {
        switch self {
        case .json: try HelloDetails(json: range, in: bytes)
        case .messagePack: try HelloDetails(messagePack: range, in: bytes)
        case .cbor: try HelloDetails(cbor: range, in: bytes)
        }
    }

    /// The URI, or what else stands in its place, of a message as plain UTF-8: without the escape sequences
    /// of JSON and the chunks of CBOR.
    package func uri(of envelope: Envelope, in bytes: RawSpan) -> [UInt8] {
        guard envelope.uriIsEscaped else { return bytes.array(envelope.uri) }
        return switch self {
        case .json: JSON.unescape(envelope.uri, in: bytes)
        case .cbor: CBOR.unescape(envelope.uri, in: bytes)
        // No string of MessagePack is escaped.
        case .messagePack: bytes.array(envelope.uri)
        }
    }
}
