import Routing
import WAMP

/// Chooses the next operation of a walk: few sessions, few URIs and low limits, so that everything collides; ids mostly of
/// things that exist, sometimes of things that are over, belong to another session or never were.
///
/// To extend the walk by a feature, add a case to `Operation` and `Kind` and say here how its arguments are chosen.
struct OperationChooser {
    enum Kind {
        case leave, subscribe, unsubscribe, publish, register, unregister, call, cancel, yield, fail
    }

    static let sessionCount = 6
    static let uris = ["com.a", "com.b", "com.a.long.uri.of.more.than.sixteen.bytes", "x", ""]
    static let brokerLimits = BrokerLimits(subscriptionsPerSession: 3)
    static let dealerLimits = DealerLimits(registrationsPerSession: 2, pendingCallsPerSession: 5)

    /// A kind comes as often as it stands here.
    private static let kinds: [Kind] = [
        .leave,
        .subscribe, .subscribe, .subscribe, .unsubscribe, .unsubscribe, .publish, .publish, .publish,
        .register, .register, .unregister,
        .call, .call, .call, .call, .call, .call, .cancel, .cancel, .yield, .yield, .fail,
    ]

    /// The request id that each session used last.
    private var lastRequests = [UInt64](repeating: 0, count: sessionCount)
    private var publications: UInt64 = 0

    /// The next operation at a router in the state `state`.
    mutating func next(_ choices: inout some ChoiceSource, at state: ReferenceRouter) -> Operation {
        let session = SessionIndex(Int32(choices.pick(Self.sessionCount)))
        if state.session(session) == nil {
            lastRequests[session.position] = 0
            return .join(
                session, acceptsInterrupts: !choices.oneIn(3), yieldsProgress: !choices.oneIn(3))
        }
        let kind = choices.element(of: Self.kinds) ?? .publish
        switch kind {
        case .leave:
            return .leave(session)
        case .subscribe:
            return .subscribe(session, request: nextRequest(session), topic: uri(&choices))
        case .unsubscribe:
            let id = subscription(of: session, &choices, state)
            return .unsubscribe(session, request: nextRequest(session), subscription: id)
        case .publish:
            publications += 1
            return .publish(
                session, publication: publications, topic: uri(&choices), excludeMe: !choices.oneIn(3),
                discloseMe: choices.oneIn(4))
        case .register:
            return .register(session, request: nextRequest(session), procedure: uri(&choices))
        case .unregister:
            let id = registration(of: session, &choices, state)
            return .unregister(session, request: nextRequest(session), registration: id)
        case .call:
            let request = callRequest(session, &choices, state)
            return .call(
                session, request: request, procedure: uri(&choices), discloseMe: choices.oneIn(4),
                receiveProgress: choices.oneIn(2))
        case .cancel:
            return cancel(session, &choices, state)
        case .yield:
            let (callee, invocation) = invocation(session, &choices, state)
            return .yield(callee, invocation: invocation, progress: choices.oneIn(3))
        case .fail:
            let (callee, invocation) = invocation(session, &choices, state)
            return .fail(callee, invocation: invocation)
        }
    }

    private func uri(_ choices: inout some ChoiceSource) -> String {
        choices.element(of: Self.uris) ?? ""
    }

    private mutating func nextRequest(_ session: SessionIndex) -> UInt64 {
        lastRequests[session.position] = IDRange.successor(of: lastRequests[session.position])
        return lastRequests[session.position]
    }
}

extension OperationChooser {
    /// Mostly the next in sequence; sometimes far ahead or back to a low id, as clients are tolerated that do not count,
    /// but never one that is under way.
    private mutating func callRequest(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> UInt64 {
        let distances: [UInt64] = [4, 8, 64, 1 << 20, 1 << 52]
        switch choices.pick(8) {
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

    private func subscription(
        of session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> UInt64 {
        let held = state.subscriptions.filter { $0.subscribers.contains(session) }
        if !choices.oneIn(4), let one = choices.element(of: held) { return one.id }
        return someID(upTo: state.subscriptionsMade, &choices)
    }

    private func registration(
        of session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> UInt64 {
        let held = state.registrations.filter { $0.callee == session }
        if !choices.oneIn(4), let one = choices.element(of: held) { return one.id }
        return someID(upTo: state.registrationsMade, &choices)
    }

    private func cancel(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> Operation {
        let mode = choices.element(of: [CancelMode.skip, .kill, .killnowait]) ?? .skip
        if !choices.oneIn(4), let call = choices.element(of: state.calls) {
            return .cancel(call.caller, request: call.request, mode: mode)
        }
        let id = someID(upTo: lastRequests[session.position], &choices)
        return .cancel(session, request: id, mode: mode)
    }

    /// An invocation under way with its callee, or any id for the session.
    private func invocation(
        _ session: SessionIndex, _ choices: inout some ChoiceSource, _ state: ReferenceRouter
    ) -> (SessionIndex, UInt64) {
        if !choices.oneIn(4), let call = choices.element(of: state.calls) {
            return (call.callee, call.invocation)
        }
        return (session, someID(upTo: state.session(session)?.invocationsSent ?? 0, &choices))
    }

    /// 0, one of the last ids that were given, the one that comes next, or the greatest there is.
    private func someID(upTo last: UInt64, _ choices: inout some ChoiceSource) -> UInt64 {
        switch choices.pick(8) {
        case 0: 0
        case 1: IDRange.greatest
        case 2: last + 1
        default: last - min(last, UInt64(choices.pick(8)))
        }
    }
}
