import WAMP

extension Dealer {
    /// All callees that a new call could go to have as many invocations as they take: the call waits, or is refused where too
    /// many do.
    mutating func wait(
        _ session: SessionIndex, _ request: UInt64, for registration: Int32, _ terms: CallTerms,
        now: () -> UInt64, keep: (_ part: KeptPart) -> StoredMessage, into outbox: inout Outbox
    ) {
        let isFull = registrations[registration].waiting.count >= limits.waitingCallsPerRegistration
        guard !isFull, hasRoom(for: session) else {
            let busy = Refusal(.limitExceeded, "all callees are busy, and too many calls wait for them")
            outbox.append(
                .refused(.call, to: session, request: request, isFull ? busy : Self.noMemory))
            return
        }
        let call = pending.insert(
            PendingCall(
                caller: session, request: request, callee: SessionIndex(-1), invocation: 0,
                registration: registration, registrationID: registrations[registration].id, serial: 0,
                state: terms.isProgress ? [.isWaiting, .isOpen] : .isWaiting))
        parties[session.position].calls.insert(request, value: call)
        callAllowance.add(1, to: parties[session.position].group)
        registrations[registration].waiting.append(call)
        hold(call, HeldCall(terms: terms, messages: [keep(.whole)]))
        startTimer(call, terms.timeout, deadline: Self.deadline(of: terms.timeout, now: now))
    }

    /// Gives waiting calls to callees that have become free, the oldest first. A call which can go to one callee only does
    /// not keep those behind it from others.
    ///
    /// - Parameter calleesChanged: a call that has been tried elsewhere may have no callee left.
    mutating func startWaiting(
        _ registration: Int32, calleesChanged: Bool = false, into outbox: inout Outbox
    ) {
        var next = 0
        while registrations[registration].hasFreeCallee || calleesChanged,
            next < registrations[registration].waiting.count
        {
            let call = registrations[registration].waiting[next]
            guard let kept = held[call] else { return assertionFailure("a waiting call is held") }
            if !registrations[registration].hasFreeCallee, kept.tried.isEmpty {
                next += 1
                continue
            }
            switch choose(registration, resourceKey: kept.terms.resourceKey, tried: kept.tried) {
            case .callee(let place):
                registrations[registration].waiting.remove(at: next)
                pending[call].state.remove(.isWaiting)
                give(call, kept, to: place, into: &outbox)
            case .busy: next += 1
            case .none:
                registrations[registration].waiting.remove(at: next)
                pending[call].state.remove(.isWaiting)
                giveUp(call, Self.noneLeft, into: &outbox)
            }
        }
    }

    /// A call has ended that counted against its callee's concurrency limit.
    mutating func free(_ call: PendingCall, into outbox: inout Outbox) {
        let registration = call.registration
        guard registrations[registration].id == call.registrationID,
            let place = registrations[registration].place(of: call.serial)
        else { return }
        registrations[registration].endInvocation(at: place)
        if !registrations[registration].waiting.isEmpty { startWaiting(registration, into: &outbox) }
    }

    /// Gives a call that is kept whole, and has no callee, to the callee at `place`.
    mutating func give(_ call: Int32, _ kept: HeldCall, to place: Int, into outbox: inout Outbox) {
        let callee = registrations[pending[call].registration].callees[place]
        let features = parties[callee.session.position].features
        if let refusal = Self.refusal(of: kept.terms, for: features) {
            return giveUp(call, refusal, into: &outbox)
        }
        let isPattern = registrations[pending[call].registration].match.isPattern
        let id = parties[callee.session.position].nextInvocation
        parties[callee.session.position].nextInvocation = id &+ 1
        parties[callee.session.position].invocations.insert(id, value: call)
        pending[call].callee = callee.session
        pending[call].invocation = id
        pending[call].serial = callee.serial
        if kept.terms.receivesProgress, parties[callee.session.position].yieldsProgress {
            pending[call].state.insert(.receivesProgress)
        } else {
            pending[call].state.remove(.receivesProgress)
        }
        count(call, at: place)

        let isOpen = pending[call].state.contains(.isOpen)
        var effect = invocation(of: call, callee, kept.terms, isPattern: isPattern)
        for (number, message) in kept.messages.enumerated() {
            effect.source = Effect.Source(head: kept.messages[0], body: message)
            effect.isProgress = isOpen || number < kept.messages.count - 1
            outbox.append(.invocation(effect))
        }
        if isOpen, let head = kept.messages.first?.withoutPayload() {
            effect.source = nil
            hold(call, HeldCall(terms: kept.terms, messages: [head], frozen: effect))
        } else if kept.messages.count > 1 || !canBeRerouted(call) {
            release(call)
        }
    }

    /// Ends a call that has no callee.
    mutating func giveUp(_ call: Int32, _ refusal: Refusal, into outbox: inout Outbox) {
        let (caller, request) = (pending[call].caller, pending[call].request)
        finish(call, into: &outbox)
        outbox.append(.refused(.call, to: caller, request: request, refusal))
    }
}
