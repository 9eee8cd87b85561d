import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import Transport

@Suite("A WebSocket connection on a channel (RFC 6455 §5.4, §5.5, §7)")
struct WebSocketHandlerTests {
    let wire: Wire
    let receiver = RecordingReceiver()

    init() throws {
        wire = try Wire()
    }

    private func open(_ limits: ConnectionLimits = .test()) throws {
        let outbound = OutboundQueue(
            channel: wire.channel, flushList: wire.flushList, limits: limits.outbound, sendsDirectly: true)
        let handler = WebSocketHandler(
            outbound: outbound, receiver: receiver, limits: limits, compression: nil, clock: wire.clock)
        receiver.transport = handler
        try wire.channel.pipeline.syncOperations.addHandler(handler)
    }

    private func receive(_ frames: SentFrame...) throws { try wire.receive(frames.flatMap(\.bytes)) }

    @Test("Messages of one read arrive in order, control frames are dealt with in passing")
    func messages() throws {
        try open()
        try receive(
            .text("a"), SentFrame(opcode: 9, payload: [1, 2]), SentFrame(opcode: 10, payload: []),
            SentFrame(opcode: 2, payload: [0x62]), .text("c"))
        #expect(receiver.messages == ["a", "binary:b", "c"])
        #expect(try wire.frames() == [ReceivedFrame(opcode: 10, payload: [1, 2])])
    }

    @Test("A message that comes byte by byte arrives whole")
    func byteByByte() throws {
        try open()
        for byte in SentFrame.text("hello").bytes + SentFrame.text("world").bytes { try wire.receive([byte]) }
        #expect(receiver.messages == ["hello", "world"])
    }

    // MARK: The closing handshake (§7)

    @Test(
        "The peer closes: its code is echoed, the receiver is told once, the server closes the connection first"
    )
    func peerCloses() throws {
        try open()
        receiver.onMessage = { receiver, _ in
            receiver.send("answer")
            return true
        }
        try receive(.text("a"), .close(1001), .text("ignored"))
        let frames = try wire.frames()
        #expect(frames.map(\.opcode) == [1, 8])
        #expect(frames.last?.closeCode == 1001)
        #expect(receiver.messages == ["a"])
        #expect(receiver.ends == [.closedByPeer])
        #expect(!wire.isActive)
        #expect(wire.clock.count == 0)
    }

    @Test("A close frame without a code is answered without one")
    func peerClosesWithoutCode() throws {
        try open()
        try receive(SentFrame(opcode: 8, payload: []))
        #expect(try wire.frames() == [ReceivedFrame(opcode: 8, payload: [])])
        #expect(receiver.ends == [.closedByPeer])
    }

    @Test(
        "The router closes: one close frame behind what was written, nothing after it, then the peer's answer ends it"
    )
    func routerCloses() throws {
        try open()
        receiver.send("last")
        receiver.transport?.close()
        receiver.transport?.close()
        receiver.send("late")
        try receive(SentFrame(opcode: 9, payload: [1]), .text("late question"))
        let frames = try wire.frames()
        #expect(frames.map(\.opcode) == [1, 8])
        #expect(frames.last?.payload == [0x03, 0xE8])
        #expect(wire.isActive)
        #expect(receiver.ends.isEmpty)
        try receive(.close(1000))
        #expect(receiver.ends == [.closedByRouter])
        #expect(!wire.isActive)
        #expect(try wire.sent().isEmpty)
    }

    @Test("A peer that does not answer the close frame is cut after the closing timeout")
    func noAnswer() throws {
        try open()
        receiver.transport?.close()
        wire.loop.advanceTime(by: .milliseconds(1900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
        #expect(receiver.ends == [.lost])
    }

    @Test("Whatever a peer sends after the close frame does not prolong its time")
    func chatter() throws {
        try open(.test(ping: .seconds(1), pong: .seconds(1)))
        receiver.transport?.close()
        for _ in 0..<25 where wire.isActive {
            try receive(.text("x"), SentFrame(opcode: 10, payload: []))
            wire.loop.advanceTime(by: .milliseconds(100))
        }
        #expect(!wire.isActive)
        #expect(try wire.frames().map(\.opcode) == [8])
    }

    @Test(
        "A violation is answered by a close frame with its code, and only the sending direction is closed by it",
        arguments: [
            ([0x83, 0x80, 0, 0, 0, 0], 1002), ([0x81, 0x01, 0x61], 1002), ([0xC1, 0x80, 0, 0, 0, 0], 1002),
            ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007), ([0x81, 0xFE, 0x03, 0xE9, 0, 0, 0, 0], 1009),
            ([0x88, 0x81, 0, 0, 0, 0, 1], 1002), ([0x89, 0xFE, 0, 126, 0, 0, 0, 0], 1002),
            ([0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], 1009),
            ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], 1002),
        ] as [([UInt8], Int)])
    func violation(bytes: [UInt8], code: Int) throws {
        try open()
        try wire.receive(SentFrame.text("before").bytes + bytes + SentFrame.text("after").bytes)
        #expect(receiver.messages == ["before"])
        let frames = try wire.frames()
        #expect(frames.map(\.opcode) == [8])
        #expect(frames.last?.closeCode == code)
        #expect(receiver.ends.count == 1)
        guard case .violated = receiver.ends.first else {
            Issue.record("\(receiver.ends)")
            return
        }
    }

    @Test("A violation after the router's close frame sends no second one")
    func violationWhileClosing() throws {
        try open()
        receiver.transport?.close()
        try wire.receive([0x83, 0x80, 0, 0, 0, 0])
        #expect(try wire.frames().map(\.opcode) == [8])
        #expect(receiver.ends.count == 1)
    }

    @Test("A receiver that closes in the middle of a read is given no more of it")
    func closesInRead() throws {
        try open()
        receiver.onMessage = { receiver, text in
            guard text == "stop" else { return true }
            receiver.transport?.close()
            return false
        }
        try receive(.text("a"), .text("stop"), .text("b"), .close(1000))
        #expect(receiver.messages == ["a", "stop"])
        #expect(receiver.ends == [.closedByRouter])
        #expect(!wire.isActive)
    }

    @Test("A socket that ends is told once, whatever comes before it")
    func lost() throws {
        try open()
        _ = try wire.channel.finish(acceptAlreadyClosed: true)
        wire.loop.run()
        #expect(receiver.ends == [.lost])
        #expect(wire.clock.count == 0)
    }

    @Test("A socket error closes the connection")
    func socketError() throws {
        try open()
        wire.channel.pipeline.syncOperations.fireErrorCaught(ChannelError.ioOnClosedChannel)
        wire.loop.run()
        #expect(!wire.isActive)
        #expect(receiver.ends == [.lost])
    }

    @Test("A peer that takes nothing is cut at the limit, and the receiver is told why")
    func overflow() throws {
        try open(.test(outbound: 100))
        wire.stall.isFull = true
        receiver.send(String(repeating: "x", count: 200))
        wire.loop.run()
        #expect(!wire.isActive)
        #expect(receiver.ends == [.overflowed])
    }

    // MARK: Deadlines

    @Test("A peer without a session is reported after the opening time, on every tick until it is closed")
    func opening() throws {
        receiver.isEstablished = false
        receiver.onDeadline = { $0.transport?.close() }
        try open()
        wire.loop.advanceTime(by: .milliseconds(9900))
        #expect(receiver.passedDeadlines == 0)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(receiver.passedDeadlines == 1)
        #expect(try wire.frames().last?.closeCode == 1000)
    }

    @Test("A session that ended has the opening time again, counted from its end")
    func openingAgain() throws {
        try open()
        wire.loop.advanceTime(by: .seconds(60))
        #expect(receiver.passedDeadlines == 0)
        receiver.isEstablished = false
        wire.loop.advanceTime(by: .milliseconds(9900))
        #expect(receiver.passedDeadlines == 0)
        wire.loop.advanceTime(by: .milliseconds(300))
        #expect(receiver.passedDeadlines > 0)
    }

    @Test("A silent peer is pinged and cut; one that says anything is not")
    func keepAlive() throws {
        try open(.test(ping: .seconds(3), pong: .seconds(2)))
        wire.loop.advanceTime(by: .milliseconds(2900))
        #expect(try wire.frames().isEmpty)
        wire.loop.advanceTime(by: .milliseconds(200))
        let ping = try #require(try wire.frames().first)
        #expect(ping.opcode == 9)
        wire.loop.advanceTime(by: .milliseconds(1500))
        try receive(SentFrame(opcode: 10, payload: ping.payload))
        wire.loop.advanceTime(by: .milliseconds(2900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(300))
        #expect(try wire.frames().map(\.opcode) == [9])
        try receive(.text("alive"))
        wire.loop.advanceTime(by: .seconds(3))
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(try wire.frames().map(\.opcode) == [9])
        wire.loop.advanceTime(by: .milliseconds(2200))
        #expect(!wire.isActive)
        #expect(receiver.ends == [.unresponsive])
        #expect(try wire.frames().isEmpty)
    }

    @Test("Without an interval nobody is pinged")
    func noKeepAlive() throws {
        try open()
        wire.loop.advanceTime(by: .hours(2))
        #expect(wire.isActive)
        #expect(try wire.sent().isEmpty)
    }

    // MARK: Memory

    @Test("After its end a connection leaves nothing behind, whoever ended it", arguments: 0..<4)
    func released(how: Int) throws {
        weak var weakHandler: WebSocketHandler?
        weak var weakReceiver: RecordingReceiver?
        weak var weakQueue: OutboundQueue?
        let wire = try Wire()
        do {
            let receiver = RecordingReceiver()
            let limits = ConnectionLimits.test()
            let outbound = OutboundQueue(
                channel: wire.channel, flushList: wire.flushList, limits: limits.outbound, sendsDirectly: true
            )
            let handler = WebSocketHandler(
                outbound: outbound, receiver: receiver, limits: limits, compression: NegotiatedDeflate(),
                clock: wire.clock)
            receiver.transport = handler
            try wire.channel.pipeline.syncOperations.addHandler(handler)
            (weakHandler, weakReceiver, weakQueue) = (handler, receiver, outbound)
        }
        #expect(weakHandler != nil)
        switch how {
        case 0: try wire.receive(SentFrame.close(1000).bytes)
        case 1:
            weakReceiver?.transport?.close()
            wire.loop.advanceTime(by: .seconds(3))
        case 2: try wire.receive([0xFF, 0xFF])
        default: wire.channel.close(promise: nil)
        }
        wire.loop.run()
        _ = try? wire.sent()
        #expect(weakHandler == nil)
        #expect(weakReceiver == nil)
        #expect(weakQueue == nil)
        #expect(wire.clock.count == 0)
    }
}
