import Routing
import WAMP

extension ReferenceRouter {
    /// The bytes that are kept of calls, and what each message costs beside them.
    var heldBytes: Int {
        calls.flatMap(\.keptMessages).reduce(0) { $0 + $1.count + 200 }
    }

    /// The one that has waited longest first.
    func waitingCalls(of registration: UInt64) -> [Call] {
        calls.filter { $0.registration == registration && $0.waiting != nil }
            .sorted { $0.waiting ?? 0 < $1.waiting ?? 0 }
    }

    /// Changes one call under way.
    mutating func change(_ call: Call, _ body: (inout Call) -> Void) {
        for index in calls.indices where calls[index].number == call.number { body(&calls[index]) }
    }

    mutating func call(
        _ session: SessionIndex, _ request: UInt64, _ message: CallMessage, _ terms: Dealer.CallTerms
    ) -> Outcome.Verdict {
        let matching = registrations.filter { $0.pattern.matches(message.procedure) }
        let best = matching.min { $0.pattern.precedesForCalls($1.pattern) }
        guard let best else { return .noSuchProcedure }
        if calls.filter({ $0.caller == session }).count >= dealerLimits.pendingCallsPerSession {
            effects.append(.refused(.call, to: session, request: request, .limitExceeded))
            return .none
        }
        let call = Call(
            number: nextNumber(), caller: session, request: request, registration: best.id, terms: terms,
            begun: now, messages: [message], isOpen: terms.isProgress)
        switch choose(best.id, terms) {
        case .callee(let callee): begin(call, callee, best)
        case .busy, .none: wait(call)
        }
        return .none
    }

    private mutating func begin(_ call: Call, _ callee: Callee, _ registration: Registration) {
        let features = calleeFeatures(callee.session)
        if isUnsupported(call.terms, by: features) {
            effects.append(
                .refused(.call, to: call.caller, request: call.request, .featureNotSupported))
            return
        }
        let isFull = heldBytes >= dealerLimits.heldBytes
        if call.isOpen, isFull {
            effects.append(.refused(.call, to: call.caller, request: call.request, .limitExceeded))
            return
        }
        calls.append(call)
        change(call) {
            $0.canBeRerouted =
                !call.isOpen && registration.callees.count > 1 && features.contains(.callReroute) && !isFull
        }
        let timeout = callee.keepsTimeout ? call.terms.longestTimeout : call.terms.timeout
        if timeout > 0 { startTimer(call, now + timeout, timeout) }
        change(call) { $0.timeoutIsCallees = callee.keepsTimeout }
        let invocation = assign(call, to: callee)
        effects.append(invocation.record(isProgress: call.isOpen))
    }

    private mutating func wait(_ call: Call) {
        let isFull =
            waitingCalls(of: call.registration).count >= dealerLimits.waitingCallsPerRegistration
        if isFull || heldBytes >= dealerLimits.heldBytes {
            effects.append(.refused(.call, to: call.caller, request: call.request, .limitExceeded))
            return
        }
        calls.append(call)
        let number = nextNumber()
        change(call) { $0.waiting = number }
        if call.terms.timeout > 0 { startTimer(call, now + call.terms.timeout, call.terms.timeout) }
    }

    private func isUnsupported(_ terms: Dealer.CallTerms, by features: FeatureSet) -> Bool {
        let takesProgress =
            features.contains(.progressiveCallInvocations) && features.contains(.callCanceling)
        return terms.isProgress && !takesProgress
            || terms.usesPayloadPassthru && !features.contains(.payloadPassthruMode)
    }

    /// Gives a call to a callee.
    private mutating func assign(_ call: Call, to callee: Callee) -> Invocation {
        for index in sessions.indices where sessions[index].index == callee.session {
            sessions[index].invocationsSent += 1
        }
        let isPattern = registration(call.registration)?.pattern.match != .exact
        let details = Invocation.Details(
            registration: call.registration,
            caller: call.terms.disclosesCaller || callee.disclosesCaller ? call.caller : nil,
            trustlevel: call.terms.trustlevel, timeout: callee.keepsTimeout ? call.terms.timeout : 0,
            receivesProgress: call.terms.receivesProgress
                && calleeFeatures(callee.session).contains(.progressiveCallResults)
                && calleeFeatures(callee.session).contains(.callCanceling),
            namesProcedure: isPattern)
        let invocation = Invocation(
            callee: callee.session, request: session(callee.session)?.invocationsSent ?? 0,
            number: callee.number, isLimited: callee.concurrency > 0, details: details)
        change(call) {
            $0.invocation = invocation
            $0.waiting = nil
        }
        return invocation
    }

    /// Gives waiting calls to free callees, the oldest first. One for which no callee is left is refused.
    mutating func startWaiting(_ registration: UInt64) {
        for call in waitingCalls(of: registration) {
            switch choose(registration, call.terms, tried: call.tried) {
            case .callee(let callee): give(call, to: callee)
            case .busy: continue
            case .none: giveUp(call, .noAvailableCallee)
            }
        }
    }

    /// Gives a call that waited or was not taken by another callee to `callee`, with all that has come of it.
    mutating func give(_ call: Call, to callee: Callee) {
        let features = calleeFeatures(callee.session)
        if isUnsupported(call.terms, by: features) { return giveUp(call, .featureNotSupported) }
        let invocation = assign(call, to: callee)
        for (number, message) in call.messages.enumerated() {
            let isProgress = call.isOpen || number < call.messages.count - 1
            effects.append(
                invocation.record(
                    isProgress: isProgress, head: call.messages.first?.whole, body: message.whole))
        }
        let isShared = (registration(call.registration)?.callees.count ?? 0) > 1
        change(call) {
            $0.canBeRerouted =
                !call.isOpen && call.messages.count == 1 && isShared && features.contains(.callReroute)
            $0.messages = Array(call.messages.prefix(1))
        }
    }

    mutating func startTimer(_ call: Call, _ time: UInt64, _ timeout: UInt64) {
        let number = nextNumber()
        let lastExpiry = lastExpiry
        change(call) {
            $0.deadline = (max(time, lastExpiry), number)
            $0.timeoutInForce = timeout
        }
    }

    /// A CALL that goes on with a call (advanced profile, "Progressive Call Invocations"): same callee, same details.
    mutating func chunk(
        _ session: SessionIndex, _ request: UInt64, _ message: CallMessage, _ isProgress: Bool
    ) -> Outcome.Verdict {
        guard let call = calls.first(where: { $0.caller == session && $0.request == request }) else {
            return .late
        }
        if !call.isOpen { return .notProgressive }
        if call.messages.first?.procedure != message.procedure { return .late }
        if let invocation = call.invocation {
            change(call) { $0.isOpen = isProgress }
            effects.append(invocation.record(isProgress: isProgress, head: call.messages.first?.head))
        } else if heldBytes >= dealerLimits.heldBytes {
            giveUp(call, .limitExceeded)
        } else {
            change(call) {
                $0.messages.append(message)
                $0.isOpen = isProgress
            }
        }
        return .none
    }
}
