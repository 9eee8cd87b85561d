import WAMP

/// A session that holds many subscriptions or registrations which nobody's messages match.
final class Bystander: Session {
    /// How many requests wait for their answer at once.
    private static let window: UInt64 = 256
    /// How many subscriptions or registrations one session holds: below what routers allow.
    private static let entriesPerSession = 5000

    private let entries: Range<Int>
    private let answer: MessageType
    private let message: (_ request: UInt64, _ entry: Int) -> Message
    private var answered: UInt64 = 0

    /// - Parameters:
    ///   - entries: the numbers of what it holds.
    ///   - answer: SUBSCRIBED or REGISTERED.
    ///   - message: the SUBSCRIBE or REGISTER with this request id, for the entry with this number.
    init(
        _ generator: LoadGenerator, entries: Range<Int>, answer: MessageType,
        _ message: @escaping (_ request: UInt64, _ entry: Int) -> Message
    ) {
        self.entries = entries
        self.answer = answer
        self.message = message
        super.init(generator, generator.wire)
    }

    /// As many sessions as it takes to hold `count` entries.
    static func sessions(
        _ generator: LoadGenerator, count: Int, answer: MessageType,
        _ message: @escaping (_ request: UInt64, _ entry: Int) -> Message
    ) -> [Session] {
        stride(from: 0, to: count, by: entriesPerSession).map { first in
            Bystander(
                generator, entries: first..<min(first + entriesPerSession, count), answer: answer, message)
        }
    }

    override func prepare() {
        while lastRequest < min(UInt64(entries.count), Self.window) { request() }
        if entries.isEmpty { generator.finishStep() }
    }

    private func request() {
        let entry = entries.lowerBound + Int(lastRequest)
        connection.send(message(nextRequest(), entry))
    }

    override func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        guard envelope.type == answer, envelope.first <= lastRequest, answered < lastRequest else {
            return unexpected(envelope, message)
        }
        answered += 1
        if lastRequest < UInt64(entries.count) {
            request()
        } else if answered == UInt64(entries.count) {
            generator.finishStep()
        }
    }
}
