import WAMP

/// A session with many subscriptions to topics on which nobody publishes.
final class Bystander: Session {
    /// How many SUBSCRIBE wait for their answer at once.
    private static let window: UInt64 = 256

    private let topicPrefix: String
    private let topics: Range<Int>
    private var answered: UInt64 = 0

    /// - Parameter topics: the last components of the topics.
    init(_ generator: LoadGenerator, topicPrefix: String, topics: Range<Int>) {
        self.topicPrefix = topicPrefix
        self.topics = topics
        super.init(generator)
    }

    override func prepare() {
        while lastRequest < min(UInt64(topics.count), Self.window) { subscribe() }
        if topics.isEmpty { generator.finishStep() }
    }

    private func subscribe() {
        let topic = "\(topicPrefix)\(topics.lowerBound + Int(lastRequest))"
        connection.send(.subscribe(Message.Subscribe(request: nextRequest(), topic: topic)))
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        guard envelope.type == .subscribed, envelope.first <= lastRequest, answered < lastRequest else {
            return unexpected(envelope, message)
        }
        answered += 1
        if lastRequest < UInt64(topics.count) {
            subscribe()
        } else if answered == UInt64(topics.count) {
            generator.finishStep()
        }
    }
}
