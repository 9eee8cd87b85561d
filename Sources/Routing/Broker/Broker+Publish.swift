import WAMP

extension Broker {
    /// What a PUBLISH asks for, after the router has applied the realm's rules to its options.
    package struct PublishTerms {
        /// The id of this publication, the same in all its events.
        package var publication: UInt64
        /// The publisher, where it gets no event of its own (advanced profile, "Publisher Exclusion").
        package var excluded: SessionIndex?
        /// Those whom the publisher named or excluded; who that is, the router knows.
        package var audience: Audience
        /// The publisher, where the subscribers are told who published.
        package var publisher: SessionIndex?
        /// Advanced profile, "Publication Trust Levels".
        package var trustlevel: UInt32?
        /// The resource key (advanced profile, "Sharded Subscription").
        package var resourceKey: ResourceKey?

        package init(
            publication: UInt64, excluded: SessionIndex? = nil, audience: Audience = .everyone,
            publisher: SessionIndex? = nil, trustlevel: UInt32? = nil, resourceKey: ResourceKey? = nil
        ) {
            self.publication = publication
            self.excluded = excluded
            self.audience = audience
            self.publisher = publisher
            self.trustlevel = trustlevel
            self.resourceKey = resourceKey
        }
    }

    /// PUBLISH (basic profile, "Publishing"): one event for each subscription that the topic matches (advanced profile,
    /// "Pattern-based Subscription"). The URI has been checked and the session is allowed to publish to it.
    ///
    /// Mutating, though it changes nothing: the broker is a property of an actor, and Swift copies the whole of it, counting
    /// references, for every call of a method that is not.
    package mutating func publish(_ topic: RawSpan, _ terms: PublishTerms, into outbox: inout Outbox) {
        if let position = topics.find(topic, match: .exact) {
            outbox.append(.event(event(terms, to: position)))
        }
        guard topics.hasPatterns else { return }
        // Collected first: a closure that captured the broker would have its table copied.
        var positions: [Int32] = []
        topics.forEachPattern(of: topic) { positions.append($0) }
        for position in positions { outbox.append(.event(event(terms, to: position))) }
    }

    /// Somebody has subscribed to the topic. (Mutating for the same reason.)
    package mutating func isWanted(_ topic: [UInt8]) -> Bool {
        var isWanted = false
        topics.forEachMatch(of: topic.span.bytes) {
            if !subscriptions[$0].subscribers.isEmpty { isWanted = true }
        }
        return isWanted
    }

    @inline(__always)
    private func event(_ terms: PublishTerms, to position: Int32) -> Effect.Event {
        let subscribers =
            if let key = terms.resourceKey {
                subscriptions[position].subscribers(forResource: key)
            } else {
                subscriptions[position].subscribers
            }
        return Effect.Event(
            subscription: subscriptions[position].id, publication: terms.publication,
            subscribers: subscribers, excluded: terms.excluded, audience: terms.audience,
            publisher: terms.publisher, trustlevel: terms.trustlevel,
            namesTopic: subscriptions[position].match.isPattern,
            isRecorded: subscriptions[position].isRecorded)
    }
}
