import Routing
import WAMP

/// Chooses the next operation of a walk: few sessions, few URIs and low limits, so that everything collides; ids mostly of
/// things that exist, sometimes of things that are over, belong to another session or never were.
///
/// To extend the walk by a feature, add a case to `Operation` and `Kind` and say here how its arguments are chosen.
struct OperationChooser {
    enum Kind {
        case leave, subscribe, unsubscribe, revokeSubscription, publish
        case register, unregister, revokeRegistration
        case call, chunk, cancel, yield, refuseYield, fail, pass, expire
    }

    static let sessionCount = 7

    /// A kind comes as often as it stands here.
    private static let kinds: [Kind] =
        [
            .leave, .subscribe, .subscribe, .subscribe, .subscribe, .unsubscribe, .unsubscribe,
            .revokeSubscription, .publish, .publish, .publish, .publish,
            .register, .register, .register, .register, .register, .unregister, .revokeRegistration,
        ]
        + Array(repeating: .call, count: 12) + Array(repeating: .chunk, count: 5)
        + Array(repeating: .yield, count: 3) + Array(repeating: .fail, count: 4)
        + [.cancel, .cancel, .refuseYield, .pass, .pass, .expire]

    /// The request id that each session used last.
    var lastRequests = [UInt64](repeating: 0, count: sessionCount)
    /// Counts what is to be told apart: publications, messages, sessions.
    private var last: UInt64 = 0

    /// The next operation at a router in the state `state`.
    mutating func next(_ choices: inout some ChoiceSource, at state: ReferenceRouter) -> Operation {
        let session = SessionIndex(Int32(choices.pick(Self.sessionCount)))
        if state.session(session) == nil {
            lastRequests[session.position] = 0
            return .join(session, identity(&choices))
        }
        switch choices.element(of: Self.kinds) ?? .publish {
        case .leave: return .leave(session)
        case .subscribe:
            let nodeKey = ["", "", "n1", "n2", "n3"][choices.pick(5)]
            return .subscribe(
                session, request: nextRequest(session), ModelURIs.pattern(&choices), nodeKey: nodeKey)
        case .unsubscribe:
            let (subscriber, id) = subscription(session, &choices, state)
            return .unsubscribe(subscriber, request: nextRequest(subscriber), subscription: id)
        case .revokeSubscription:
            let (subscriber, id) = subscription(session, &choices, state)
            return .revokeSubscription(subscriber, subscription: id)
        case .publish: return publish(session, &choices, state)
        case .register:
            return register(session, &choices, state)
        case .unregister:
            let (callee, id) = registration(session, &choices, state)
            return .unregister(callee, request: nextRequest(callee), registration: id)
        case .revokeRegistration:
            let (callee, id) = registration(session, &choices, state)
            return .revokeRegistration(callee, registration: id)
        case .call: return call(session, &choices, state)
        case .chunk: return chunk(session, &choices, state)
        case .cancel: return cancel(session, &choices, state)
        case .yield:
            let (callee, invocation) = invocation(session, &choices, state)
            return .yield(callee, invocation: invocation, isProgress: choices.oneIn(2))
        case .refuseYield:
            let (callee, invocation) = invocation(session, &choices, state)
            return .refuseYield(callee, invocation: invocation)
        case .fail:
            let (callee, invocation) = invocation(session, &choices, state, mostlyReroutable: true)
            return .fail(callee, invocation: invocation, isUnavailable: !choices.oneIn(4))
        case .pass: return pass(&choices, state)
        case .expire: return .expire
        }
    }

    private mutating func identity(_ choices: inout some ChoiceSource) -> Identity {
        let ofCallee: [Feature] = [
            .progressiveCallResults, .progressiveCallInvocations, .callCanceling, .callTimeout, .callReroute,
            .payloadPassthruMode, .registrationRevocation,
        ]
        var asCallee = FeatureSet()
        for feature in ofCallee where !choices.oneIn(4) { asCallee.insert(feature) }
        last += 1
        return Identity(
            id: last << 8 + UInt64(choices.pick(256)), authid: ["u", "v", "w"][choices.pick(3)],
            authrole: ["r", "s"][choices.pick(2)], asCallee: asCallee,
            asSubscriber: choices.oneIn(2) ? [.subscriptionRevocation] : [])
    }

    mutating func nextRequest(_ session: SessionIndex) -> UInt64 {
        lastRequests[session.position] = IDRange.successor(of: lastRequests[session.position])
        return lastRequests[session.position]
    }

    mutating func nextNumber() -> UInt64 {
        last += 1
        return last
    }

    /// 0, one of the last ids that were given, the one that comes next, or the greatest there is.
    func someID(upTo last: UInt64, _ choices: inout some ChoiceSource) -> UInt64 {
        switch choices.pick(8) {
        case 0: 0
        case 1: IDRange.greatest
        case 2: last + 1
        default: last - min(last, UInt64(choices.pick(8)))
        }
    }
}
