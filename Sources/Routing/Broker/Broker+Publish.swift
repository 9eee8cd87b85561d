import WAMP

extension Broker {
    /// PUBLISH (basic profile, "Publishing"). The URI has been checked and the session is allowed to publish to it.
    ///
    /// - Parameters:
    ///   - publication: the id of this publication, the same in all its events.
    ///   - excludesPublisher: the publisher gets no event of its own (advanced profile, "Publisher Exclusion").
    ///   - audience: those whom the publisher named or excluded; who that is, the router knows.
    ///   - disclosesPublisher: the subscribers are to be told who published.
    package func publish(
        _ session: SessionIndex, publication: UInt64, topic: RawSpan, excludesPublisher: Bool,
        audience: Audience, disclosesPublisher: Bool, into outbox: inout Outbox
    ) {
        guard let position = topics.find(topic) else { return }
        outbox.append(
            .event(
                Effect.Event(
                    subscription: subscriptions[position].id, publication: publication,
                    subscribers: subscriptions[position].subscribers,
                    excluded: excludesPublisher ? session : nil, audience: audience,
                    publisher: disclosesPublisher ? session : nil)))
    }
}
