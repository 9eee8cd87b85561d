import NIOCore
import Routing
import Transport
import WAMP

extension Router {
    /// REGISTER.
    func register(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(RegisterOptions.self, session, envelope, bytes) else { return }
        withURI(session, envelope, bytes, claims: true, match: options.match) { procedure in
            let decision = session.decide(.register, pattern: procedure, match: options.match)
            if decision.isUndecided {
                return ask(.register, procedure, match: options.match, session, envelope, bytes)
            }
            if let refusal = refusal(
                decision, asksDisclosure: options.discloseCaller, disclosure: .caller)
            {
                refuse(session, envelope, refusal)
                return
            }
            var terms = Dealer.RegisterTerms()
            terms.match = options.match
            terms.invoke = options.invoke
            terms.disclosesCaller = options.discloseCaller
            terms.forwardsTimeout = options.forwardTimeout
            terms.concurrency = UInt32(clamping: options.concurrency ?? 0)
            terms.forces = options.forceReregister
            dealer.register(
                session.index, request: envelope.first, procedure: procedure, terms: terms, now: now(),
                mayReplace: { mayReplace($0, by: session) }, into: &outbox)
            deliverPending()
        }
    }

    private func mayReplace(_ holder: SessionIndex, by session: RouterSession) -> Bool {
        policy.allowsTakeover
            && sessions[holder.position]?.identity.authid == session.identity.authid
    }

    /// UNREGISTER.
    func unregister(_ session: RouterSession, _ envelope: Envelope) {
        guard accept(envelope.first, of: session) else { return }
        dealer.unregister(
            session.index, request: envelope.first, registration: envelope.second, into: &outbox)
        deliverPending()
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
        if options.forwarded.usesPayloadPassthru {
            guard announced(.payloadPassthruMode, as: .callee, by: session, envelope) else { return }
            if let caller = dealer.caller(of: envelope.first, at: session.index),
                sessions[caller.position]?.announced.supports(.payloadPassthruMode, as: .caller) == false
            {
                dealer.refuseYield(session.index, invocation: envelope.first, into: &outbox)
                deliverPending()
                return
            }
        }
        let verdict = dealer.yield(
            session.index, invocation: envelope.first, isProgress: options.progress, now: { uptime },
            into: &outbox)
        switch verdict {
        case .taken: deliver(envelope, bytes, from: session.serializer, forwarded: options.forwarded)
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
        let isUnavailable = isUnavailable(envelope, bytes, session.serializer)
        let verdict = dealer.fail(
            session.index, invocation: envelope.first, isUnavailable: isUnavailable, into: &outbox)
        switch verdict {
        case .taken:
            deliver(envelope, bytes, from: session.serializer)
            // A call that has gone from a callee which kept to its timeout is timed here now.
            if isUnavailable { setCallTimer() }
        case .neverInvoked:
            violate(session, "ERROR for invocation \(envelope.first), which was never sent to this session")
        }
    }

    private func isUnavailable(_ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer) -> Bool {
        guard envelope.uriIsEscaped else {
            return bytes.equals(ErrorURI.unavailable.text, in: envelope.uri)
        }
        let uri = serializer.uri(of: envelope, in: bytes)
        let whole = ByteRange(start: 0, count: UInt32(truncatingIfNeeded: uri.count))
        return uri.span.bytes.equals(ErrorURI.unavailable.text, in: whole)
    }
}
