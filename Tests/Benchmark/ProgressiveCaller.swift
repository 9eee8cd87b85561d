import WAMP

/// A session with one call in flight, whose progressive results it checks to be complete and in order; the last
/// is followed by the next CALL.
final class ProgressiveCaller: Session {
    private let index: UInt32
    private let results: UInt32
    private let payload: PayloadPattern
    private let template: MessageTemplate
    private var started: UInt64 = 0
    /// The number of the next result.
    private var next: UInt32 = 0
    private var isCalling = false

    init(_ generator: LoadGenerator, index: Int, procedure: String, results: Int, payload: PayloadPattern) {
        self.index = UInt32(truncatingIfNeeded: index)
        self.results = UInt32(truncatingIfNeeded: results)
        self.payload = payload
        template = MessageTemplate(.call, options: ["receive_progress": true], uri: procedure, payload)
        super.init(generator, generator.wire)
    }

    override var unansweredCount: Int { isCalling ? 1 : 0 }

    override func start() { call() }

    private func call() {
        let request = nextRequest()
        started = generator.now
        next = 0
        isCalling = true
        let key = PayloadKey(sender: index, sequence: UInt32(truncatingIfNeeded: request))
        connection.send(count: template.count(request)) { template.write(request, key, to: $0) }
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        let isLast = next == results - 1
        guard envelope.type == .result, envelope.first == lastRequest, isCalling,
            Self.namesProgress(message[envelope.options]) != isLast,
            payload.key(of: message[envelope.arguments]) == PayloadKey(sender: index, sequence: next)
        else { return unexpected(envelope, message) }
        generator.measurement.record(started: started, now: generator.now)
        next += 1
        guard isLast else { return }
        isCalling = false
        if generator.isLoading { call() }
    }

    private static let progressKey = Array("progress".utf8)

    /// Whether Details have `progress`, among whatever else a router says.
    private static func namesProgress(_ details: UnsafeRawBufferPointer) -> Bool {
        progressKey.withUnsafeBytes { key in
            guard details.count >= key.count else { return false }
            return (0...details.count - key.count).contains {
                details[$0..<$0 + key.count].equalsBytes(key[...])
            }
        }
    }
}
