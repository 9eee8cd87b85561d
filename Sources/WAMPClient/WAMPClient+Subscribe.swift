extension WAMPClient {
    /// Subscribes to a topic (basic profile, "Subscribing and Unsubscribing").
    ///
    /// - Parameters:
    ///   - topic: the URI of the topic, or a pattern.
    ///   - options: SUBSCRIBE.Options, such as `["match": "wildcard"]`.
    ///   - bufferSize: how many events may wait for the reader until the oldest are dropped.
    /// - Throws: `WAMPError`
    public func subscribe(
        _ topic: String, options: ValueDictionary = [:], bufferSize: Int = 1024
    ) async throws -> Subscription {
        let (stream, delivery) = EventDelivery.make(topic: topic, bufferSize: bufferSize)
        let id = try await request {
            .subscribe(delivery, $0)
        } _: {
            .subscribe(Message.Subscribe(request: $0, options: options, topic: topic))
        }
        return Subscription(id: id, stream: stream, delivery: delivery)
    }

    /// Ends a subscription; its sequence ends after what is buffered. Does nothing when it has ended already.
    ///
    /// - Throws: `WAMPError`
    public func unsubscribe(_ subscription: Subscription) async throws {
        subscription.delivery.finish(nil)
        guard removeLast(subscription.delivery, from: subscription.id) else { return }
        try await request {
            .unsubscribe(subscription: subscription.id, $0)
        } _: {
            .unsubscribe(Message.Unsubscribe(request: $0, subscription: subscription.id))
        }
    }

    /// The reader of a subscription has gone away, on whatever thread.
    private nonisolated func readerLeft(_ delivery: EventDelivery, of subscription: UInt64) {
        eventLoop.execute { self.assumeIsolated { $0.abandon(delivery, of: subscription) } }
    }

    private func abandon(_ delivery: EventDelivery, of subscription: UInt64) {
        guard removeLast(delivery, from: subscription), state.refusal == nil else { return }
        let unsubscribe = { (id: UInt64) -> Message in
            .unsubscribe(Message.Unsubscribe(request: id, subscription: subscription))
        }
        guard let id = try? send(unsubscribe) else { return }
        requests.add(.unsubscribe(subscription: subscription, nil), id: id)
    }

    /// Removes a delivery; true if it was the last of its subscription, so that the router has to be told.
    private func removeLast(_ delivery: EventDelivery, from subscription: UInt64) -> Bool {
        guard let place = subscriptions[subscription]?.firstIndex(where: { $0 === delivery }) else {
            return false
        }
        subscriptions[subscription]?.remove(at: place)
        return subscriptions[subscription]?.isEmpty ?? true
    }

    /// SUBSCRIBED. Events may follow in the same read, so they are delivered from here on.
    func subscribed(_ message: Message.Subscribed) throws(Violation) {
        let request = try requests.take(message.request, .subscribe, for: .subscribed)
        guard case .subscribe(let delivery, let subscriber) = request else { return }
        let subscription = message.subscription
        subscriptions[subscription, default: []].append(delivery)
        delivery.whenAbandoned { [weak self] in self?.readerLeft(delivery, of: subscription) }
        subscriber.resume(returning: subscription)
    }

    /// UNSUBSCRIBED. Until now events could come.
    func unsubscribed(_ message: Message.Unsubscribed) throws(Violation) {
        let request = try requests.take(message.request, .unsubscribe, for: .unsubscribed)
        guard case .unsubscribe(let subscription, let subscriber) = request else { return }
        // A second SUBSCRIBE to the topic may have been on its way when the last reader went: it got the same id, which
        // is no more.
        let overtaken = WAMPError(.noSuchSubscription, "the subscription was ended while it was made")
        for delivery in subscriptions.removeValue(forKey: subscription) ?? [] { delivery.finish(overtaken) }
        subscriber?.resume()
    }

    /// EVENT.
    func event(_ message: Message.Event) throws(Violation) {
        guard let deliveries = subscriptions[message.subscription] else {
            throw Violation(
                description: "received EVENT for subscription \(message.subscription), which is not active")
        }
        for delivery in deliveries { delivery.deliver(Event(message, subscribed: delivery.topic)) }
    }
}
