import WAMP

/// The subscription book of a realm: who has subscribed to which topic or pattern of topics.
///
/// A value without I/O, like `Dealer`: each method takes one message of a client, changes the book and appends what is to be
/// told to an `Outbox`. One file per message: `Broker+Subscribe`, `Broker+Unsubscribe`, `Broker+Publish`; `Broker+Leave` for a
/// session that is gone, `Broker+Revoke` for what the router takes back, `Broker+Inspect` for the meta API.
package struct Broker {
    /// What the broker keeps for one session.
    struct Member {
        /// The session announced `subscription_revocation` as a subscriber.
        var understandsRevocation = false
        /// Its memberships by subscription id.
        var memberships: [UInt64: Membership] = [:]
        /// The group, a role, to which its subscriptions count.
        var group = 0
        /// How many it may hold.
        var limit = 0
    }

    private(set) var limits: BrokerLimits
    var subscriptions = Slab<Subscription>()
    /// Topics and patterns to positions in `subscriptions`.
    var topics: PatternTable
    /// Subscription ids to positions in `subscriptions`.
    var positions: [UInt64: Int32] = [:]
    /// The ids of all subscriptions.
    var ids = IDsByMatchPolicy()
    var members: [Member] = []
    /// How many subscriptions could match a meta event's topic.
    package internal(set) var reservedCount = 0
    var allowance: Allowance
    private var lastSubscription: UInt64 = 0

    /// - Parameter hashSeed: a secret random number, see `URITable`.
    package init(limits: BrokerLimits, hashSeed: UInt64) {
        self.limits = limits
        allowance = limits.subscriptions
        topics = PatternTable(seed: hashSeed)
    }

    /// The number of subscriptions: those with at least one subscriber, and the declared ones.
    package var subscriptionCount: Int { subscriptions.count }

    /// A session has joined.
    ///
    /// - Parameters:
    ///   - features: what it announced as a subscriber.
    ///   - group: of those in `BrokerLimits.subscriptions`.
    ///   - limit: subscriptions that it may hold, where that is not what the limits say.
    package mutating func join(
        _ session: SessionIndex, features: FeatureSet, group: Int = 0, limit: Int? = nil
    ) {
        while members.count <= session.position { members.append(Member()) }
        assert(members[session.position].memberships.isEmpty)
        members[session.position] = Member(
            understandsRevocation: features.contains(.subscriptionRevocation), group: group,
            limit: limit ?? limits.subscriptionsPerSession)
    }

    /// The limits have changed: each session is to be given its group again.
    package mutating func setLimits(_ limits: BrokerLimits) {
        self.limits = limits
        allowance = limits.subscriptions
    }

    /// What a session holds counts to this group from now on; as `join`.
    package mutating func regroup(_ session: SessionIndex, group: Int, limit: Int? = nil) {
        members[session.position].group = group
        members[session.position].limit = limit ?? limits.subscriptionsPerSession
        allowance.add(members[session.position].memberships.count, to: group)
    }

    /// A subscription that exists without subscribers, because its events are kept (advanced profile, "Event History").
    /// The pattern must not be declared twice.
    ///
    /// - Returns: its id.
    package mutating func declare(_ topic: [UInt8], match: MatchPolicy, now: UInt64) -> UInt64 {
        let position = topics.find(topic.span.bytes, match: match) ?? insert(topic, match: match, now: now)
        subscriptions[position].isRecorded = true
        return subscriptions[position].id
    }

    /// Subscription ids have router scope, 1 to 2^53; counting up leaves none out and none twice.
    mutating func insert(_ topic: [UInt8], match: MatchPolicy, now: UInt64) -> Int32 {
        lastSubscription += 1
        let whole = ByteRange(start: 0, count: UInt32(truncatingIfNeeded: topic.count))
        var subscription = Subscription(id: lastSubscription, topic: topic, match: match, created: now)
        subscription.isReserved = ReservedURI.contains(whole, in: topic.span.bytes)
        if ReservedURI.couldMatch(whole, in: topic.span.bytes, match: match) { reservedCount += 1 }
        let position = subscriptions.insert(subscription)
        topics.insert(topic, match: match, value: position)
        positions[lastSubscription] = position
        ids[match].insert(lastSubscription)
        return position
    }

    /// Takes a session, which stands at `membership.place`, out of the subscribers; the last one takes its place. A
    /// subscription without subscribers ends unless it is declared.
    mutating func remove(_ session: SessionIndex, _ membership: Membership, into outbox: inout Outbox) {
        let position = membership.subscription
        let id = subscriptions[position].id
        allowance.add(-1, to: members[session.position].group)
        let last = subscriptions[position].subscribers.removeLast()
        let lastKey = subscriptions[position].nodeKeys.popLast()
        if membership.place < subscriptions[position].subscribers.count {
            subscriptions[position].subscribers[membership.place] = last
            if let lastKey { subscriptions[position].nodeKeys[membership.place] = lastKey }
            members[last.position].memberships[id]?.place = membership.place
        }
        let isReserved = subscriptions[position].isReserved
        if !isReserved { outbox.append(.changed(.unsubscribed(session, id: id))) }
        guard subscriptions[position].subscribers.isEmpty, !subscriptions[position].isRecorded else { return }
        delete(position)
        if !isReserved { outbox.append(.changed(.subscriptionDeleted(by: session, id: id))) }
    }

    private mutating func delete(_ position: Int32) {
        let (topic, match) = (subscriptions[position].topic, subscriptions[position].match)
        let whole = ByteRange(start: 0, count: UInt32(truncatingIfNeeded: topic.count))
        if ReservedURI.couldMatch(whole, in: topic.span.bytes, match: match) { reservedCount -= 1 }
        topics.remove(topic.span.bytes, match: match)
        positions[subscriptions[position].id] = nil
        ids[match].remove(subscriptions[position].id)
        subscriptions[position] = Subscription(id: 0, topic: [], match: .exact, created: 0)
        subscriptions.remove(at: position)
    }
}

/// Bounds of what one session may hold at the broker.
package struct BrokerLimits: Sendable {
    /// Subscriptions one session may hold.
    package var subscriptionsPerSession: Int
    /// Subscriptions that sessions may hold together.
    package var subscriptions: Allowance

    package init(subscriptionsPerSession: Int, subscriptions: Allowance = Allowance()) {
        self.subscriptionsPerSession = subscriptionsPerSession
        self.subscriptions = subscriptions
    }
}
