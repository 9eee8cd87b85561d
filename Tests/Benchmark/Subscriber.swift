import WAMP

/// A session with one subscription, which checks that every publisher's events arrive once and in order. Behind a
/// forwarder, they arrive as PUBLISH.
final class Subscriber: Session {
    private let topic: String
    private let options: ValueDictionary
    private let payload: PayloadPattern
    private let publishers: [Publisher]
    private var subscription: UInt64?
    /// The last publication received, by publisher.
    private var lastSequence: [UInt32]

    /// - Parameter options: SUBSCRIBE.Options.
    init(
        _ generator: LoadGenerator, _ wire: Wire, topic: String, options: ValueDictionary = [:],
        publishers: [Publisher], content: PayloadPattern.Content
    ) {
        self.topic = topic
        self.options = options
        payload = content.pattern(wire.serializer)
        self.publishers = publishers
        lastSequence = [UInt32](repeating: 0, count: publishers.count)
        super.init(generator, wire)
    }

    override func prepare() {
        if wire.transport.isForwarder { return super.prepare() }
        connection.send(.subscribe(Message.Subscribe(request: nextRequest(), options: options, topic: topic)))
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        let isEvent =
            wire.transport.isForwarder
            ? envelope.type == .publish : envelope.type == .event && envelope.first == subscription
        if isEvent {
            receiveEvent(envelope, message)
        } else if envelope.type == .subscribed, subscription == nil, envelope.first == lastRequest {
            subscription = envelope.second
            generator.finishStep()
        } else {
            unexpected(envelope, message)
        }
    }

    private func receiveEvent(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        guard let key = payload.key(of: message[envelope.arguments]), Int(key.sender) < publishers.count
        else {
            return unexpected(envelope, message)
        }
        let publisher = Int(key.sender)
        let step = key.sequence &- lastSequence[publisher]
        guard step > 0, step < 1 << 31, publishers[publisher].delivered(key.sequence) else {
            return unexpected(envelope, message)
        }
        if step > 1 {
            generator.measurement.countError("publisher \(publisher): \(step - 1) events are missing")
        }
        lastSequence[publisher] = key.sequence
    }
}
