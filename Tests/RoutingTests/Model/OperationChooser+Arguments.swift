import Routing
import WAMP

extension OperationChooser {
    mutating func publish(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        let terms = Broker.PublishTerms(
            publication: nextNumber(), excluded: choices.oneIn(3) ? nil : session,
            audience: choices.oneIn(3) ? audience(&choices, state) : .everyone,
            publisher: choices.oneIn(4) ? session : nil,
            trustlevel: choices.oneIn(4) ? UInt32(choices.pick(4)) : nil,
            resourceKey: choices.oneIn(3) ? resourceKey(&choices) : nil)
        return .publish(topic: ModelURIs.uri(&choices), terms)
    }

    /// Each list is absent mostly, and empty now and then.
    private func audience(_ choices: inout some ChoiceSource, _ state: ReferenceRouter) -> Audience {
        func some<Element>(_ elements: [Element], _ choices: inout some ChoiceSource) -> [Element]? {
            guard choices.oneIn(3) else { return nil }
            return elements.filter { _ in choices.oneIn(2) }
        }
        let ids = state.sessions.map(\.identity.id) + [5]
        let authids = ["u", "v", "w", "nobody"].map(\.utf8Bytes)
        let authroles = ["r", "s", "nobody"].map(\.utf8Bytes)
        var audience = Audience.everyone
        var lists = Audience.Lists()
        lists.exclude = some(ids, &choices)
        lists.excludeAuthID = some(authids, &choices)
        lists.excludeAuthrole = some(authroles, &choices)
        lists.eligible = some(ids, &choices)
        lists.eligibleAuthID = some(authids, &choices)
        lists.eligibleAuthrole = some(authroles, &choices)
        audience.lists = lists
        return audience
    }

    private func resourceKey(_ choices: inout some ChoiceSource) -> ResourceKey {
        ResourceKey([UInt8(choices.pick(12))])
    }

    /// Mostly what has been registered already, so that callees come together; mostly the policy that goes with it.
    mutating func register(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        let existing = choices.oneIn(3) ? nil : choices.element(of: state.registrations)
        let pattern = existing?.pattern ?? ModelURIs.pattern(&choices)
        let policies: [InvocationPolicy] = [.roundrobin, .random, .first, .last, .single]
        var terms = Dealer.RegisterTerms()
        terms.match = pattern.match
        let usual = existing?.invoke ?? policies[pattern.uri.utf8.count % policies.count]
        terms.invoke = choices.oneIn(8) ? policies[choices.pick(policies.count)] : usual
        terms.disclosesCaller = choices.oneIn(4)
        terms.forwardsTimeout = choices.oneIn(2)
        terms.concurrency = choices.oneIn(3) ? 0 : UInt32(choices.pick(3))
        terms.forces = choices.oneIn(12)
        return .register(session, request: nextRequest(session), procedure: pattern.uri, terms)
    }

    /// Where calls are capped by the realm, both timeouts are given or none, and the longest is the longer one.
    mutating func call(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        var terms = Dealer.CallTerms()
        terms.disclosesCaller = choices.oneIn(4)
        terms.receivesProgress = choices.oneIn(2)
        terms.isProgress = choices.oneIn(4)
        terms.usesPayloadPassthru = choices.oneIn(8)
        if choices.oneIn(2) {
            terms.timeout = UInt64(1 + choices.pick(choices.oneIn(8) ? 100_000 : 40))
            if choices.oneIn(2) { terms.longestTimeout = terms.timeout + UInt64(choices.pick(40)) }
        }
        terms.trustlevel = choices.oneIn(4) ? UInt32(choices.pick(4)) : nil
        terms.resourceKey = choices.oneIn(4) ? resourceKey(&choices) : nil
        // Mostly a procedure that somebody has registered.
        let procedure =
            !choices.oneIn(6)
            ? choices.element(of: state.registrations.filter { $0.pattern.match == .exact })?.pattern.uri
            : nil
        let message = message(procedure ?? ModelURIs.uri(&choices), &choices)
        return .call(session, request: callRequest(session, &choices, state), message, terms)
    }

    private mutating func message(
        _ procedure: String, _ choices: inout some ChoiceSource
    ) -> CallMessage {
        let number = UInt8(truncatingIfNeeded: nextNumber())
        return CallMessage(
            options: number, procedure: procedure, isEscaped: choices.oneIn(3),
            payload: Array(repeating: number, count: choices.pick(4)))
    }

    /// Mostly goes on with a call that takes more, sometimes with another call or none.
    mutating func chunk(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        let isProgress = !choices.oneIn(4)
        let calls = choices.oneIn(8) ? state.calls : state.calls.filter(\.isOpen)
        guard !choices.oneIn(12), let call = choices.element(of: calls), let first = call.messages.first
        else {
            let id = someID(upTo: lastRequests[session.position], &choices)
            let message = message(ModelURIs.uri(&choices), &choices)
            return .chunk(session, request: id, message, isProgress: isProgress)
        }
        let procedure = choices.oneIn(8) ? ModelURIs.uri(&choices) : first.procedure
        let message = message(procedure, &choices)
        return .chunk(call.caller, request: call.request, message, isProgress: isProgress)
    }

    /// Mostly the next in sequence; sometimes far ahead or back to a low id, as clients are tolerated that do not count,
    /// but never one that is under way.
    private mutating func callRequest(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> UInt64 {
        let distances: [UInt64] = [4, 8, 64, 1 << 20, 1 << 52]
        switch choices.pick(16) {
        case 0: lastRequests[session.position] += distances[choices.pick(distances.count)] - 1
        case 1: lastRequests[session.position] = UInt64(choices.pick(16))
        case 2: lastRequests[session.position] = IDRange.greatest - UInt64(choices.pick(4))
        default: break
        }
        if lastRequests[session.position] > IDRange.greatest { lastRequests[session.position] = 0 }
        while true {
            let request = nextRequest(session)
            if !state.calls.contains(where: { $0.caller == session && $0.request == request }) {
                return request
            }
        }
    }
}

extension OperationChooser {
    /// A subscription with one of its subscribers, or any id for the session.
    func subscription(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> (SessionIndex, UInt64) {
        if !choices.oneIn(4), let one = choices.element(of: state.subscriptions),
            let subscriber = choices.element(of: one.subscribers)
        {
            return (subscriber.session, one.id)
        }
        return (session, someID(upTo: state.subscriptionsMade, &choices))
    }

    /// A registration with one of its callees, or any id for the session.
    func registration(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> (SessionIndex, UInt64) {
        if !choices.oneIn(4), let one = choices.element(of: state.registrations),
            let callee = choices.element(of: one.callees)
        {
            return (callee.session, one.id)
        }
        return (session, someID(upTo: state.registrationsMade, &choices))
    }

    func cancel(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        let mode = choices.element(of: [CancelMode.skip, .kill, .kill, .killnowait]) ?? .skip
        if !choices.oneIn(6), let call = choices.element(of: state.calls) {
            return .cancel(call.caller, request: call.request, mode: mode)
        }
        let id = someID(upTo: lastRequests[session.position], &choices)
        return .cancel(session, request: id, mode: mode)
    }

    /// An invocation under way with its callee, or any id for the session.
    func invocation(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter,
        mostlyReroutable: Bool = false
    ) -> (SessionIndex, UInt64) {
        let calls = state.calls.filter { $0.invocation != nil }
        let reroutable = mostlyReroutable && !choices.oneIn(4) ? calls.filter(\.canBeRerouted) : []
        if !choices.oneIn(6), let call = choices.element(of: reroutable.isEmpty ? calls : reroutable),
            let invocation = call.invocation
        {
            return (invocation.callee, invocation.request)
        }
        return (session, someID(upTo: state.session(session)?.invocationsSent ?? 0, &choices))
    }

    /// A few milliseconds, or until the next call ends, or a long time.
    func pass(_ choices: inout some ChoiceSource, _ state: ReferenceRouter) -> Operation {
        switch choices.pick(8) {
        case 0: return .pass(milliseconds: UInt64(choices.pick(5000)))
        case 1, 2:
            let next = state.calls.compactMap { $0.deadline?.time }.min() ?? 0
            return .pass(milliseconds: next > state.now ? next - state.now : 0)
        default: return .pass(milliseconds: UInt64(choices.pick(8)))
        }
    }
}
