import WAMP

extension Broker {
    /// SUBSCRIBE (basic profile, "Subscribing"). The URI has been checked and the session is allowed to subscribe to it.
    ///
    /// A session that has subscribed to the topic already is given the same subscription again.
    package mutating func subscribe(
        _ session: SessionIndex, request: UInt64, topic: RawSpan, into outbox: inout Outbox
    ) {
        let existing = topics.find(topic)
        if let existing, memberships[session.position][subscriptions[existing].id] != nil {
            outbox.append(
                .accepted(.subscribed, to: session, request: request, id: subscriptions[existing].id))
            return
        }
        guard memberships[session.position].count < limits.subscriptionsPerSession else {
            outbox.append(
                .refused(
                    .subscribe, to: session, request: request,
                    Refusal(.limitExceeded, "this session may not hold more subscriptions")))
            return
        }

        let position = existing ?? makeSubscription(topic)
        let id = subscriptions[position].id
        let place = subscriptions[position].subscribers.count
        subscriptions[position].subscribers.append(session)
        memberships[session.position][id] = Membership(subscription: position, place: place)
        outbox.append(.accepted(.subscribed, to: session, request: request, id: id))
    }

    private mutating func makeSubscription(_ topic: RawSpan) -> Int32 {
        let uri = Array(copying: topic)
        let position = subscriptions.insert(
            Subscription(id: makeSubscriptionID(), topic: uri, subscribers: []))
        topics.insert(uri, value: position)
        return position
    }
}
