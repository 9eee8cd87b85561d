import WAMP

/// A session that keeps a number of calls in flight: every RESULT is followed by the next CALL, of the next of its
/// procedures. Behind a forwarder, results arrive as YIELD.
final class Caller: Session {
    private let index: UInt32
    private let inFlight: Int
    private let payload: PayloadPattern
    private let answer: MessageType
    /// One for each procedure.
    private let templates: [MessageTemplate]
    /// When each call was sent, by request id modulo the ring's size; 0 where the answer has come.
    private var started: [UInt64]
    private var pendingCount = 0

    /// - Parameter options: CALL.Options.
    init(
        _ generator: LoadGenerator, _ wire: Wire, index: Int, inFlight: Int, procedures: [String],
        options: ValueDictionary, content: PayloadPattern.Content
    ) {
        self.index = UInt32(truncatingIfNeeded: index)
        self.inFlight = inFlight
        let payload = content.pattern(wire.serializer)
        self.payload = payload
        answer = wire.transport.isForwarder ? .yield : .result
        templates = procedures.map { MessageTemplate(.call, options: options, uri: $0, payload) }
        // Much larger than what is in flight, because answers may overtake each other.
        started = [UInt64](repeating: 0, count: RingSize.holding(64 * inFlight))
        super.init(generator, wire)
    }

    override var unansweredCount: Int { pendingCount }

    override func start() {
        for _ in 0..<inFlight { call() }
    }

    private func call() {
        let request = nextRequest()
        let slot = Int(truncatingIfNeeded: request) & (started.count &- 1)
        if started[slot] != 0 {
            generator.measurement.countError("call \(request): an earlier call was not answered")
        }
        started[slot] = generator.now
        pendingCount &+= 1
        let key = PayloadKey(sender: index, sequence: UInt32(truncatingIfNeeded: request))
        let procedure = Int(truncatingIfNeeded: request % UInt64(templates.count))
        connection.send(count: templates[procedure].count(request)) {
            templates[procedure].write(request, key, to: $0)
        }
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        let request = envelope.first
        let slot = Int(truncatingIfNeeded: request) & (started.count &- 1)
        let key = PayloadKey(sender: index, sequence: UInt32(truncatingIfNeeded: request))
        guard envelope.type == answer, request <= lastRequest, started[slot] != 0,
            payload.key(of: message[envelope.arguments]) == key
        else { return unexpected(envelope, message) }
        generator.measurement.record(started: started[slot], now: generator.now)
        started[slot] = 0
        pendingCount &-= 1
        if generator.isLoading { call() }
    }
}

/// Sizes of rings that are indexed by masking.
enum RingSize {
    /// The power of two that is not below `count`.
    static func holding(_ count: Int) -> Int {
        var size = 64
        while size < count { size *= 2 }
        return size
    }
}
