import Synchronization

/// Where the session puts the events of one `Subscription`.
///
/// It does not hold the stream, so that the stream ends when nobody can read it any more.
final class EventDelivery: Sendable {
    private struct Record {
        var droppedEvents = 0
        var isFinished = false
        var failure: WAMPError?
    }

    /// SUBSCRIBE.Topic.
    let topic: String
    private let continuation: AsyncStream<Event>.Continuation
    private let record = Mutex(Record())

    private init(topic: String, continuation: AsyncStream<Event>.Continuation) {
        self.topic = topic
        self.continuation = continuation
    }

    /// A delivery, and the stream that it fills.
    static func make(topic: String, bufferSize: Int) -> (AsyncStream<Event>, EventDelivery) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(max(1, bufferSize)))
        return (stream, EventDelivery(topic: topic, continuation: continuation))
    }

    /// How many events were dropped because the buffer was full.
    var droppedEvents: Int { record.withLock { $0.droppedEvents } }

    /// Why the stream ended, if it was not in order.
    var failure: WAMPError? { record.withLock { $0.failure } }

    func deliver(_ event: Event) {
        switch continuation.yield(event) {
        case .dropped: record.withLock { $0.droppedEvents += 1 }
        case .enqueued, .terminated: break
        @unknown default: break
        }
    }

    /// The reader gets what is buffered, then the end: the error, or none. The first end counts.
    func finish(_ failure: WAMPError?) {
        record.withLock { record in
            if record.isFinished { return }
            record.isFinished = true
            record.failure = failure
        }
        continuation.finish()
    }

    /// Tells when the reader has gone away without unsubscribing: its task was cancelled, or the subscription let go.
    func whenAbandoned(_ body: @escaping @Sendable () -> Void) {
        continuation.onTermination = { termination in
            switch termination {
            case .cancelled: body()
            case .finished: break
            @unknown default: break
            }
        }
    }
}
