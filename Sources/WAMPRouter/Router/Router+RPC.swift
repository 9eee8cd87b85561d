import Routing
import Transport
import WAMP

extension Router {
    /// REGISTER.
    func register(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(RegisterOptions.self, session, envelope, bytes) else { return }
        guard options.match == .exact, options.invoke == .single else {
            refuse(
                session, envelope,
                Refusal(
                    .optionNotAllowed, "this router has one callee for one URI: match exact, invoke single"))
            return
        }
        withURI(session, envelope, bytes, claims: true) { procedure in
            let decision = session.decide(.register, uri: procedure)
            if let refusal = refusal(decision) {
                refuse(session, envelope, refusal)
                return
            }
            dealer.register(session.index, request: envelope.first, procedure: procedure, into: &outbox)
            deliverPending()
        }
    }

    /// UNREGISTER.
    func unregister(_ session: RouterSession, _ envelope: Envelope) {
        guard accept(envelope.first, of: session) else { return }
        dealer.unregister(
            session.index, request: envelope.first, registration: envelope.second, into: &outbox)
        deliverPending()
    }

    /// CALL.
    func call(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        if policy.toleratesRequestIDs && dealer.isPending(session.index, request: envelope.first) {
            violate(session, "request id \(envelope.first) belongs to a call that is under way")
            return
        }
        guard let options = options(CallOptions.self, session, envelope, bytes) else { return }
        withURI(session, envelope, bytes) { procedure in
            let decision = session.decide(.call, uri: procedure)
            if let refusal = refusal(
                decision, asksDisclosure: options.discloseMe, disclosure: .caller)
            {
                refuse(session, envelope, refusal)
                return
            }
            dealer.call(
                session.index, request: envelope.first, procedure: procedure,
                disclosesCaller: decision.disclose.contains(.caller),
                receivesProgress: options.receiveProgress && session.takesProgress, into: &outbox)
            deliver(envelope, bytes)
        }
    }

    /// CANCEL. An unknown mode is ERROR `wamp.error.invalid_argument` for the call, which goes on.
    func cancel(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard let options = options(CancelOptions.self, session, envelope, bytes) else { return }
        guard case .known(let mode) = options.mode else {
            refuse(
                session, envelope,
                Refusal(.invalidArgument, "mode must be skip, kill or killnowait"))
            return
        }
        dealer.cancel(session.index, request: envelope.first, mode: mode, into: &outbox)
        deliverPending()
    }

    /// YIELD.
    func yield(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard let options = options(YieldOptions.self, session, envelope, bytes) else { return }
        let verdict = dealer.yield(
            session.index, invocation: envelope.first, isProgress: options.progress, into: &outbox)
        switch verdict {
        case .taken: deliver(envelope, bytes)
        case .neverInvoked:
            violate(session, "YIELD for invocation \(envelope.first), which was never sent to this session")
        }
    }

    /// ERROR, which from a client is always the answer to an INVOCATION.
    func invocationError(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard envelope.requestType == UInt64(MessageType.invocation.rawValue) else {
            violate(
                session, "ERROR for request type \(envelope.requestType) where 68 (INVOCATION) was expected")
            return
        }
        switch dealer.fail(session.index, invocation: envelope.first, into: &outbox) {
        case .taken: deliver(envelope, bytes)
        case .neverInvoked:
            violate(session, "ERROR for invocation \(envelope.first), which was never sent to this session")
        }
    }
}
