import Routing
import WAMP

extension ReferenceRouter {
    /// A call is over. Where that frees a callee, a waiting call starts.
    private mutating func finish(_ call: Call) {
        calls.removeAll { $0.number == call.number }
        guard let invocation = call.invocation, let registration = registration(call.registration),
            registration.callees.contains(where: { $0.number == invocation.number })
        else { return }
        startWaiting(registration.id)
    }

    mutating func giveUp(_ call: Call, _ error: ErrorURI) {
        finish(call)
        effects.append(.refused(.call, to: call.caller, request: call.request, error))
    }

    private func call(_ invocation: UInt64, at session: SessionIndex) -> Call? {
        calls.first { $0.invocation?.callee == session && $0.invocation?.request == invocation }
    }

    /// Of what was invoked once and is no longer under way, the answer is dropped.
    private func lateVerdict(_ session: SessionIndex, _ invocation: UInt64) -> Outcome.Verdict {
        let sent = self.session(session)?.invocationsSent ?? 0
        return invocation >= 1 && invocation <= sent ? .none : .neverInvoked
    }

    private func acceptsInterrupts(_ session: SessionIndex) -> Bool {
        calleeFeatures(session).contains(.callCanceling)
    }

    /// A progressive result leaves the call under way, and goes only to a caller that asked.
    mutating func yield(
        _ session: SessionIndex, _ invocation: UInt64, _ isProgress: Bool
    ) -> Outcome.Verdict {
        guard let call = call(invocation, at: session) else { return lateVerdict(session, invocation) }
        if isProgress {
            if call.invocation?.details.receivesProgress != true { return .none }
            change(call) { $0.hasResults = true }
            // Advanced profile, "Progressive Call Results", "Timeouts": the time up to the next result.
            if call.deadline != nil { startTimer(call, now + call.timeoutInForce, call.timeoutInForce) }
        } else {
            finish(call)
        }
        effects.append(.result(to: call.caller, request: call.request, isProgress: isProgress))
        return .none
    }

    mutating func refuseYield(_ session: SessionIndex, _ invocation: UInt64) {
        guard let call = call(invocation, at: session) else { return }
        effects.append(.refused(.yield, to: session, request: invocation, .featureNotSupported))
        giveUp(call, .featureNotSupported)
    }

    mutating func fail(
        _ session: SessionIndex, _ invocation: UInt64, _ isUnavailable: Bool
    ) -> Outcome.Verdict {
        guard let call = call(invocation, at: session) else { return lateVerdict(session, invocation) }
        if isUnavailable, calleeFeatures(session).contains(.callReroute), !call.isBeingKilled {
            reroute(call)
        } else {
            finish(call)
            effects.append(.failed(to: call.caller, request: call.request))
        }
        return .none
    }

    /// Advanced profile, "Call Re-Routing".
    private mutating func reroute(_ call: Call) {
        guard call.canBeRerouted, !call.hasResults, registration(call.registration) != nil
        else { return giveUp(call, .noAvailableCallee) }
        var tried = call
        tried.tried.append(call.invocation?.number ?? 0)
        tried.invocation = nil
        finish(call)
        calls.append(tried)
        switch choose(tried.registration, tried.terms, tried: tried.tried) {
        case .callee(let callee):
            if !callee.keepsTimeout { keepTimeout(of: tried) }
            give(tried, to: callee)
        case .busy:
            if waitingCalls(of: tried.registration).count >= dealerLimits.waitingCallsPerRegistration {
                return giveUp(tried, .noAvailableCallee)
            }
            let number = nextNumber()
            change(tried) { $0.waiting = number }
            keepTimeout(of: tried)
        case .none: giveUp(tried, .noAvailableCallee)
        }
    }

    /// Nobody else does any more.
    private mutating func keepTimeout(of call: Call) {
        guard call.timeoutIsCallees else { return }
        change(call) { $0.timeoutIsCallees = false }
        if call.terms.timeout > 0 {
            startTimer(call, call.begun + call.terms.timeout, call.terms.timeout)
        }
    }

    /// Advanced profile, "Call Canceling".
    mutating func cancel(_ session: SessionIndex, _ request: UInt64, _ mode: CancelMode) {
        guard let call = calls.first(where: { $0.caller == session && $0.request == request }) else { return }
        // A callee without the feature, and a call that waits for one: as skip.
        guard let invocation = call.invocation, acceptsInterrupts(invocation.callee), mode != .skip else {
            return giveUp(call, .canceled)
        }
        // A callee is asked to stop once.
        if mode == .kill, call.isBeingKilled { return }
        effects.append(.interrupt(to: invocation.callee, invocation: invocation.request, mode: mode))
        switch mode {
        case .kill: change(call) { $0.isBeingKilled = true }
        case .killnowait, .skip: giveUp(call, .canceled)
        }
    }

    /// Advanced profile, "Call Timeout": first the calls that wait, so that none begins just to end, then the others; one
    /// after the other in the order of their deadlines.
    mutating func expire() {
        lastExpiry = now
        let due = calls.filter { ($0.deadline?.time ?? .max) <= now }
        let inOrder = due.sorted {
            ($0.deadline?.time ?? 0, $0.deadline?.number ?? 0) < (
                $1.deadline?.time ?? 0, $1.deadline?.number ?? 0
            )
        }
        for call in inOrder.filter({ $0.waiting != nil }) + inOrder.filter({ $0.waiting == nil }) {
            interrupt(call)
            giveUp(call, .timeout)
        }
    }

    private mutating func interrupt(_ call: Call) {
        guard let invocation = call.invocation, acceptsInterrupts(invocation.callee) else { return }
        effects.append(
            .interrupt(to: invocation.callee, invocation: invocation.request, mode: .killnowait))
    }

    /// The session leaves: its waiting calls end, its registrations, the calls of others it works on, its own calls;
    /// each in the order of their ids.
    mutating func endCallsAndRegistrations(of session: SessionIndex) {
        calls.removeAll { $0.caller == session && $0.waiting != nil }
        for id in registrations(heldBy: session).map(\.id).sorted() { endRegistration(id, of: session) }
        let asCallee = calls.filter { $0.invocation?.callee == session }
        for call in asCallee.sorted(by: { $0.invocation?.request ?? 0 < $1.invocation?.request ?? 0 }) {
            finish(call)
            if call.caller != session {
                effects.append(.refused(.call, to: call.caller, request: call.request, .canceled))
            }
        }
        for call in calls.filter({ $0.caller == session }).sorted(by: { $0.request < $1.request }) {
            interrupt(call)
            finish(call)
        }
    }
}
