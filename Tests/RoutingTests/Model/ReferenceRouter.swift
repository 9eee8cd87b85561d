import Routing
import WAMP

/// What a broker and a dealer do, in code that is right by reading: plain lists, searched from the start, nothing kept
/// twice, nothing clever. The model test compares `Broker` and `Dealer` with it.
struct ReferenceRouter {
    struct Session {
        var index: SessionIndex
        var acceptsInterrupts: Bool
        var yieldsProgress: Bool
        var invocationsSent: UInt64 = 0
    }

    struct Subscription {
        var id: UInt64
        var topic: String
        var subscribers: [SessionIndex]
    }

    struct Registration {
        var id: UInt64
        var procedure: String
        var callee: SessionIndex
    }

    struct Call: Equatable {
        var caller: SessionIndex
        var request: UInt64
        var callee: SessionIndex
        var invocation: UInt64
        var receivesProgress: Bool
        var isBeingKilled = false
    }

    let brokerLimits: BrokerLimits
    let dealerLimits: DealerLimits
    private(set) var sessions: [Session] = []
    private(set) var subscriptions: [Subscription] = []
    private(set) var registrations: [Registration] = []
    /// The calls under way, oldest first.
    private(set) var calls: [Call] = []
    private(set) var subscriptionsMade: UInt64 = 0
    private(set) var registrationsMade: UInt64 = 0

    init(brokerLimits: BrokerLimits, dealerLimits: DealerLimits) {
        self.brokerLimits = brokerLimits
        self.dealerLimits = dealerLimits
    }

    func session(_ index: SessionIndex) -> Session? { sessions.first { $0.index == index } }

    mutating func apply(_ operation: Operation) -> Outcome {
        switch operation {
        case .join(let session, let acceptsInterrupts, let yieldsProgress):
            sessions.append(
                Session(
                    index: session, acceptsInterrupts: acceptsInterrupts, yieldsProgress: yieldsProgress))
            return Outcome()
        case .leave(let session):
            return Outcome(effects: leave(session))
        case .subscribe(let session, let request, let topic):
            return Outcome(effects: [subscribe(session, request, topic)])
        case .unsubscribe(let session, let request, let subscription):
            return Outcome(effects: [unsubscribe(session, request, subscription)])
        case .publish(let session, let publication, let topic, let excludeMe, let discloseMe):
            return Outcome(effects: publish(session, publication, topic, excludeMe, discloseMe))
        case .register(let session, let request, let procedure):
            return Outcome(effects: [register(session, request, procedure)])
        case .unregister(let session, let request, let registration):
            return Outcome(effects: [unregister(session, request, registration)])
        case .call(let session, let request, let procedure, let discloseMe, let receiveProgress):
            return Outcome(
                effects: [call(session, request, procedure, discloseMe, receiveProgress)])
        case .cancel(let session, let request, let mode):
            return Outcome(effects: cancel(session, request, mode))
        case .yield(let session, let invocation, let progress):
            if progress { return progressiveAnswer(session, invocation) }
            return answer(session, invocation) { .result(to: $0.caller, request: $0.request) }
        case .fail(let session, let invocation):
            return answer(session, invocation) { .failed(to: $0.caller, request: $0.request) }
        }
    }

    /// Errors to the callers that wait for the session, then interrupts to the callees that work for it.
    private mutating func leave(_ session: SessionIndex) -> [EffectRecord] {
        var effects: [EffectRecord] = []
        for call in calls where call.callee == session && call.caller != session {
            effects.append(.refused(.call, to: call.caller, request: call.request, .canceled))
        }
        for call in calls where call.caller == session && call.callee != session {
            if acceptsInterrupts(call.callee) {
                effects.append(
                    .interrupt(to: call.callee, invocation: call.invocation, mode: .killnowait))
            }
        }
        calls.removeAll { $0.caller == session || $0.callee == session }
        registrations.removeAll { $0.callee == session }
        for position in subscriptions.indices {
            subscriptions[position].subscribers.removeAll { $0 == session }
        }
        subscriptions.removeAll { $0.subscribers.isEmpty }
        sessions.removeAll { $0.index == session }
        return effects
    }
}

extension ReferenceRouter {
    private mutating func subscribe(
        _ session: SessionIndex, _ request: UInt64, _ topic: String
    ) -> EffectRecord {
        let held = subscriptions.filter { $0.subscribers.contains(session) }
        if let same = held.first(where: { $0.topic == topic }) {
            return .accepted(.subscribed, to: session, request: request, id: same.id)
        }
        if held.count == brokerLimits.subscriptionsPerSession {
            return .refused(.subscribe, to: session, request: request, .limitExceeded)
        }
        if !subscriptions.contains(where: { $0.topic == topic }) {
            subscriptionsMade += 1
            subscriptions.append(Subscription(id: subscriptionsMade, topic: topic, subscribers: []))
        }
        for position in subscriptions.indices where subscriptions[position].topic == topic {
            subscriptions[position].subscribers.append(session)
        }
        let id = subscriptions.first { $0.topic == topic }?.id ?? 0
        return .accepted(.subscribed, to: session, request: request, id: id)
    }

    private mutating func unsubscribe(
        _ session: SessionIndex, _ request: UInt64, _ id: UInt64
    ) -> EffectRecord {
        let isHeld = subscriptions.contains { $0.id == id && $0.subscribers.contains(session) }
        if !isHeld {
            return .refused(.unsubscribe, to: session, request: request, .noSuchSubscription)
        }
        for position in subscriptions.indices where subscriptions[position].id == id {
            subscriptions[position].subscribers.removeAll { $0 == session }
        }
        subscriptions.removeAll { $0.subscribers.isEmpty }
        return .withdrawn(.unsubscribed, to: session, request: request)
    }

    private func publish(
        _ session: SessionIndex, _ publication: UInt64, _ topic: String, _ excludeMe: Bool,
        _ discloseMe: Bool
    ) -> [EffectRecord] {
        var effects: [EffectRecord] = []
        for subscription in subscriptions where subscription.topic == topic {
            let receivers = subscription.subscribers.filter { !(excludeMe && $0 == session) }
            if receivers.isEmpty { continue }
            effects.append(
                .event(
                    to: receivers.sorted { $0.rawValue < $1.rawValue }, subscription: subscription.id,
                    publication: publication, publisher: discloseMe ? session : nil))
        }
        return effects
    }
}

extension ReferenceRouter {
    private mutating func register(
        _ session: SessionIndex, _ request: UInt64, _ procedure: String
    ) -> EffectRecord {
        if registrations.contains(where: { $0.procedure == procedure }) {
            return .refused(.register, to: session, request: request, .procedureAlreadyExists)
        }
        if registrations.filter({ $0.callee == session }).count == dealerLimits.registrationsPerSession {
            return .refused(.register, to: session, request: request, .limitExceeded)
        }
        registrationsMade += 1
        registrations.append(
            Registration(id: registrationsMade, procedure: procedure, callee: session))
        return .accepted(.registered, to: session, request: request, id: registrationsMade)
    }

    private mutating func unregister(
        _ session: SessionIndex, _ request: UInt64, _ id: UInt64
    ) -> EffectRecord {
        if !registrations.contains(where: { $0.id == id && $0.callee == session }) {
            return .refused(.unregister, to: session, request: request, .noSuchRegistration)
        }
        registrations.removeAll { $0.id == id }
        return .withdrawn(.unregistered, to: session, request: request)
    }

    private mutating func call(
        _ session: SessionIndex, _ request: UInt64, _ procedure: String, _ discloseMe: Bool,
        _ receiveProgress: Bool
    ) -> EffectRecord {
        guard let registration = registrations.first(where: { $0.procedure == procedure }) else {
            return .refused(.call, to: session, request: request, .noSuchProcedure)
        }
        if calls.filter({ $0.caller == session }).count == dealerLimits.pendingCallsPerSession {
            return .refused(.call, to: session, request: request, .limitExceeded)
        }
        let callee = registration.callee
        let invocation = (self.session(callee)?.invocationsSent ?? 0) + 1
        for position in sessions.indices where sessions[position].index == callee {
            sessions[position].invocationsSent = invocation
        }
        let receivesProgress = receiveProgress && self.session(callee)?.yieldsProgress == true
        calls.append(
            Call(
                caller: session, request: request, callee: callee, invocation: invocation,
                receivesProgress: receivesProgress))
        return .invocation(
            to: callee, request: invocation, registration: registration.id,
            caller: discloseMe ? session : nil, receivesProgress: receivesProgress)
    }

    private mutating func cancel(
        _ session: SessionIndex, _ request: UInt64, _ mode: CancelMode
    ) -> [EffectRecord] {
        guard let call = calls.first(where: { $0.caller == session && $0.request == request }) else {
            return []
        }
        let interrupt = EffectRecord.interrupt(
            to: call.callee, invocation: call.invocation, mode: mode)
        let error = EffectRecord.refused(.call, to: session, request: request, .canceled)
        // A callee without the feature: as skip.
        let effectiveMode = acceptsInterrupts(call.callee) ? mode : .skip
        if effectiveMode != .kill { calls.removeAll { $0 == call } }
        for position in calls.indices where calls[position] == call { calls[position].isBeingKilled = true }
        switch effectiveMode {
        case .skip: return [error]
        case .kill: return call.isBeingKilled ? [] : [interrupt]
        case .killnowait: return [interrupt, error]
        }
    }

    /// YIELD or ERROR. Of what was invoked once and is no longer under way, the answer is dropped.
    private mutating func answer(
        _ session: SessionIndex, _ invocation: UInt64, _ effect: (Call) -> EffectRecord
    ) -> Outcome {
        if let call = calls.first(where: { $0.callee == session && $0.invocation == invocation }) {
            calls.removeAll { $0 == call }
            return Outcome(effects: [effect(call)])
        }
        let sent = self.session(session)?.invocationsSent ?? 0
        let wasInvoked = invocation >= 1 && invocation <= sent
        return Outcome(isViolation: !wasInvoked)
    }

    /// A progressive result leaves the call under way, and goes only to a caller that asked.
    private func progressiveAnswer(_ session: SessionIndex, _ invocation: UInt64) -> Outcome {
        var copy = self
        var outcome = copy.answer(session, invocation) {
            .result(to: $0.caller, request: $0.request, isProgress: true)
        }
        let call = calls.first { $0.callee == session && $0.invocation == invocation }
        if call?.receivesProgress != true { outcome.effects = [] }
        return outcome
    }

    private func acceptsInterrupts(_ session: SessionIndex) -> Bool {
        self.session(session)?.acceptsInterrupts ?? false
    }
}
