import Routing
import WAMP

extension Router {
    /// Whether a CALL, whose request id is not the next one, goes on with an earlier call (advanced profile, "Progressive Call
    /// Invocations", "Verification of CALL Request IDs"). One whose call is complete is dropped, because the caller could not know.
    ///
    /// Where the realm tolerates request ids in any order, an id that belongs to no call is that of a new one.
    func goesOn(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) -> Bool {
        guard session.announced.supports(.progressiveCallInvocations, as: .caller) else { return false }
        if policy.toleratesRequestIDs {
            guard dealer.isPending(session.index, request: envelope.first) else { return false }
        } else {
            guard envelope.first < session.requests.expected, envelope.first > 0 else { return false }
        }
        guard let options = options(ChunkOptions.self, session, envelope, bytes) else { return true }
        let procedure = session.serializer.uri(of: envelope, in: bytes)
        let verdict = dealer.chunk(
            session.index, request: envelope.first, procedure: procedure.span.bytes,
            isProgress: options.progress,
            keep: {
                StoredMessage(envelope, bytes, session.serializer, forwarded: ForwardedMembers())
            }, into: &outbox)
        switch verdict {
        case .taken: deliver(envelope, bytes, from: session.serializer)
        case .late: break
        case .notProgressive:
            violate(session, "request id \(envelope.first) belongs to a call that takes no more chunks")
        }
        return true
    }
}
