import WAMP

/// What the meta API tells of a subscription (advanced profile, "Subscriptions Meta API").
package struct SubscriptionDetails {
    package var id: UInt64
    package var topic: [UInt8]
    package var match: MatchPolicy
    /// In milliseconds since 1970.
    package var created: UInt64
    package var subscribers: [SessionIndex]
}

extension Broker {
    /// The subscription with this id.
    package func subscription(_ id: UInt64) -> SubscriptionDetails? {
        positions[id].map { details(at: $0) }
    }

    /// The subscription to exactly this topic or pattern.
    package func subscription(to topic: RawSpan, match: MatchPolicy) -> UInt64? {
        topics.find(topic, match: match).map { subscriptions[$0].id }
    }

    /// The subscriptions that a topic matches: the exact one, prefixes from the shortest on, wildcards.
    package func subscriptions(matching topic: RawSpan) -> [UInt64] {
        var ids: [UInt64] = []
        topics.forEachMatch(of: topic) { ids.append(subscriptions[$0].id) }
        return ids
    }

    /// The ids of the subscriptions under a match policy, in ascending order: those after `id`, at most `limit`.
    package func subscriptionIDs(
        _ match: MatchPolicy, after id: UInt64 = 0, limit: Int = .max
    ) -> [UInt64] {
        ids[match].page(after: id, limit: limit)
    }

    /// The ids of the subscriptions of a session, in ascending order.
    package func subscriptions(of session: SessionIndex) -> [UInt64] {
        guard members.indices.contains(session.position) else { return [] }
        return members[session.position].memberships.keys.sorted()
    }

    private func details(at position: Int32) -> SubscriptionDetails {
        let subscription = subscriptions[position]
        return SubscriptionDetails(
            id: subscription.id, topic: subscription.topic, match: subscription.match,
            created: subscription.created, subscribers: subscription.subscribers)
    }

    /// The session holds this subscription. (Mutating as `publish` is.)
    package mutating func isSubscribed(_ session: SessionIndex, to subscription: UInt64) -> Bool {
        members[session.position].memberships[subscription] != nil
    }
}
