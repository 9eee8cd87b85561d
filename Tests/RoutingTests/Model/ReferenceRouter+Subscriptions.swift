import Routing
import WAMP

extension ReferenceRouter {
    mutating func subscribe(
        _ session: SessionIndex, _ request: UInt64, _ pattern: Pattern, _ nodeKey: String
    ) -> Outcome.Verdict {
        for index in subscriptions.indices where subscriptions[index].pattern == pattern {
            for place in subscriptions[index].subscribers.indices
            where subscriptions[index].subscribers[place].session == session {
                subscriptions[index].subscribers[place].nodeKey = nodeKey
                effects.append(
                    .accepted(.subscribed, to: session, request: request, id: subscriptions[index].id))
                return .none
            }
        }
        if subscriptions(heldBy: session).count >= brokerLimits.subscriptionsPerSession {
            effects.append(.refused(.subscribe, to: session, request: request, .limitExceeded))
            return .notSubscribed
        }
        let isNew = !subscriptions.contains { $0.pattern == pattern }
        if isNew {
            subscriptionsMade += 1
            subscriptions.append(Subscription(id: subscriptionsMade, pattern: pattern, created: now))
        }
        for index in subscriptions.indices where subscriptions[index].pattern == pattern {
            let id = subscriptions[index].id
            subscriptions[index].subscribers.append(Subscriber(session: session, nodeKey: nodeKey))
            effects.append(.accepted(.subscribed, to: session, request: request, id: id))
            if pattern.isReserved { continue }
            if isNew { effects.append(.changed(.subscriptionCreated(by: session, id: id))) }
            effects.append(.changed(.subscribed(session, id: id)))
        }
        return .none
    }

    func subscriptions(heldBy session: SessionIndex) -> [Subscription] {
        subscriptions.filter { $0.subscribers.contains { $0.session == session } }
    }

    mutating func unsubscribe(_ session: SessionIndex, _ request: UInt64, _ id: UInt64) {
        if subscriptions(heldBy: session).contains(where: { $0.id == id }) {
            effects.append(.withdrawn(.unsubscribed, to: session, request: request))
            endSubscription(id, of: session)
        } else {
            effects.append(.refused(.unsubscribe, to: session, request: request, .noSuchSubscription))
        }
    }

    mutating func revokeSubscription(_ session: SessionIndex, _ id: UInt64) -> Outcome.Verdict {
        guard subscriptions(heldBy: session).contains(where: { $0.id == id }) else { return .notHeld }
        if self.session(session)?.identity.asSubscriber.contains(.subscriptionRevocation) == true {
            effects.append(.revoked(.unsubscribed, from: session, id: id))
        }
        endSubscription(id, of: session)
        return .none
    }

    /// The subscription with the lowest id first.
    mutating func endSubscriptions(of session: SessionIndex) {
        for id in subscriptions(heldBy: session).map(\.id).sorted() { endSubscription(id, of: session) }
    }

    /// A subscription without subscribers ends, unless it is declared.
    private mutating func endSubscription(_ id: UInt64, of session: SessionIndex) {
        for index in subscriptions.indices where subscriptions[index].id == id {
            subscriptions[index].subscribers.removeAll { $0.session == session }
            if subscriptions[index].pattern.isReserved { continue }
            effects.append(.changed(.unsubscribed(session, id: id)))
            if subscriptions[index].subscribers.isEmpty, !subscriptions[index].isRecorded {
                effects.append(.changed(.subscriptionDeleted(by: session, id: id)))
            }
        }
        subscriptions.removeAll { $0.subscribers.isEmpty && !$0.isRecorded }
    }

    /// One event for each subscription that matches.
    mutating func publish(_ topic: String, _ terms: Broker.PublishTerms) {
        let matching = subscriptions.filter { $0.pattern.matches(topic) }
        for subscription in matching.sorted(by: { $0.pattern.precedesForEvents($1.pattern) }) {
            var receivers: [SessionIndex] = []
            for subscriber in subscription.subscribers {
                if subscriber.session == terms.excluded { continue }
                if !isInAudience(subscriber.session, terms.audience.lists) { continue }
                if let key = terms.resourceKey, !owns(subscriber, of: subscription, key) { continue }
                receivers.append(subscriber.session)
            }
            if receivers.isEmpty, !subscription.isRecorded { continue }
            effects.append(
                .event(
                    to: receivers.sorted { $0.rawValue < $1.rawValue }, subscription: subscription.id,
                    publication: terms.publication, publisher: terms.publisher,
                    trustlevel: terms.trustlevel, namesTopic: subscription.pattern.match != .exact,
                    isRecorded: subscription.isRecorded))
        }
    }

    /// Advanced profile, "Subscriber Black- and Whitelisting".
    private func isInAudience(_ index: SessionIndex, _ lists: Audience.Lists) -> Bool {
        guard let identity = session(index)?.identity else { return false }
        let authid = identity.authid.utf8Bytes
        let authrole = identity.authrole.utf8Bytes
        if let list = lists.exclude, list.contains(identity.id) { return false }
        if let list = lists.excludeAuthID, list.contains(authid) { return false }
        if let list = lists.excludeAuthrole, list.contains(authrole) { return false }
        if let list = lists.eligible, !list.contains(identity.id) { return false }
        if let list = lists.eligibleAuthID, !list.contains(authid) { return false }
        if let list = lists.eligibleAuthrole, !list.contains(authrole) { return false }
        return true
    }

    /// Advanced profile, "Sharded Subscription": a subscriber without a node key gets everything, one with a node key what
    /// no other node key outweighs it for.
    private func owns(_ subscriber: Subscriber, of subscription: Subscription, _ key: ResourceKey) -> Bool {
        if subscriber.nodeKey.isEmpty { return true }
        for other in subscription.subscribers
        where !other.nodeKey.isEmpty && other.nodeKey != subscriber.nodeKey {
            if outweighs(Self.node(other.nodeKey), Self.node(subscriber.nodeKey), for: key) { return false }
        }
        return true
    }

    private static func node(_ nodeKey: String) -> UInt64 {
        let bytes = nodeKey.utf8Bytes
        return Rendezvous.node(bytes.span.bytes)
    }

    /// Whether one node is preferred to another.
    func outweighs(_ one: UInt64, _ other: UInt64, for key: ResourceKey) -> Bool {
        var rendezvous = Rendezvous(key: key)
        _ = rendezvous.prefers(other)
        return rendezvous.prefers(one)
    }
}
