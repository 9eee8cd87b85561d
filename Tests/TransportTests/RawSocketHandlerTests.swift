import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("A RawSocket connection on a channel (advanced profile, RawSocket Transport)")
struct RawSocketHandlerTests {
    private let wire: Wire
    private let peer = Peer()

    /// What the router's side was given by the handler.
    private final class Peer: @unchecked Sendable {
        let receiver = RecordingReceiver()
        var queue: OutboundQueue?
        var origins: [ClientOrigin] = []

        /// The session sends a message.
        func send(_ text: String) {
            guard let queue else { return }
            let bytes = Array(text.utf8)
            bytes.withUnsafeBytes { queue.appendMessage($0) }
        }
    }

    /// Takes note of the end of the sending direction, which an embedded channel cannot close by itself.
    private final class HalfClose: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var isOutputClosed = false

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            guard mode == .output else { return context.close(mode: mode, promise: promise) }
            isOutputClosed = true
            promise?.succeed()
        }
    }

    private let halfClose = HalfClose()

    init() throws {
        wire = try Wire()
    }

    /// A connection whose messages may have up to 1024 octets.
    private func connect(
        _ limits: ConnectionLimits = .test(), serializers: [Serializer] = Serializer.allCases
    ) throws {
        let peer = peer
        let endpoint = ListenerEndpoint(
            webSocketPath: "/ws", serializers: serializers,
            handshake: ServerHandshake(
                paths: ["/ws"], subprotocols: ["wamp.2.json"], requiresSubprotocol: true),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "" }, limits: limits,
            sendsDirectly: true
        ) { queue, origin in
            peer.queue = queue
            peer.origins.append(origin)
            return peer.receiver
        }
        try wire.channel.pipeline.syncOperations.addHandlers([
            halfClose,
            RawSocketHandler(endpoint: endpoint, clock: wire.clock, flushList: wire.flushList),
        ])
    }

    /// The same after the handshake for JSON, in which the peer announced 2^(9+15) octets.
    private func open(_ limits: ConnectionLimits = .test()) throws {
        try connect(limits)
        try wire.receive([0x7F, 0xF1, 0, 0])
        try #require(try wire.sent() == [0x7F, 0x11, 0, 0])
    }

    /// A regular message.
    private func message(_ text: String) -> [UInt8] { prefix(0, text.utf8.count) + Array(text.utf8) }

    private func prefix(_ type: UInt8, _ count: Int) -> [UInt8] {
        [type, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }

    // MARK: Handshake

    @Test("The router echoes the serializer and says how much it takes", arguments: [1, 2, 3] as [UInt8])
    func handshake(serializer: UInt8) throws {
        try connect()
        try wire.receive([0x7F, 0x30 | serializer, 0, 0])
        #expect(try wire.sent() == [0x7F, 0x10 | serializer, 0, 0])
        #expect(peer.queue?.serializer == Serializer.allCases[Int(serializer) - 1])
        #expect(peer.queue?.framing == .rawSocket(maximumMessageSize: 4096))
        #expect(peer.origins == [ClientOrigin(address: "192.0.2.7:4711", transport: .rawSocket)])
        #expect(
            peer.receiver.transport
                === (try wire.channel.pipeline.syncOperations.handler(type: RawSocketHandler.self)))
        try wire.receive(message("hello"))
        #expect(peer.receiver.messages == [serializer == 1 ? "hello" : "binary:hello"])
    }

    @Test("It may come in pieces, with messages behind it", arguments: 1...3)
    func pieces(first: Int) throws {
        try connect()
        let bytes = [0x7F, 0xF1, 0, 0] + message("hello")
        try wire.receive(Array(bytes[..<first]))
        #expect(peer.queue == nil)
        #expect(try wire.sent() == [])
        try wire.receive(Array(bytes[first..<6]))
        #expect(peer.receiver.messages == [])
        try wire.receive(Array(bytes[6...]))
        #expect(peer.receiver.messages == ["hello"])
        #expect(try wire.sent() == [0x7F, 0x11, 0, 0])
    }

    @Test("A whole connection may come octet by octet")
    func octetByOctet() throws {
        try connect()
        for octet in [0x7F, 0xF1, 0, 0] + message("a") + prefix(1, 2) + [7, 8] + message("") + message("bc") {
            try wire.receive([octet])
        }
        #expect(peer.receiver.messages == ["a", "", "bc"])
        #expect(try wire.sent() == [0x7F, 0x11, 0, 0] + prefix(2, 2) + [7, 8])
    }

    @Test(
        "A request that is not acceptable is answered with the reason, and the sending direction is closed",
        arguments: [
            ([0x7F, 0xF0, 0, 0], 1), ([0x7F, 0xF4, 0, 0], 1), ([0x7F, 0xFF, 0, 0], 1),
            ([0x7F, 0xF3, 0, 0], 1),
            ([0x7F, 0xF1, 1, 0], 3), ([0x7F, 0xF1, 0, 1], 3), ([0x7F, 0xF0, 0, 1], 3),
        ] as [([UInt8], UInt8)])
    func refused(request: [UInt8], code: UInt8) throws {
        try connect(serializers: [.json, .messagePack])
        try wire.receive(request + message("ignored"))
        #expect(try wire.sent() == [0x7F, code << 4, 0, 0])
        #expect(halfClose.isOutputClosed)
        #expect(wire.isActive)
        try wire.receive([0x7F, 0xF1, 0, 0])
        #expect(try wire.sent() == [])
        #expect(peer.queue == nil)
        // A client that does not end the connection now is cut.
        wire.loop.advanceTime(by: .milliseconds(1_900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
        #expect(wire.clock.count == 0)
    }

    @Test("What does not begin as RawSocket is not answered")
    func notRawSocket() throws {
        try connect()
        try wire.receive(Array("GET ".utf8))
        #expect(try wire.sent() == [])
        #expect(!wire.isActive)
        #expect(peer.queue == nil)
        #expect(wire.clock.count == 0)
    }

    // MARK: Messages

    @Test("Messages of one read arrive in order, PING is answered in passing and PONG is not")
    func messages() throws {
        try open()
        peer.receiver.onMessage = { _, text in
            peer.send("re: " + text)
            return true
        }
        let ping = [UInt8](repeating: 7, count: 1024)
        try wire.receive(
            message("a") + prefix(1, 1024) + ping + message("b") + prefix(1, 0) + prefix(2, 2) + [1, 2]
                + message("c"))
        #expect(peer.receiver.messages == ["a", "b", "c"])
        let answers =
            message("re: a") + prefix(2, 1024) + ping + message("re: b") + prefix(2, 0) + message("re: c")
        #expect(try wire.sent() == answers)
        #expect(wire.stall.writes == 2, "the handshake, and all answers to one read")
    }

    @Test("A message that the peer does not take is not sent; those around it are")
    func tooLong() throws {
        try connect()
        try wire.receive([0x7F, 0x01, 0, 0])
        _ = try wire.sent()
        let exact = String(repeating: "x", count: 512)
        peer.send("a")
        peer.send(exact + "x")
        peer.send(exact)
        peer.send("b")
        #expect(try wire.sent() == message("a") + message(exact) + message("b"))
    }

    @Test(
        "A violation ends the connection behind what was decided before, and what follows is not read",
        arguments: [
            ([3, 0, 0, 0], "transport message type 3 is reserved"),
            ([7, 0, 0, 0], "transport message type 7 is reserved"),
            ([0x10, 0, 0, 0], "reserved bits 1 are set in a message's prefix"),
            ([0x80], "reserved bits 8 are set in a message's prefix"),
            ([0x08, 0, 0, 1], "message longer than 2^24 octets"),
            ([0, 0, 4, 1], "message of 1025 octets exceeds the limit of 1024"),
            ([1, 0, 4, 1], "message of 1025 octets exceeds the limit of 1024"),
        ] as [([UInt8], String)])
    func violation(bytes: [UInt8], reason: String) throws {
        try open()
        peer.receiver.onMessage = { _, text in
            peer.send("re: " + text)
            return true
        }
        try wire.receive(message("a") + bytes + message("ignored"))
        #expect(peer.receiver.messages == ["a"])
        #expect(peer.receiver.ends == [.violated(reason)])
        #expect(try wire.sent() == message("re: a"))
        #expect(halfClose.isOutputClosed)
        try wire.receive(message("ignored") + prefix(1, 0))
        peer.send("late")
        #expect(try wire.sent() == [])
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(2_100))
        #expect(!wire.isActive)
        #expect(peer.receiver.messages == ["a"])
        #expect(peer.receiver.ends.count == 1)
        #expect(wire.clock.count == 0)
    }

    // MARK: The end

    @Test("The router closes: behind what was written, and nothing after it")
    func routerCloses() throws {
        try open()
        peer.send("last")
        peer.receiver.transport?.close()
        peer.receiver.transport?.close()
        peer.send("late")
        #expect(try wire.sent() == message("last"))
        #expect(halfClose.isOutputClosed)
        try wire.receive(prefix(1, 0) + message("late question"))
        #expect(peer.receiver.messages == [])
        #expect(try wire.sent() == [])
        #expect(peer.receiver.ends == [])
        _ = try? wire.channel.finish()
        #expect(peer.receiver.ends == [.closedByRouter])
        #expect(wire.clock.count == 0)
    }

    @Test("A session that ends in the midst of a read leaves the rest unread")
    func closesWithinRead() throws {
        try open()
        peer.receiver.onMessage = { receiver, text in
            peer.send("re: " + text)
            if text == "b" { receiver.transport?.close() }
            return true
        }
        try wire.receive(message("a") + message("b") + message("c") + prefix(1, 0))
        #expect(peer.receiver.messages == ["a", "b"])
        #expect(try wire.sent() == message("re: a") + message("re: b"))
    }

    @Test("Neither a peer that keeps its end open nor one that reads nothing outlasts the closing timeout")
    func closingTimeout() throws {
        try open()
        wire.stall.isFull = true
        peer.send("last")
        peer.receiver.transport?.close()
        for _ in 0..<19 {
            wire.loop.advanceTime(by: .milliseconds(100))
            try wire.receive(message("chatter"))
        }
        #expect(wire.isActive)
        #expect(!halfClose.isOutputClosed)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
        #expect(peer.receiver.ends == [.closedByRouter])
        #expect(peer.receiver.messages == [])
    }

    @Test("The peer closes, or the socket fails: the receiver is told once", arguments: [false, true])
    func peerCloses(fails: Bool) throws {
        try open()
        if fails {
            wire.channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "read"))
        } else {
            _ = try? wire.channel.finish()
        }
        #expect(!wire.isActive)
        #expect(peer.receiver.ends == [fails ? .lost : .closedByPeer])
        #expect(wire.clock.count == 0)
        peer.send("late")
        #expect(try wire.sent() == [])
    }

    @Test("A peer that does not read is cut when too much waits for it", arguments: [false, true])
    func overflow(pings: Bool) throws {
        try open(.test(outbound: 100))
        wire.stall.isFull = true
        if pings {
            try wire.receive((0..<10).flatMap { _ in prefix(1, 20) + [UInt8](repeating: 1, count: 20) })
        } else {
            for _ in 0..<10 { peer.send("01234567890123456789") }
        }
        #expect(peer.queue?.hasOverflowed == true)
        wire.loop.run()
        #expect(!wire.isActive)
        #expect(peer.receiver.ends == [.overflowed])
    }

    // MARK: Deadlines

    @Test("A client that does not finish the handshake in time is cut")
    func handshakeTimeout() throws {
        try connect()
        try wire.receive([0x7F, 0xF1])
        wire.loop.advanceTime(by: .milliseconds(4_900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
        #expect(wire.clock.count == 0)
    }

    @Test("The receiver is told when no session was opened in time, at first and after a session")
    func openingTimeout() throws {
        peer.receiver.isEstablished = false
        try open()
        wire.loop.advanceTime(by: .milliseconds(9_900))
        #expect(peer.receiver.passedDeadlines == 0)
        peer.receiver.isEstablished = true
        wire.loop.advanceTime(by: .seconds(60))
        #expect(peer.receiver.passedDeadlines == 0)
        peer.receiver.isEstablished = false
        wire.loop.advanceTime(by: .milliseconds(9_900))
        #expect(peer.receiver.passedDeadlines == 0)
        peer.receiver.onDeadline = { $0.transport?.close() }
        wire.loop.advanceTime(by: .milliseconds(300))
        #expect(peer.receiver.passedDeadlines == 1)
        #expect(halfClose.isOutputClosed)
        wire.loop.advanceTime(by: .milliseconds(2_200))
        #expect(peer.receiver.passedDeadlines == 1)
        #expect(!wire.isActive)
        #expect(peer.receiver.ends == [.closedByRouter])
    }

    @Test("The time for the handshake does not run on into that for a session")
    func deadlines() throws {
        try connect()
        wire.loop.advanceTime(by: .milliseconds(4_500))
        peer.receiver.isEstablished = false
        try wire.receive([0x7F, 0xF1, 0, 0])
        wire.loop.advanceTime(by: .milliseconds(9_800))
        #expect(wire.isActive)
        #expect(peer.receiver.passedDeadlines == 0)
        wire.loop.advanceTime(by: .milliseconds(300))
        #expect(peer.receiver.passedDeadlines > 0)
    }

    @Test("An idle connection with a session sends nothing")
    func idle() throws {
        try open(.test(ping: .seconds(1), pong: .seconds(1)))
        wire.loop.advanceTime(by: .minutes(10))
        #expect(try wire.sent() == [])
        #expect(wire.isActive)
    }

    @Test("A handler, its queue and its receiver do not keep each other alive")
    func memory() throws {
        weak var queue: OutboundQueue?
        weak var handler: RawSocketHandler?
        try open()
        queue = peer.queue
        handler = try wire.channel.pipeline.syncOperations.handler(type: RawSocketHandler.self)
        _ = try? wire.channel.finish()
        wire.loop.run()
        peer.queue = nil
        #expect(queue == nil)
        #expect(handler == nil)
    }
}
