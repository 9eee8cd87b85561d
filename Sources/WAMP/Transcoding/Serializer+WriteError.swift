extension Serializer {
    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri]` with a predefined URI.
    package func writeError(
        requestType: MessageType, request: UInt64, error: ErrorURI, to output: inout OutputBytes
    ) {
        switch self {
        case .json: JSON.writeError(requestType: requestType, request: request, error: error, to: &output)
        case .messagePack:
            MessagePack.Writer.writeError(requestType, request: request, error: error, to: &output)
        case .cbor: CBOR.Writer.writeError(requestType, request: request, error: error, to: &output)
        }
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list]` with a
    /// predefined URI and the reason for people as the only argument, which is what clients show.
    package func writeError(
        requestType: MessageType, request: UInt64, error: ErrorURI, message: String,
        to output: inout OutputBytes
    ) {
        switch self {
        case .json:
            JSON.writeError(
                requestType: requestType, request: request, error: error, message: message, to: &output)
        case .messagePack:
            MessagePack.Writer.writeError(
                requestType, request: request, error: error, message: message, to: &output)
        case .cbor:
            CBOR.Writer.writeError(requestType, request: request, error: error, message: message, to: &output)
        }
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list,
    /// ArgumentsKw|dict]`, passed on from a callee. `uri` is plain UTF-8, see `uri(of:in:)`; details and
    /// payload are in this serialization.
    package func writeError(
        requestType: MessageType, request: UInt64, details: RawSpan, uri: RawSpan, payload: RawSpan,
        payloadCount: UInt8, to output: inout OutputBytes
    ) {
        switch self {
        case .json:
            var escaped = OutputBytes()
            JSON.Writer.writeEscaping(uri, to: &escaped)
            JSON.writeError(
                requestType: requestType, request: request, details: details, uri: escaped.bytes.bytes,
                payload: payload, to: &output)
        case .messagePack:
            MessagePack.Writer.writeError(
                requestType, request: request, details: details, uri: uri, payload: payload,
                payloadCount: payloadCount, to: &output)
        case .cbor:
            CBOR.Writer.writeError(
                requestType, request: request, details: details, uri: uri, payload: payload,
                payloadCount: payloadCount, to: &output)
        }
    }

    /// `[ABORT, Details|dict, Reason|uri]` with the reason for people in `Details.message`.
    package func writeAbort(reason: StaticString, message: String, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeAbort(reason: reason, message: message, to: &output)
        case .messagePack: MessagePack.Writer.writeEnd(.abort, reason: reason, message: message, to: &output)
        case .cbor: CBOR.Writer.writeEnd(.abort, reason: reason, message: message, to: &output)
        }
    }

    /// `[GOODBYE, Details|dict, Reason|uri]`; an empty `message` is left out.
    package func writeGoodbye(reason: StaticString, message: String = "", to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeGoodbye(reason: reason, message: message, to: &output)
        case .messagePack:
            MessagePack.Writer.writeEnd(.goodbye, reason: reason, message: message, to: &output)
        case .cbor: CBOR.Writer.writeEnd(.goodbye, reason: reason, message: message, to: &output)
        }
    }
}

extension BinaryTokenWriter {
    fileprivate static func writeError(
        _ requestType: MessageType, request: UInt64, error: ErrorURI, to output: inout OutputBytes
    ) {
        writeErrorHead(requestType, request: request, details: RawSpan(), elements: 5, to: &output)
        write(plain: error.text, to: &output)
    }

    fileprivate static func writeError(
        _ requestType: MessageType, request: UInt64, error: ErrorURI, message: String,
        to output: inout OutputBytes
    ) {
        writeErrorHead(requestType, request: request, details: RawSpan(), elements: 6, to: &output)
        write(plain: error.text, to: &output)
        output.append(shortHead(isDictionary: false, count: 1))
        write(text: message.utf8Span.span.bytes, to: &output)
    }

    fileprivate static func writeError(
        _ requestType: MessageType, request: UInt64, details: RawSpan, uri: RawSpan, payload: RawSpan,
        payloadCount: UInt8, to output: inout OutputBytes
    ) {
        writeErrorHead(
            requestType, request: request, details: details, elements: 5 &+ Int(payloadCount), to: &output)
        write(text: uri, to: &output)
        output.append(payload)
    }
}
