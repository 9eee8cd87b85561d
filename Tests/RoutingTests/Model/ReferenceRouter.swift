import Routing
import WAMP

/// What a broker and a dealer do, in code that is right by reading: plain lists, searched from the start, nothing kept
/// twice, nothing clever. The model test compares `Broker` and `Dealer` with it.
struct ReferenceRouter {
    let brokerLimits: BrokerLimits
    let dealerLimits: DealerLimits
    var random: IDSource
    var now: UInt64 = 0
    /// When calls were last ended whose time was up.
    var lastExpiry: UInt64 = 0
    var sessions: [Session] = []
    var subscriptions: [Subscription] = []
    var registrations: [Registration] = []
    /// The calls under way, oldest first.
    var calls: [Call] = []
    var subscriptionsMade: UInt64 = 0
    var registrationsMade: UInt64 = 0
    /// Counts what needs an order: callees, calls, calls that begin to wait, timers.
    private var lastNumber = 0
    /// What the operation being decided has told so far.
    var effects: [EffectRecord] = []

    init(_ settings: ModelSettings) {
        brokerLimits = settings.brokerLimits
        dealerLimits = settings.dealerLimits
        random = settings.makeIDSource()
        for pattern in settings.declared {
            subscriptionsMade += 1
            subscriptions.append(
                Subscription(id: subscriptionsMade, pattern: pattern, created: 0, isRecorded: true))
        }
    }

    func session(_ index: SessionIndex) -> Session? { sessions.first { $0.index == index } }

    func calleeFeatures(_ index: SessionIndex) -> FeatureSet {
        session(index)?.identity.asCallee ?? FeatureSet()
    }

    mutating func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    mutating func apply(_ operation: Operation) -> Outcome {
        effects = []
        let verdict = decide(operation)
        return Outcome(effects: effects, verdict: verdict)
    }

    private mutating func decide(_ operation: Operation) -> Outcome.Verdict {
        switch operation {
        case .join(let session, let identity):
            sessions.append(Session(index: session, identity: identity))
        case .leave(let session):
            endSubscriptions(of: session)
            endCallsAndRegistrations(of: session)
            sessions.removeAll { $0.index == session }
        case .subscribe(let session, let request, let pattern, let nodeKey):
            return subscribe(session, request, pattern, nodeKey)
        case .unsubscribe(let session, let request, let subscription):
            unsubscribe(session, request, subscription)
        case .revokeSubscription(let session, let subscription):
            return revokeSubscription(session, subscription)
        case .publish(let topic, let terms): publish(topic, terms)
        case .register(let session, let request, let procedure, let terms):
            register(session, request, Pattern(uri: procedure, match: terms.match), terms)
        case .unregister(let session, let request, let registration):
            unregister(session, request, registration)
        case .revokeRegistration(let session, let registration):
            return revokeRegistration(session, registration)
        case .call(let session, let request, let message, let terms):
            return call(session, request, message, terms)
        case .chunk(let session, let request, let message, let isProgress):
            return chunk(session, request, message, isProgress)
        case .cancel(let session, let request, let mode): cancel(session, request, mode)
        case .yield(let session, let invocation, let isProgress):
            return yield(session, invocation, isProgress)
        case .refuseYield(let session, let invocation): refuseYield(session, invocation)
        case .fail(let session, let invocation, let isUnavailable):
            return fail(session, invocation, isUnavailable)
        case .pass(let milliseconds): now += milliseconds
        case .expire: expire()
        }
        return .none
    }
}
