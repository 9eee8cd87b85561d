import Routing
import Transport
import WAMP

// Crossing from one serialization to another, and what becomes of messages that cannot cross or are too large.

extension Router {
    /// Runs `body` with the payload of the message being decided in a serialization: a slice of that message where it has the same,
    /// else transcoded once for all receivers.
    ///
    /// - Parameter body: writes the message; false where it is longer than the receiver takes.
    @inline(__always)
    func withPayload(
        of envelope: Envelope, _ bytes: RawSpan, from source: Serializer, as target: Serializer,
        _ body: (_ payload: RawSpan) -> Bool
    ) -> Delivery {
        if source == target {
            return body(bytes.extracting(envelope.payload.bounds)) ? .written : .tooLarge
        }
        hasTranscoded = true
        let payload = payloads.with(target) {
            $0.bytes(of: envelope, in: bytes, from: source, as: target)
        }
        guard let payload else { return .notCarried }
        return body(payload.bytes) ? .written : .tooLarge
    }

    /// The same for a message that was kept.
    func withPayload(
        of message: StoredMessage, as target: Serializer, _ body: (_ payload: RawSpan) -> Bool
    ) -> Delivery {
        let bytes = message.bytes
        let envelope = message.envelope
        if message.serializer == target {
            return body(bytes.span.bytes.extracting(envelope.payload.bounds)) ? .written : .tooLarge
        }
        var payload = TranscodedPayload()
        let made = payload.bytes(of: envelope, in: bytes.span.bytes, from: message.serializer, as: target)
        guard let made else { return .notCarried }
        return body(made.bytes) ? .written : .tooLarge
    }

    /// The message whose payload has been transcoded is done with.
    @inline(__always)
    func forgetPayloads() {
        guard hasTranscoded else { return }
        hasTranscoded = false
        payloads.forEach { $0.reset() }
    }

    /// Appends options that are passed on to `details`; false where they cannot be carried.
    @inline(__always)
    func append(_ forwarded: ForwardedMembers, _ bytes: RawSpan, from source: Serializer) -> Bool {
        if forwarded.isEmpty { return true }
        return (try? details.append(forwarded, in: bytes, from: source)) != nil
    }

    /// Appends a member with the URI of a message to `details`.
    func append(
        _ key: StaticString, uriOf envelope: Envelope, _ bytes: RawSpan, from source: Serializer
    ) {
        if envelope.uriIsEscaped {
            let uri = source.uri(of: envelope, in: bytes)
            details.append(key, utf8: uri.span.bytes)
        } else {
            details.append(key, utf8: bytes.extracting(envelope.uri.bounds))
        }
    }

    /// The INVOCATION could not be sent.
    func giveUp(_ invocation: Effect.Invocation, _ refusal: Refusal) {
        // Later chunks of the same call may be in the outbox already.
        abandoned = invocation.source?.head
        dealer.undeliverable(invocation, refusal, into: &outbox)
    }

    /// The RESULT could not be sent.
    func giveUp(resultTo caller: SessionIndex, _ request: UInt64, isProgress: Bool, _ refusal: Refusal) {
        if isProgress {
            dealer.undeliverableResult(to: caller, request: request, refusal, into: &outbox)
        } else {
            write(refusal, of: .call, request: request, to: caller)
        }
    }

    /// An EVENT could not be sent: counted, and said in the log once for each session.
    func drop(eventFor session: RouterSession, _ delivery: Delivery) {
        session.droppedEvents += 1
        droppedEvents += 1
        guard session.droppedEvents == 1, let refusal = delivery.refusal else { return }
        policy.logger.warning(
            "an event could not be sent to a session; how many, its end will tell",
            metadata: [
                "session": "\(session.id)", "realm": "\(realm)", "peer": "\(session.origin.address)",
                "reason": "\(refusal.message)",
            ])
    }
}
