import WAMP

extension Dealer {
    static let noneLeft = Refusal(.noAvailableCallee, "no callee of this procedure is available")

    /// Whether the call may be given to another callee, should this one not be available: so it is kept. Calls that come in
    /// chunks are not, for the chunks are gone.
    func canBeRerouted(_ call: Int32) -> Bool {
        let registration = pending[call].registration
        return registrations[registration].callees.count > 1
            && !pending[call].state.contains(.isOpen)
            && parties[pending[call].callee.position].features.contains(.callReroute)
    }

    /// The callee has answered `wamp.error.unavailable` (advanced profile, "Call Re-Routing"): the next callee by the
    /// registration's policy gets the call, as if the others that were asked did not exist.
    mutating func reroute(_ call: Int32, into outbox: inout Outbox) {
        let state = pending[call].state
        let registration = pending[call].registration
        guard var kept = held[call], state.isDisjoint(with: [.isOpen, .hasResults]),
            kept.messages.count == 1,
            registrations[registration].id == pending[call].registrationID
        else { return giveUp(call, Self.noneLeft, into: &outbox) }

        kept.tried.append(pending[call].serial)
        _ = parties[pending[call].callee.position].invocations.remove(pending[call].invocation)
        hold(call, kept)
        let before = pending[call]
        // From here until it has a callee again, the call is one that waits.
        pending[call].callee = SessionIndex(-1)
        pending[call].invocation = 0
        pending[call].state.subtract([.isCounted, .receivesProgress])
        if before.state.contains(.isCounted) { free(before, into: &outbox) }

        switch choose(registration, resourceKey: kept.terms.resourceKey, tried: kept.tried) {
        case .callee(let place):
            if !registrations[registration].callees[place].keepsTimeout { keepTimeout(of: call, &kept) }
            give(call, kept, to: place, into: &outbox)
        case .busy:
            guard registrations[registration].waiting.count < limits.waitingCallsPerRegistration else {
                return giveUp(call, Self.noneLeft, into: &outbox)
            }
            pending[call].state.insert(.isWaiting)
            registrations[registration].waiting.append(call)
            keepTimeout(of: call, &kept)
        case .none: giveUp(call, Self.noneLeft, into: &outbox)
        }
    }

    /// From here on the dealer keeps to the call's timeout, which the callee has done until now.
    private mutating func keepTimeout(of call: Int32, _ kept: inout HeldCall) {
        startTimer(call, kept.terms.timeout, deadline: kept.deadline)
        kept.deadline = 0
        held[call]?.deadline = 0
    }
}
