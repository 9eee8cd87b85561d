import NIOCore
import Routing
import Transport
import WAMP

extension Router {
    /// CALL.
    func call(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        if envelope.first != session.requests.expected || policy.toleratesRequestIDs,
            goesOn(session, envelope, bytes)
        {
            return
        }
        guard accept(envelope.first, of: session) else { return }
        if policy.toleratesRequestIDs && dealer.isPending(session.index, request: envelope.first) {
            violate(session, "request id \(envelope.first) belongs to a call that is under way")
            return
        }
        if let rates = session.rates, !rates.mayCall() {
            return refuse(session, envelope, Self.tooManyCalls)
        }
        guard let options = options(CallOptions.self, session, envelope, bytes) else { return }
        if options.progress,
            !announced(.progressiveCallInvocations, as: .caller, by: session, envelope)
        {
            return
        }
        if options.forwarded.usesPayloadPassthru,
            !announced(.payloadPassthruMode, as: .caller, by: session, envelope)
        {
            return
        }
        if options.rkey != nil || options.runmode != nil, let refusal = Self.refusal(ofShard: options) {
            refuse(session, envelope, refusal)
            return
        }
        withURI(session, envelope, bytes) { procedure in
            let decision = session.decide(.call, uri: procedure)
            if decision.isUndecided { return ask(.call, procedure, session, envelope, bytes) }
            if let refusal = refusal(
                decision, asksDisclosure: options.discloseMe, disclosure: .caller)
            {
                refuse(session, envelope, refusal)
                return
            }
            let isRegistered = dealer.call(
                session.index, request: envelope.first, procedure: procedure,
                terms: terms(of: options, decision, session), now: { uptime },
                keep: { part in
                    switch part {
                    case .whole:
                        StoredMessage(envelope, bytes, session.serializer, forwarded: options.forwarded)
                    case .head:
                        StoredMessage(
                            headOf: envelope, bytes, session.serializer, forwarded: options.forwarded)
                    }
                }, into: &outbox)
            guard isRegistered else {
                return callMeta(session, envelope, bytes, procedure: procedure, options: options)
            }
            deliver(envelope, bytes, from: session.serializer, forwarded: options.forwarded)
            let timeout = policy.callTimeout.effective(options.timeout)
            if timeout > 0, !callTimerEnds(within: timeout) { setCallTimer() }
        }
    }

    @inline(__always)
    private func terms(
        of options: CallOptions, _ decision: Permissions.Decision, _ session: RouterSession
    ) -> Dealer.CallTerms {
        var terms = Dealer.CallTerms()
        terms.disclosesCaller = decision.disclose.contains(.caller)
        terms.receivesProgress =
            options.receiveProgress
            && session.announced.supports(.progressiveCallResults, as: .caller)
        terms.isProgress = options.progress
        terms.usesPayloadPassthru = options.forwarded.usesPayloadPassthru
        terms.timeout = policy.callTimeout.effective(options.timeout)
        terms.longestTimeout = policy.callTimeout.longest
        terms.trustlevel = decision.trustlevel
        terms.resourceKey = options.rkey.map { ResourceKey($0) }
        return terms
    }

    /// The specification says of `runmode` only that `partition` comes with `rkey` (advanced profile, "Sharded
    /// Registration"); a resource key alone means the same.
    private static func refusal(ofShard options: CallOptions) -> Refusal? {
        switch options.runmode {
        case .all: Refusal(.optionNotAllowed, "runmode all is not supported")
        case .partition where options.rkey == nil:
            Refusal(.invalidArgument, "runmode partition needs an rkey")
        case .partition, nil: nil
        }
    }
}
