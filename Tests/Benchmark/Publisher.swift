import WAMP

/// A session that keeps a number of publications in flight: when one has reached all subscribers (and was
/// acknowledged, if that is asked for), the next follows, to the next of its topics.
final class Publisher: Session {
    /// What is counted: each EVENT, or each publication when it has reached all subscribers.
    enum Operation {
        case event, publication
    }

    private let index: UInt32
    private let window: Int
    /// What each publication waits for: an EVENT for every subscriber, and PUBLISHED.
    private let answers: Int
    private let operation: Operation
    /// One for each topic.
    private let templates: [MessageTemplate]
    /// By request id modulo the ring's size. A publisher's request ids count its publications.
    private var publications: [Publication]
    private var pendingCount = 0

    private struct Publication {
        var request: UInt64 = 0
        var started: UInt64 = 0
        var missing = 0
        var isAcknowledged = true
    }

    init(
        _ generator: LoadGenerator, _ wire: Wire, index: Int, window: Int, topics: [String],
        options: ValueDictionary, subscribers: Int, acknowledge: Bool = false, operation: Operation = .event,
        content: PayloadPattern.Content
    ) {
        self.index = UInt32(truncatingIfNeeded: index)
        self.window = window
        answers = subscribers + (acknowledge ? 1 : 0)
        isAcknowledging = acknowledge
        self.operation = operation
        let payload = content.pattern(wire.serializer)
        templates = topics.map { MessageTemplate(.publish, options: options, uri: $0, payload) }
        publications = [Publication](repeating: Publication(), count: RingSize.holding(4 * window))
        super.init(generator, wire)
    }

    private let isAcknowledging: Bool

    override var unansweredCount: Int { pendingCount }

    override func start() {
        for _ in 0..<window { publish() }
    }

    private func publish() {
        let request = nextRequest()
        let slot = Int(truncatingIfNeeded: request) & (publications.count &- 1)
        if publications[slot].missing != 0 {
            generator.measurement.countError("publication \(request): an earlier one has not arrived")
        }
        publications[slot] = Publication(
            request: request, started: generator.now, missing: answers, isAcknowledged: !isAcknowledging)
        pendingCount &+= 1
        let key = PayloadKey(sender: index, sequence: UInt32(truncatingIfNeeded: request))
        let topic = Int(truncatingIfNeeded: request % UInt64(templates.count))
        connection.send(count: templates[topic].count(request)) {
            templates[topic].write(request, key, to: $0)
        }
    }

    /// A subscriber has received this publication.
    ///
    /// - Returns: false where it is not in flight.
    @inline(__always)
    func delivered(_ sequence: UInt32) -> Bool {
        let slot = Int(sequence) & (publications.count &- 1)
        guard UInt32(truncatingIfNeeded: publications[slot].request) == sequence,
            publications[slot].missing > 0
        else { return false }
        switch operation {
        case .event: generator.measurement.record(started: publications[slot].started, now: generator.now)
        case .publication: break
        }
        finish(slot)
        return true
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        let slot = Int(truncatingIfNeeded: envelope.first) & (publications.count &- 1)
        guard envelope.type == .published, publications[slot].request == envelope.first,
            !publications[slot].isAcknowledged
        else { return unexpected(envelope, message) }
        publications[slot].isAcknowledged = true
        finish(slot)
    }

    /// One answer to a publication has come.
    @inline(__always)
    private func finish(_ slot: Int) {
        publications[slot].missing &-= 1
        guard publications[slot].missing == 0 else { return }
        pendingCount &-= 1
        switch operation {
        case .event: break
        case .publication:
            generator.measurement.record(started: publications[slot].started, now: generator.now)
        }
        if generator.isLoading { publish() }
    }
}
