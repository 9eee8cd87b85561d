// What a broker sends, appended to the output in one go. Details are an already encoded dictionary including
// its delimiters, or empty for one without members. Payloads are the bytes of `Envelope.payload` in this
// serialization, and its `payloadCount`; they are copied once.

extension Serializer {
    /// `[PUBLISHED, PUBLISH.Request|id, Publication|id]`
    package func writePublished(request: UInt64, publication: UInt64, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writePublished(request: request, publication: publication, to: &output)
        case .messagePack: MessagePack.Writer.write(.published, request, publication, to: &output)
        case .cbor: CBOR.Writer.write(.published, request, publication, to: &output)
        }
    }

    /// `[SUBSCRIBED, SUBSCRIBE.Request|id, Subscription|id]`
    package func writeSubscribed(request: UInt64, subscription: UInt64, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeSubscribed(request: request, subscription: subscription, to: &output)
        case .messagePack: MessagePack.Writer.write(.subscribed, request, subscription, to: &output)
        case .cbor: CBOR.Writer.write(.subscribed, request, subscription, to: &output)
        }
    }

    /// `[UNSUBSCRIBED, UNSUBSCRIBE.Request|id]`
    package func writeUnsubscribed(request: UInt64, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.writeUnsubscribed(request: request, to: &output)
        case .messagePack: MessagePack.Writer.write(.unsubscribed, request, to: &output)
        case .cbor: CBOR.Writer.write(.unsubscribed, request, to: &output)
        }
    }

    /// `[UNSUBSCRIBED, 0, Details|dict]`, which the client did not ask for (advanced profile, "Subscription
    /// Revocation").
    package func writeUnsubscribed(revoked subscription: UInt64, reason: String, to output: inout OutputBytes)
    {
        switch self {
        case .json: JSON.writeUnsubscribed(revoked: subscription, reason: reason, to: &output)
        case .messagePack:
            MessagePack.Writer.writeRevocation(
                .unsubscribed, of: "subscription", subscription, reason: reason, to: &output)
        case .cbor:
            CBOR.Writer.writeRevocation(
                .unsubscribed, of: "subscription", subscription, reason: reason, to: &output)
        }
    }

    /// `[EVENT, SUBSCRIBED.Subscription|id, PUBLISHED.Publication|id, Details|dict, PUBLISH.Arguments|list,
    /// PUBLISH.ArgumentsKw|dict]`
    package func writeEvent(
        subscription: UInt64, publication: UInt64, details: RawSpan, payload: RawSpan, payloadCount: UInt8,
        to output: inout OutputBytes
    ) {
        switch self {
        case .json:
            JSON.writeEvent(
                subscription: subscription, publication: publication, details: details, payload: payload,
                to: &output)
        case .messagePack:
            MessagePack.Writer.write(
                .event, subscription, publication, details: details, payload: payload,
                payloadCount: payloadCount, to: &output)
        case .cbor:
            CBOR.Writer.write(
                .event, subscription, publication, details: details, payload: payload,
                payloadCount: payloadCount, to: &output)
        }
    }
}
