import WAMP

/// The subscription book of a realm: who has subscribed to which topic.
///
/// A value without I/O, like `Dealer`: each method takes one message of a client, changes the book and appends what is to be
/// told to an `Outbox`. One file per message: `Broker+Subscribe`, `Broker+Unsubscribe`, `Broker+Publish`, and
/// `Broker+Leave` for a session that is gone.
package struct Broker {
    struct Subscription {
        var id: UInt64
        var topic: [UInt8]
        var subscribers: [SessionIndex]
    }

    /// Where a session stands in the subscribers of one subscription.
    struct Membership {
        /// Position in `subscriptions`.
        var subscription: Int32
        /// Position in `Subscription.subscribers`.
        var place: Int
    }

    let limits: BrokerLimits
    var subscriptions = Slab<Subscription>()
    var topics: URITable
    /// For each session its memberships by subscription id.
    var memberships: [[UInt64: Membership]] = []
    private var lastSubscription: UInt64 = 0

    /// - Parameter hashSeed: a secret random number, see `URITable`.
    package init(limits: BrokerLimits, hashSeed: UInt64) {
        self.limits = limits
        topics = URITable(seed: hashSeed)
    }

    /// The number of subscriptions, each with at least one subscriber.
    package var subscriptionCount: Int { subscriptions.count }

    /// A session has joined.
    package mutating func join(_ session: SessionIndex) {
        while memberships.count <= session.position { memberships.append([:]) }
        assert(memberships[session.position].isEmpty)
    }

    /// Subscription ids have router scope, 1 to 2^53; counting up leaves none out and none twice.
    mutating func makeSubscriptionID() -> UInt64 {
        lastSubscription += 1
        return lastSubscription
    }

    /// Takes a session, which stands at `membership.place`, out of the subscribers; the last one takes its place. A
    /// subscription without subscribers ends.
    mutating func remove(_ membership: Membership) {
        let position = membership.subscription
        let last = subscriptions[position].subscribers.removeLast()
        if membership.place < subscriptions[position].subscribers.count {
            subscriptions[position].subscribers[membership.place] = last
            memberships[last.position][subscriptions[position].id]?.place = membership.place
        }
        if subscriptions[position].subscribers.isEmpty {
            let topic = subscriptions[position].topic
            topics.remove(topic.span.bytes)
            subscriptions[position].subscribers = []
            subscriptions.remove(at: position)
        }
    }
}

/// Bounds of what one session may hold at the broker.
package struct BrokerLimits: Sendable {
    /// Subscriptions one session may hold.
    package var subscriptionsPerSession: Int

    package init(subscriptionsPerSession: Int) {
        self.subscriptionsPerSession = subscriptionsPerSession
    }
}
