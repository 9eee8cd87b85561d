import Testing

@testable import WebSocket

/// One end that sends: cuts messages into frames, compresses them and masks them as its role demands.
private struct Sender: ~Copyable {
    let role: Role
    let isCompressing: Bool
    var connection: WebSocketConnection
    var generator: SeededGenerator

    init(_ role: Role, _ compression: NegotiatedDeflate?, seed: UInt64) {
        self.role = role
        isCompressing = compression != nil
        connection = WebSocketConnection(role: role, limits: WebSocketLimits(), compression: compression)
        generator = SeededGenerator(seed: seed)
    }

    /// The frames of a message, in random pieces with control frames between them.
    mutating func send(_ message: Seen, expecting: inout [Seen]) -> [UInt8] {
        let kind: MessageKind
        var payload: [UInt8]
        switch message {
        case .text(let text): (kind, payload) = (.text, Array(text.utf8))
        case .binary(let bytes): (kind, payload) = (.binary, bytes)
        case .ping, .pong, .close, .failed: return []
        }
        var rsv1 = false
        if let compressed = payload.withUnsafeBytes({ connection.compress($0).map(Array.init) }) {
            (payload, rsv1) = (compressed, true)
        }
        var wire: [UInt8] = []
        var opcode = kind.opcode
        var start = 0
        while true {
            let isLast = Int.random(in: 0..<3, using: &generator) == 0
            let end = isLast ? payload.count : Int.random(in: start...payload.count, using: &generator)
            wire += frame(opcode, payload[start..<end], fin: isLast, rsv1: rsv1, key: key())
            if isLast { break }
            if Bool.random(using: &generator) {
                wire += frame(.ping, "\(end)", key: key())
                expecting.append(.ping(Array("\(end)".utf8)))
            }
            (opcode, rsv1, start) = (.continuation, false, end)
        }
        expecting.append(message)
        if Int.random(in: 0..<6, using: &generator) == 0 { connection.releaseIdleMemory() }
        return wire
    }

    private mutating func key() -> UInt32? {
        switch role {
        case .client: UInt32.random(in: 0...UInt32.max, using: &generator)
        case .server: nil
        }
    }

    mutating func message() -> Seen {
        let length = [0, 1, 5, 125, 126, 700, 5000, 70_000].randomElement(using: &generator) ?? 0
        let words = ["subscribe", "κόσμε", "😀", "{\"a\":1}", " ", "publish"]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
            return .binary((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
        case 1:
            return .text(String(repeating: "x", count: length))
        default:
            return .text((0..<length / 8).map { _ in words.randomElement(using: &generator) ?? "" }.joined())
        }
    }
}

@Suite("From one end to the other, with every combination of parameters")
struct RoundTripTests {
    /// The parameters as one end sees them, and as the other does.
    private func parameters(_ seed: UInt64) -> (NegotiatedDeflate, NegotiatedDeflate)? {
        guard seed % 4 != 0 else { return nil }
        var generator = SeededGenerator(seed: seed)
        var one = NegotiatedDeflate()
        one.outgoingWindowBits = UInt8.random(in: 9...15, using: &generator)
        one.incomingWindowBits = UInt8.random(in: 9...15, using: &generator)
        one.outgoingNoContextTakeover = Bool.random(using: &generator)
        one.incomingNoContextTakeover = Bool.random(using: &generator)
        one.level = UInt8.random(in: 0...9, using: &generator)
        one.memoryLevel = UInt8.random(in: 1...9, using: &generator)
        one.threshold = [0, 100].randomElement(using: &generator) ?? 0
        var other = one
        swap(&other.outgoingWindowBits, &other.incomingWindowBits)
        swap(&other.outgoingNoContextTakeover, &other.incomingNoContextTakeover)
        return (one, other)
    }

    @Test(
        "Messages in random fragments and random reads arrive as they were sent",
        arguments: 1...24 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        let compression = parameters(seed)
        let roles: (Role, Role) = seed % 2 == 0 ? (.client, .server) : (.server, .client)
        var sender = Sender(roles.0, compression?.0, seed: seed)
        var receiver = Transcript(roles.1, compression: compression?.1)
        var generator = SeededGenerator(seed: ~seed)
        var expected: [Seen] = []
        var wire: [UInt8] = []
        for _ in 0..<20 {
            let message = sender.message()
            wire += sender.send(message, expecting: &expected)
        }
        var start = 0
        while start < wire.count {
            let longest = [3, 50, 5000, 65_536].randomElement(using: &generator) ?? 1
            let end = min(wire.count, start + Int.random(in: 1...longest, using: &generator))
            receiver.receive(wire[start..<end])
            start = end
        }
        #expect(receiver.seen == expected)
        #expect(receiver.seen.count >= 20)
    }
}
