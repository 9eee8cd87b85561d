import WAMP

@testable import Routing

extension ModelWalk {
    /// Each call under way is found from both sides, at the same position, in the state that the reference says.
    func callViolation() -> String? {
        let dealer = real.dealer
        for expected in reference.calls {
            guard let position = dealer.parties[expected.caller.position].calls.find(expected.request) else {
                return "\(expected) is not found"
            }
            let actual = dealer.pending[position]
            guard actual.caller == expected.caller, actual.request == expected.request,
                actual.registrationID == expected.registration
            else { return "\(expected) is pending as \(actual)" }
            guard dealer.isPending(expected.caller, request: expected.request) else {
                return "\(expected) is said not to be pending"
            }
            if let invocation = expected.invocation {
                guard dealer.caller(of: invocation.request, at: invocation.callee) == expected.caller else {
                    return "\(expected) is said to have another caller"
                }
                let ofCallee = dealer.parties[invocation.callee.position].invocations.find(invocation.request)
                guard actual.callee == invocation.callee, actual.invocation == invocation.request,
                    ofCallee == position
                else { return "\(expected) is pending as \(actual)" }
            } else if actual.invocation != 0 {
                return "\(expected) is pending as \(actual)"
            }
            guard actual.state == state(of: expected) else {
                return "\(expected) is \(actual.state) instead of \(state(of: expected))"
            }
            guard actual.state.contains(.isTimed) == dealer.timers.contains(position) else {
                return "\(expected) and its timer contradict each other"
            }
        }
        return deadlineViolation()
    }

    /// The router is woken for the first deadline, or before it.
    private func deadlineViolation() -> String? {
        let first = reference.calls.compactMap { $0.deadline?.time }.min()
        let next = real.dealer.nextDeadline
        switch (first, next) {
        case (nil, nil): return nil
        case (let first?, let next?) where next <= first: return nil
        default: return "next deadline \(String(describing: next)) instead of \(String(describing: first))"
        }
    }

    /// What is kept is kept of calls that say so, and the waiting calls stand in order.
    func keptViolation() -> String? {
        let dealer = real.dealer
        for expected in reference.calls {
            guard let position = dealer.parties[expected.caller.position].calls.find(expected.request),
                let kept = dealer.held[position]
            else { continue }
            let bytes = kept.messages.map(\.bytes)
            if bytes != expected.keptMessages { return "of \(expected) is kept \(bytes)" }
            if kept.frozen?.source != nil {
                return "\(expected) keeps a message twice"
            }
        }
        for expected in reference.registrations {
            guard let position = dealer.positions[expected.id] else { return "\(expected.id) is not found" }
            let waiting = dealer.registrations[position].waiting.map { dealer.pending[$0] }
            let own = reference.waitingCalls(of: expected.id)
            guard waiting.map(\.caller) == own.map(\.caller), waiting.map(\.request) == own.map(\.request)
            else { return "for registration \(expected.id) wait \(waiting) instead of \(own)" }
        }
        return nil
    }

    private func state(of call: ReferenceRouter.Call) -> Dealer.CallState {
        var state: Dealer.CallState = []
        if call.invocation?.details.receivesProgress == true { state.insert(.receivesProgress) }
        if call.isBeingKilled { state.insert(.isBeingKilled) }
        if call.isOpen { state.insert(.isOpen) }
        if call.waiting != nil { state.insert(.isWaiting) }
        if call.deadline != nil { state.insert(.isTimed) }
        if !call.keptMessages.isEmpty { state.insert(.isHeld) }
        if call.hasResults { state.insert(.hasResults) }
        if call.invocation?.isLimited == true { state.insert(.isCounted) }
        return state
    }
}
