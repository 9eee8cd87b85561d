import NIOCore
import WAMP

/// The long-poll transports that one listener's clients have opened, by their ids.
///
/// Unchecked because it is confined to the listener's loop: `init` may run anywhere, every other member is called by
/// connections and transports on the loop.
package final class LongPollSite: @unchecked Sendable {
    private let randomness: @Sendable (inout [UInt64]) -> Void
    private var transports: [String: LongPollTransport] = [:]

    /// - Parameter randomness: fills all words with random bits, from a cryptographic source: who knows the id of a transport
    ///   speaks for its client.
    package init(randomness: @escaping @Sendable (inout [UInt64]) -> Void = LongPollSite.system) {
        self.randomness = randomness
    }

    /// The operating system's cryptographic source.
    package static let system: @Sendable (inout [UInt64]) -> Void = { words in
        var generator = SystemRandomNumberGenerator()
        for position in words.indices { words[position] = generator.next() }
    }

    /// How many there are.
    var count: Int { transports.count }

    /// The transport of that id; `nil` where there is none, or none any more.
    func transport(_ id: String) -> LongPollTransport? { transports[id] }

    /// Opens a transport, with a session behind it.
    func open(
        _ subprotocol: Subprotocol, from address: String, headers: [String: [String]] = [:],
        _ endpoint: ListenerEndpoint,
        clock: ConnectionClock, flushList: FlushList
    ) -> LongPollTransport {
        let queue = OutboundQueue(
            flushList: flushList, limits: endpoint.limits.outbound, serializer: subprotocol.serializer)
        let receiver = endpoint.makeReceiver(
            queue, ClientOrigin(address: address, transport: .longPoll, headers: headers))
        let transport = LongPollTransport(
            id: makeID(), subprotocol, queue: queue, receiver: receiver, limits: endpoint.limits,
            clock: clock, site: self)
        queue.holder = transport
        receiver.transport = transport
        transports[transport.id] = transport
        clock.add(transport)
        return transport
    }

    func remove(_ transport: LongPollTransport) {
        transports[transport.id] = nil
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// 24 characters of 6 random bits each: 144 bits, of which nobody guesses one and no two are the same.
    private func makeID() -> String {
        var words: [UInt64] = [0, 0, 0]
        randomness(&words)
        var characters: [UInt8] = []
        for word in words {
            for position in 0..<8 { characters.append(Self.alphabet[Int(word >> (8 * position) & 63)]) }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
