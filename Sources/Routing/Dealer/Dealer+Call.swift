import WAMP

extension Dealer {
    /// CALL (basic profile, "Calling"). The URI has been checked and the session is allowed to call it.
    ///
    /// - Parameters:
    ///   - now: milliseconds of a clock that never goes back; asked only for a call with a timeout.
    ///   - keep: copies the CALL, with or without its payload; asked only where the call outlives this decision.
    /// - Returns: false where no callee has registered the procedure, about which nobody has been told yet.
    package mutating func call(
        _ session: SessionIndex, request: UInt64, procedure: RawSpan, terms: CallTerms,
        now: () -> UInt64, keep: (_ part: KeptPart) -> StoredMessage, into outbox: inout Outbox
    ) -> Bool {
        guard let position = procedures.best(of: procedure) else { return false }
        if let bound = reachedBound(of: session) {
            outbox.append(.refused(.call, to: session, request: request, Self.refusal(for: bound)))
            return true
        }
        if registrations[position].isPlain, terms.isPlain {
            _ = begin(session, request, at: 0, of: position, terms, into: &outbox)
            return true
        }
        switch choose(position, resourceKey: terms.resourceKey) {
        case .callee(let place):
            let features = parties[registrations[position].callees[place].session.position].features
            if let refusal = refusal(of: terms, by: session, for: features) {
                outbox.append(.refused(.call, to: session, request: request, refusal))
                return true
            }
            let call = begin(session, request, at: place, of: position, terms, into: &outbox)
            equip(call, place, terms, now: now, keep: keep)
        case .busy, .none:
            wait(session, request, for: position, terms, now: now, keep: keep, into: &outbox)
        }
        return true
    }

    @inline(__always)
    private func reachedBound(of session: SessionIndex) -> Allowance.Bound? {
        if parties[session.position].calls.count >= parties[session.position].callLimit { return .session }
        return callAllowance.reached(by: parties[session.position].group)
    }

    private static func refusal(for bound: Allowance.Bound) -> Refusal {
        switch bound {
        case .session: Refusal(.limitExceeded, "too many calls of this session are under way")
        case .role: Refusal(.limitExceeded, "too many calls of this role's sessions are under way")
        case .realm: Refusal(.limitExceeded, "too many calls of this realm's sessions are under way")
        }
    }

    /// How much of a CALL is to be kept.
    package enum KeptPart {
        case whole
        /// All but the payload.
        case head
    }

    /// A call of this session with this request id is under way.
    package func isPending(_ session: SessionIndex, request: UInt64) -> Bool {
        parties[session.position].calls.find(request) != nil
    }

    /// Gives a new call to the callee at `place`.
    ///
    /// - Returns: the call's position in `pending`.
    @inline(__always)
    private mutating func begin(
        _ session: SessionIndex, _ request: UInt64, at place: Int, of registration: Int32,
        _ terms: CallTerms, into outbox: inout Outbox
    ) -> Int32 {
        let callee = registrations[registration].callees[place]
        let seat = callee.session.position
        var state: CallState = []
        if terms.receivesProgress, parties[seat].yieldsProgress {
            state.insert(.receivesProgress)
        }
        let id = parties[seat].nextInvocation
        parties[seat].nextInvocation = id &+ 1
        let call = pending.insert(
            PendingCall(
                caller: session, request: request, callee: callee.session, invocation: id,
                registration: registration, registrationID: registrations[registration].id,
                serial: callee.serial, state: state))
        parties[session.position].calls.insert(request, value: call)
        callAllowance.add(1, to: parties[session.position].group)
        parties[seat].invocations.insert(id, value: call)
        let isPattern = registrations[registration].match.isPattern
        outbox.append(.invocation(invocation(of: call, callee, terms, isPattern: isPattern)))
        return call
    }

    /// What only some calls need.
    private mutating func equip(
        _ call: Int32, _ place: Int, _ terms: CallTerms, now: () -> UInt64,
        keep: (_ part: KeptPart) -> StoredMessage
    ) {
        count(call, at: place)
        let registration = pending[call].registration
        let callee = registrations[registration].callees[place]
        if terms.isProgress {
            pending[call].state.insert(.isOpen)
            let frozen = invocation(
                of: call, callee, terms, isPattern: registrations[registration].match.isPattern)
            hold(call, HeldCall(terms: terms, messages: [keep(.head)], frozen: frozen))
        } else if canBeRerouted(call), hasRoom(for: pending[call].caller) {
            let deadline = callee.keepsTimeout ? Self.deadline(of: terms.timeout, now: now) : 0
            hold(call, HeldCall(terms: terms, messages: [keep(.whole)], deadline: deadline))
        }
        let timeout = callee.keepsTimeout ? terms.longestTimeout : terms.timeout
        startTimer(call, timeout, deadline: Self.deadline(of: timeout, now: now))
    }

    private func refusal(
        of terms: CallTerms, by caller: SessionIndex, for features: FeatureSet
    ) -> Refusal? {
        if let refusal = Self.refusal(of: terms, for: features) { return refusal }
        return terms.isProgress && !hasRoom(for: caller) ? Self.noMemory : nil
    }

    /// Counts an invocation where the callee at `place` takes only so many at a time.
    mutating func count(_ call: Int32, at place: Int) {
        let registration = pending[call].registration
        guard registrations[registration].callees[place].concurrency > 0 else { return }
        registrations[registration].beginInvocation(at: place)
        pending[call].state.insert(.isCounted)
    }

    /// Why a callee with these features cannot get the call.
    static func refusal(of terms: CallTerms, for features: FeatureSet) -> Refusal? {
        if terms.isProgress,
            !(features.contains(.progressiveCallInvocations) && features.contains(.callCanceling))
        {
            return Refusal(
                .featureNotSupported,
                "the callee takes no progressive call invocations, or no call canceling with them")
        }
        if terms.usesPayloadPassthru, !features.contains(.payloadPassthruMode) {
            return Refusal(.featureNotSupported, "the callee has no payload passthru mode")
        }
        return nil
    }

    static let noMemory = Refusal(
        .limitExceeded, "no memory is left for calls of this session that have to be kept")

    /// The INVOCATION of a call for the callee it has been given to.
    @inline(__always)
    func invocation(
        of call: Int32, _ callee: Callee, _ terms: CallTerms, isPattern: Bool
    ) -> Effect.Invocation {
        Effect.Invocation(
            callee: callee.session, request: pending[call].invocation,
            registration: pending[call].registrationID,
            caller: terms.disclosesCaller || callee.disclosesCaller ? pending[call].caller : nil,
            trustlevel: terms.trustlevel, timeout: callee.keepsTimeout ? terms.timeout : 0,
            receivesProgress: pending[call].state.contains(.receivesProgress),
            isProgress: terms.isProgress, namesProcedure: isPattern)
    }
}
