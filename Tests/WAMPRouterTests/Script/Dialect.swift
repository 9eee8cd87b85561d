import Testing
import WAMP

/// What a scripted peer speaks: a serialization, and what marks where its messages end.
///
/// Tests write messages as JSON in every dialect; a peer of another serialization has them carried there and back as values.
struct Dialect: Equatable, Sendable {
    enum Framing: Equatable, Sendable {
        case webSocket
        /// Messages that are sent together stand in one WebSocket message (advanced profile, "Message Batching").
        case webSocketBatch
        /// The peer announces with L that it takes messages of up to 2^(9+L) octets (advanced profile, "RawSocket Transport").
        case rawSocket(length: UInt8)
    }

    var serializer = Serializer.json
    var framing = Framing.webSocket

    static let json = Dialect()
    static let messagePack = Dialect(serializer: .messagePack)
    static let cbor = Dialect(serializer: .cbor)
    /// One for each serialization.
    static let all = [json, messagePack, cbor]
    /// Each of them with each, and with itself.
    static let pairs = all.flatMap { one in all.map { Pair(one, $0) } }

    /// Of two peers: the one that begins, and the one that answers.
    struct Pair: Sendable, CustomTestStringConvertible {
        var first: Dialect
        var second: Dialect

        init(_ first: Dialect, _ second: Dialect) {
            self.first = first
            self.second = second
        }

        var testDescription: String { "\(first.testDescription) to \(second.testDescription)" }
    }

    /// The same serialization over RawSocket.
    func rawSocket(length: UInt8 = 15) -> Dialect {
        Dialect(serializer: serializer, framing: .rawSocket(length: length))
    }

    /// The same serialization in batches.
    var batched: Dialect { Dialect(serializer: serializer, framing: .webSocketBatch) }

    /// The subprotocol of WebSocket (basic profile, "WebSocket Transport").
    var subprotocol: String {
        "wamp.2." + serializer.name + (framing == .webSocketBatch ? ".batched" : "")
    }

    /// The request of RawSocket's handshake.
    func handshake(length: UInt8) -> [UInt8] {
        let number: UInt8 =
            switch serializer {
            case .json: 1
            case .messagePack: 2
            case .cbor: 3
            }
        return [0x7F, length << 4 | number, 0, 0]
    }

    /// Of frames with messages: text for JSON, binary for the others.
    var opcode: UInt8 {
        switch serializer {
        case .json: 1
        case .messagePack, .cbor: 2
        }
    }
}

extension Dialect: CustomTestStringConvertible {
    var testDescription: String {
        switch framing {
        case .webSocket: serializer.name
        case .webSocketBatch: "\(serializer.name) in batches"
        case .rawSocket: "\(serializer.name) over RawSocket"
        }
    }
}

// MARK: Messages

extension Dialect {
    /// A message that is given as JSON.
    func encoded(_ text: String) throws(WireError) -> [UInt8] {
        let bytes = Array(text.utf8)
        switch serializer {
        case .json: return bytes
        case .messagePack, .cbor:
            var output = OutputBytes()
            serializer.write(try JSON.parse(bytes.span.bytes), to: &output)
            return Array(output.bytes)
        }
    }

    /// A received message as JSON: itself where it is that, else what its values are in JSON, without white space.
    func text(_ message: [UInt8]) -> String {
        switch serializer {
        case .json: return String(decoding: message, as: UTF8.self)
        case .messagePack, .cbor:
            guard let value = try? serializer.parse(message.span.bytes) else {
                return "not \(serializer.name): \(message)"
            }
            var output = OutputBytes()
            JSON.write(value, to: &output)
            return String(decoding: output.bytes, as: UTF8.self)
        }
    }
}

// MARK: Framing

extension Dialect {
    /// Messages as they go over the wire.
    func framed(_ messages: [[UInt8]]) -> [UInt8] {
        switch framing {
        case .webSocket: return messages.flatMap { SentFrame(opcode: opcode, payload: $0).bytes }
        case .webSocketBatch:
            let batch = messages.flatMap { message -> [UInt8] in
                serializer == .json ? message + [0x18] : Self.prefix(message.count) + message
            }
            return SentFrame(opcode: opcode, payload: batch).bytes
        case .rawSocket:
            return messages.flatMap { message -> [UInt8] in Self.prefix(message.count) + message }
        }
    }

    /// Takes the first whole frame off `bytes`, as its messages; one that is not of a message stands for itself.
    func take(from bytes: inout [UInt8]) -> [ReceivedFrame]? {
        switch framing {
        case .webSocket: return ReceivedFrame.take(from: &bytes).map { [$0] }
        case .webSocketBatch:
            guard let frame = ReceivedFrame.take(from: &bytes) else { return nil }
            guard frame.opcode == opcode else { return [frame] }
            return split(frame.payload).map { ReceivedFrame(opcode: opcode, payload: $0) }
        case .rawSocket:
            guard let (type, payload) = Self.takePrefixed(from: &bytes) else { return nil }
            // PING and PONG have the numbers of WebSocket's.
            return [ReceivedFrame(opcode: type == 0 ? opcode : type + 8, payload: payload)]
        }
    }

    private func split(_ batch: [UInt8]) -> [[UInt8]] {
        if serializer == .json {
            let messages = batch.split(separator: 0x18, omittingEmptySubsequences: false).map { Array($0) }
            // Behind the last separator there is nothing.
            return messages.last == [] ? messages.dropLast() : messages + [Array("no separator".utf8)]
        }
        var rest = batch
        var messages: [[UInt8]] = []
        while let (_, message) = Self.takePrefixed(from: &rest) { messages.append(message) }
        return rest.isEmpty ? messages : messages + [rest]
    }

    private static func prefix(_ count: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }

    /// Takes four octets with a length, and as many octets as they say; the first of the four is returned by itself.
    private static func takePrefixed(from bytes: inout [UInt8]) -> (first: UInt8, payload: [UInt8])? {
        guard bytes.count >= 4 else { return nil }
        let count = Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3])
        guard bytes.count >= 4 + count else { return nil }
        defer { bytes.removeFirst(4 + count) }
        return (bytes[0], Array(bytes[4..<4 + count]))
    }
}
