// What a broker sends, appended to the output in one go. Details are an already encoded dictionary including its
// braces, or empty for `{}`. Payloads are the bytes of `Envelope.payload`, or empty for none; they are copied once.

extension JSON {
    /// `[PUBLISHED, PUBLISH.Request|id, Publication|id]`
    package static func writePublished(
        request: UInt64, publication: UInt64, to output: inout OutputBytes
    ) {
        output.append("[17,")
        output.append(decimal: request)
        output.append(ASCII.comma)
        output.append(decimal: publication)
        output.append(ASCII.closeList)
    }

    /// `[SUBSCRIBED, SUBSCRIBE.Request|id, Subscription|id]`
    package static func writeSubscribed(
        request: UInt64, subscription: UInt64, to output: inout OutputBytes
    ) {
        output.append("[33,")
        output.append(decimal: request)
        output.append(ASCII.comma)
        output.append(decimal: subscription)
        output.append(ASCII.closeList)
    }

    /// `[UNSUBSCRIBED, UNSUBSCRIBE.Request|id]`
    package static func writeUnsubscribed(request: UInt64, to output: inout OutputBytes) {
        output.append("[35,")
        output.append(decimal: request)
        output.append(ASCII.closeList)
    }

    /// `[UNSUBSCRIBED, 0, Details|dict]`, which the client did not ask for (advanced profile, "Subscription
    /// Revocation").
    package static func writeUnsubscribed(
        revoked subscription: UInt64, reason: String, to output: inout OutputBytes
    ) {
        output.append("[35,0,{\"subscription\":")
        output.append(decimal: subscription)
        output.append(",\"reason\":")
        write(string: reason, to: &output)
        output.append("}]")
    }

    /// `[EVENT, SUBSCRIBED.Subscription|id, PUBLISHED.Publication|id, Details|dict, PUBLISH.Arguments|list,
    /// PUBLISH.ArgumentsKw|dict]`
    package static func writeEvent(
        subscription: UInt64, publication: UInt64, details: RawSpan, payload: RawSpan,
        to output: inout OutputBytes
    ) {
        output.append("[36,")
        output.append(decimal: subscription)
        output.append(ASCII.comma)
        output.append(decimal: publication)
        writeTail(details: details, payload: payload, to: &output)
    }

    /// What ends a message with details and payload: the comma before the details up to the closing bracket.
    @inline(__always)
    static func writeTail(details: RawSpan, payload: RawSpan, to output: inout OutputBytes) {
        writeDetails(details, to: &output)
        writePayload(payload, to: &output)
    }

    /// A comma and the dictionary.
    @inline(__always)
    static func writeDetails(_ details: RawSpan, to output: inout OutputBytes) {
        if details.byteCount == 0 {
            output.append(",{}")
        } else {
            output.append(ASCII.comma)
            output.append(details)
        }
    }

    /// A comma and the payload if there is one, and the closing bracket.
    @inline(__always)
    static func writePayload(_ payload: RawSpan, to output: inout OutputBytes) {
        if payload.byteCount > 0 {
            output.append(ASCII.comma)
            output.append(payload: payload)
        }
        output.append(ASCII.closeList)
    }
}
