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
                    case .whole: StoredMessage(envelope, bytes, forwarded: options.forwarded)
                    case .head: StoredMessage(headOf: envelope, bytes, forwarded: options.forwarded)
                    }
                }, into: &outbox)
            guard isRegistered else {
                return callMeta(session, envelope, bytes, procedure: procedure, options: options)
            }
            deliver(envelope, bytes, forwarded: options.forwarded)
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

    // MARK: Progressive call invocations

    /// Whether a CALL, whose request id is not the next one, goes on with an earlier call (advanced profile, "Progressive Call
    /// Invocations", "Verification of CALL Request IDs"). One whose call is complete is dropped, because the caller could not know.
    ///
    /// Where the realm tolerates request ids in any order, an id that belongs to no call is that of a new one.
    private func goesOn(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) -> Bool {
        guard session.announced.supports(.progressiveCallInvocations, as: .caller) else { return false }
        if policy.toleratesRequestIDs {
            guard dealer.isPending(session.index, request: envelope.first) else { return false }
        } else {
            guard envelope.first < session.requests.expected, envelope.first > 0 else { return false }
        }
        guard let options = options(CallOptions.self, session, envelope, bytes) else { return true }
        let procedure = JSON.unescape(envelope.uri, in: bytes)
        let verdict = dealer.chunk(
            session.index, request: envelope.first, procedure: procedure.span.bytes,
            isProgress: options.progress,
            keep: { StoredMessage(envelope, bytes, forwarded: options.forwarded) }, into: &outbox)
        switch verdict {
        case .taken: deliver(envelope, bytes)
        case .late: break
        case .notProgressive:
            violate(session, "request id \(envelope.first) belongs to a call that takes no more chunks")
        }
        return true
    }

    // MARK: Timeouts

    /// Milliseconds of a clock that never goes back.
    private var uptime: UInt64 { eventLoop.now.uptimeNanoseconds / 1_000_000 }

    /// The timer is set, and to a moment before a timeout that begins now ends: so it need not be set anew.
    private func callTimerEnds(within timeout: UInt64) -> Bool {
        guard let callTimer else { return false }
        return callTimer.deadline <= uptime &+ min(timeout, 1 << 60)
    }

    /// Makes sure that the next timeout of a call is noticed.
    func setCallTimer() {
        guard let deadline = dealer.nextDeadline else { return }
        if let callTimer {
            if callTimer.deadline <= deadline { return }
            callTimer.task.cancel()
        }
        let wait = Int64(clamping: deadline &- min(deadline, uptime))
        let task = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(min(wait, 1 << 40))) {
            self.assumeIsolated { $0.expireCalls() }
        }
        callTimer = (task, deadline)
    }

    private func expireCalls() {
        callTimer = nil
        dealer.expire(now: uptime, into: &outbox)
        deliverPending()
        setCallTimer()
    }
}
