import Routing
import WAMP

// What the meta API tells of subscriptions (advanced profile, "Subscriptions Meta API").

extension Router {
    /// `wamp.subscription.list()`: `SubscriptionLists|dict`.
    func listSubscriptions(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        try IDPage(arguments).result { broker.subscriptionIDs($0, after: $1, limit: $2) }
    }

    /// `wamp.subscription.lookup(topic|uri, options|dict)`, the options as in SUBSCRIBE and optional: the
    /// subscription to exactly this topic or pattern, or null.
    func lookUpSubscription(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let match = try arguments.matchPolicy()
        let topic = try uri("topic", arguments, match: match)
        return MetaResult(broker.subscription(to: topic.span.bytes, match: match).map { Value($0) } ?? .null)
    }

    /// `wamp.subscription.match(topic|uri)`: the subscriptions that get the events of the topic, or null.
    func matchSubscriptions(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let topic = try uri("topic", arguments)
        let ids = broker.subscriptions(matching: topic.span.bytes)
        return MetaResult(ids.isEmpty ? .null : .list(ids.map { Value($0) }))
    }

    /// `wamp.subscription.get(subscription|id)`: `SubscriptionDetails|dict`.
    func getSubscription(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        MetaResult(Value(try subscription(arguments)))
    }

    /// `wamp.subscription.list_subscribers(subscription|id)`: the ids of the sessions.
    func listSubscribers(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let page = try IDPage(arguments)
        return page.result(sessionIDs(try subscription(arguments).subscribers))
    }

    /// `wamp.subscription.count_subscribers(subscription|id)`: the number of sessions.
    func countSubscribers(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        MetaResult(Value(try subscription(arguments).subscribers.count))
    }

    /// `wamp.subscription.remove_subscriber(subscription|id, session|id, reason|uri)`, the last an
    /// optional keyword argument: takes the subscription back from the session (advanced profile,
    /// "Subscription Revocation"). Not in the specification.
    func removeSubscriber(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let subscription = try subscription(arguments)
        let id = try arguments.id(.position(2, "session"))
        let reason = try reason(arguments, otherwise: "wamp.subscription.removed")
        guard let session = session(withID: id),
            broker.revoke(subscription.id, from: session.index, reason: reason, into: &outbox)
        else {
            throw MetaError(.noSuchSession, "session \(id) does not hold subscription \(subscription.id)")
        }
        deliverPending()
        return .none
    }

    /// `subscription|id`, the first argument.
    func subscription(_ arguments: MetaArguments) throws(MetaError) -> SubscriptionDetails {
        let id = try arguments.id(.position(1, "subscription"))
        guard let subscription = broker.subscription(id) else { throw .noSuchSubscription(id) }
        return subscription
    }
}
