// What a dealer sends, appended to the output in one go. Details are an already encoded dictionary including
// its delimiters, or empty for one without members. Payloads are the bytes of `Envelope.payload` in this
// serialization, and its `payloadCount`; they are copied once.

extension Serializer {
    /// `[REGISTERED, REGISTER.Request|id, Registration|id]`
    package func writeRegistered(request: UInt64, registration: UInt64, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeRegistered(request: request, registration: registration, to: &output)
        case .messagePack: MessagePack.Writer.write(.registered, request, registration, to: &output)
        case .cbor: CBOR.Writer.write(.registered, request, registration, to: &output)
        }
    }

    /// `[UNREGISTERED, UNREGISTER.Request|id]`
    package func writeUnregistered(request: UInt64, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeUnregistered(request: request, to: &output)
        case .messagePack: MessagePack.Writer.write(.unregistered, request, to: &output)
        case .cbor: CBOR.Writer.write(.unregistered, request, to: &output)
        }
    }

    /// `[UNREGISTERED, 0, Details|dict]`, which the client did not ask for (advanced profile, "Registration
    /// Revocation").
    package func writeUnregistered(revoked registration: UInt64, reason: String, to output: inout OutputBytes)
    {
        switch self {
        case .json: JSON.writeUnregistered(revoked: registration, reason: reason, to: &output)
        case .messagePack:
            MessagePack.Writer.writeRevocation(
                .unregistered, of: "registration", registration, reason: reason, to: &output)
        case .cbor:
            CBOR.Writer.writeRevocation(
                .unregistered, of: "registration", registration, reason: reason, to: &output)
        }
    }

    /// `[INVOCATION, Request|id, REGISTERED.Registration|id, Details|dict, CALL.Arguments|list,
    /// CALL.ArgumentsKw|dict]`
    package func writeInvocation(
        request: UInt64, registration: UInt64, details: RawSpan, payload: RawSpan, payloadCount: UInt8,
        to output: inout OutputBytes
    ) {
        switch self {
        case .json:
            JSON.writeInvocation(
                request: request, registration: registration, details: details, payload: payload, to: &output)
        case .messagePack:
            MessagePack.Writer.write(
                .invocation, request, registration, details: details, payload: payload,
                payloadCount: payloadCount, to: &output)
        case .cbor:
            CBOR.Writer.write(
                .invocation, request, registration, details: details, payload: payload,
                payloadCount: payloadCount, to: &output)
        }
    }

    /// `[RESULT, CALL.Request|id, Details|dict, YIELD.Arguments|list, YIELD.ArgumentsKw|dict]`
    package func writeResult(
        request: UInt64, details: RawSpan, payload: RawSpan, payloadCount: UInt8, to output: inout OutputBytes
    ) {
        switch self {
        case .json: JSON.writeResult(request: request, details: details, payload: payload, to: &output)
        case .messagePack:
            MessagePack.Writer.write(
                .result, request, details: details, payload: payload, payloadCount: payloadCount, to: &output)
        case .cbor:
            CBOR.Writer.write(
                .result, request, details: details, payload: payload, payloadCount: payloadCount, to: &output)
        }
    }

    /// `[INTERRUPT, INVOCATION.Request|id, Options|dict]`
    package func writeInterrupt(request: UInt64, options: RawSpan, to output: inout OutputBytes) {
        let none = RawSpan()
        switch self {
        case .json: JSON.writeInterrupt(request: request, options: options, to: &output)
        case .messagePack:
            MessagePack.Writer.write(
                .interrupt, request, details: options, payload: none, payloadCount: 0, to: &output)
        case .cbor:
            CBOR.Writer.write(
                .interrupt, request, details: options, payload: none, payloadCount: 0, to: &output)
        }
    }
}
