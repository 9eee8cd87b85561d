/// The events of a topic or pattern, as a sequence (basic profile, "Subscribing and Unsubscribing").
///
/// ```swift
/// for try await event in try await client.subscribe("com.example.price") {
///     print(event.args)
/// }
/// ```
///
/// Events that nobody has read yet wait in a buffer of bounded size. When it is full, the oldest of them is dropped
/// for the newest and counted in `droppedEvents`: a slow reader neither holds up the connection nor exhausts the memory.
///
/// The sequence ends after `unsubscribe` and `leave`, and throws when the session ends in any other way. Without
/// `unsubscribe` the subscription ends when the task that reads it is cancelled, or when it and its iterators are gone.
public final class Subscription: AsyncSequence, Sendable {
    /// SUBSCRIBED.Subscription, which subscriptions of one session to the same topic share.
    public let id: UInt64
    /// SUBSCRIBE.Topic.
    public let topic: String
    let delivery: EventDelivery
    private let stream: AsyncStream<Event>

    init(id: UInt64, stream: AsyncStream<Event>, delivery: EventDelivery) {
        self.id = id
        self.topic = delivery.topic
        self.delivery = delivery
        self.stream = stream
    }

    /// How many events were dropped because the buffer was full.
    public var droppedEvents: Int { delivery.droppedEvents }

    /// Begins to read. Several iterators share the events among them.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: stream.makeAsyncIterator(), delivery: delivery)
    }

    /// Takes one event after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var events: AsyncStream<Event>.Iterator
        let delivery: EventDelivery

        /// The next event; nil after the end.
        public mutating func next() async throws(WAMPError) -> Event? {
            try await next(isolation: nil)
        }

        /// The next event; nil after the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(WAMPError) -> Event? {
            if let event = await events.next(isolation: actor) { return event }
            if let failure = delivery.failure { throw failure }
            return nil
        }
    }
}
