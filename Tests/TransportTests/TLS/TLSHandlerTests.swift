import COpenSSL
import NIOCore
import Testing

@testable import Transport

@Suite("TLS on a channel (RFC 8446, RFC 5246)")
struct TLSHandlerTests {
    private let world: TLSWorld

    init() throws { world = try TLSWorld() }

    @Test(
        "What is written on one side is read on the other, however the stream is cut",
        arguments: TLSVersion.allCases, [1, 5, 1000, .max])
    func bothWays(version: TLSVersion, pieces: Int) throws {
        let line = try world.line(world.client(version: version), to: world.server())
        try line.exchange(pieces: pieces)
        let long = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        line.client.write(long)
        line.client.flush()
        line.server.say("hello")
        try line.exchange(pieces: pieces)
        line.server.write(long)
        line.server.flush()
        try line.exchange(pieces: pieces)
        #expect(line.server.record.bytes == long)
        #expect(line.client.record.bytes == Array("hello".utf8) + long)
        #expect(line.server.record.peers.map(\.version) == [version])
        #expect(line.client.record.peers.map(\.version) == [version])
        #expect(line.server.record.errors.isEmpty && line.client.record.errors.isEmpty)
    }

    @Test("Nothing of what is written is seen on the network")
    func hidden() throws {
        let line = try world.openLine()
        line.client.say("attack at dawn")
        try line.exchange()
        #expect(line.server.record.text == "attack at dawn")
        #expect(!String(decoding: line.toServer, as: UTF8.self).contains("attack"))
    }

    @Test("What is written before the handshake is finished waits for its end")
    func early() throws {
        let line = try world.line(world.client(), to: world.server())
        line.client.say("early")
        line.client.write(Array(" bird".utf8))
        line.server.say("worm")
        try line.exchange()
        #expect(line.server.record.text == "early bird")
        #expect(line.client.record.text == "worm")
    }

    @Test("Many short writes of one flush leave as one record, long ones as few")
    func records() throws {
        let line = try world.openLine()
        for _ in 0..<100 { line.server.write(Array("0123456789".utf8)) }
        line.server.flush()
        #expect(Self.records(try line.server.sent()) == [1000 + 17])
        for size in [10_000, 10_000, 50_000, 3] { line.server.write([UInt8](repeating: 1, count: size)) }
        line.server.flush()
        let whole = (1 << 14) + 17
        #expect(Self.records(try line.server.sent()) == [whole, whole, whole, whole, 70_003 - 4 << 14 + 17])
        line.server.write([])
        line.server.flush()
        #expect(try line.server.sent().isEmpty)
    }

    /// The lengths of the records in a stream.
    private static func records(_ stream: [UInt8]) -> [Int] {
        var sizes: [Int] = []
        var position = 0
        while position + 5 <= stream.count {
            let size = Int(stream[position + 3]) << 8 | Int(stream[position + 4])
            sizes.append(size)
            position += 5 + size
        }
        return position == stream.count ? sizes : []
    }

    @Test("Promises are kept when the network has taken what they are for", arguments: [1, 3])
    func promises(count: Int) throws {
        let line = try world.openLine()
        var kept: [Int] = []
        for number in 0..<count {
            let promise = line.loop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenSuccess { kept.append(number) }
            line.server.write([1, 2, 3], promise: promise)
        }
        #expect(kept.isEmpty)
        line.server.flush()
        #expect(kept == Array(0..<count))
    }

    @Test("Promises of what never left are broken when the channel closes")
    func brokenPromises() throws {
        let line = try world.openLine()
        let promise = line.loop.makePromise(of: Void.self)
        line.server.write([1], promise: promise)
        line.server.cut()
        #expect(throws: ChannelError.ioOnClosedChannel) { try promise.futureResult.wait() }
        let late = line.loop.makePromise(of: Void.self)
        line.server.write([1], promise: late)
        #expect(throws: (any Error).self) { try late.futureResult.wait() }
    }
}

@Suite("The end of TLS (RFC 8446 §6.1)")
struct TLSEndTests {
    private let world: TLSWorld

    init() throws { world = try TLSWorld() }

    @Test("Who closes says so, and the other closes, too, without an error", arguments: TLSVersion.allCases)
    func inOrder(version: TLSVersion) throws {
        let line = try world.openLine(version: version)
        line.client.say("goodbye")
        line.client.cut()
        try line.exchange()
        #expect(line.server.record.text == "goodbye")
        #expect(line.server.record.isInactive)
        #expect(line.server.record.errors.isEmpty)
        #expect(line.client.record.errors.isEmpty)
    }

    @Test("After the sending direction was closed the other one is still read")
    func halfClosed() throws {
        let line = try world.openLine()
        line.server.channel.close(mode: .output, promise: nil)
        line.client.say("late")
        try line.server.receive(line.client.sent())
        #expect(line.server.record.text == "late")
        #expect(!line.server.record.isInactive)
        let late = line.loop.makePromise(of: Void.self)
        line.server.write([1], promise: late)
        #expect(throws: ChannelError.ioOnClosedChannel) { try late.futureResult.wait() }
    }

    @Test("A connection that breaks off is an error, and then the end")
    func truncated() throws {
        let line = try world.openLine()
        line.client.say("half a sent")
        try line.exchange()
        // Not by TLS: by the network.
        line.server.channel.pipeline.fireChannelInactive()
        #expect(line.server.record.errors == [.truncated])
        #expect(line.server.record.isInactive)
        let early = try world.line(world.client(), to: world.server())
        early.server.channel.pipeline.fireChannelInactive()
        #expect(early.server.record.errors == [.unfinished])
    }

    @Test("What is changed on the way ends the connection, and nothing of it is read")
    func changed() throws {
        let line = try world.openLine()
        line.client.say("pay 100")
        var bytes = try line.client.sent()
        bytes[bytes.count - 3] ^= 1
        try line.server.receive(bytes)
        #expect(line.server.record.bytes.isEmpty)
        #expect(line.server.record.isInactive)
        #expect(line.server.record.errors.count == 1)
        // The alert.
        #expect(try !line.server.sent().isEmpty)
    }

    @Test(
        "What is no handshake ends the connection",
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x16, 3, 1, 0xFF, 0xFF, 0, 0],
            [0x16, 3, 1, 0, 4, 1, 0, 0, 0], [0x15, 3, 1, 0, 2, 2, 40],
        ] as [[UInt8]])
    func noHandshake(bytes: [UInt8]) throws {
        let line = try world.line(world.client(), to: world.server())
        try line.server.receive(bytes)
        #expect(line.server.record.isInactive)
        #expect(line.server.record.errors.count == 1)
        #expect(line.server.record.peers.isEmpty)
    }

    /// A line of TLS 1.2, and what its client sends to ask for another handshake.
    private func askingLine() throws -> (line: TLSLine, question: [UInt8]) {
        let client = try world.client(version: .v12)
        let line = try world.line(client, to: world.server())
        try line.exchange()
        let ssl = try #require(client.ssl)
        // SSL_OP_NO_RENEGOTIATION
        SSL_clear_options(ssl, 1 << 30)
        SSL_renegotiate(ssl)
        SSL_do_handshake(ssl)
        return (line, Array(try #require(client.takeOutgoing()).readableBytesView))
    }

    @Test("Renegotiation is refused by an alert, which is no end")
    func renegotiation() throws {
        let (line, question) = try askingLine()
        #expect(question.first == 22)
        try line.server.receive(question)
        #expect(try line.server.sent().first == 21)
        #expect(line.server.record.errors.isEmpty)
        #expect(!line.server.record.isInactive)
    }

    @Test("Who asks TLS for answers and does not take them is cut off")
    func unread() throws {
        let (line, question) = try askingLine()
        line.server.channel.isWritable = false
        try line.server.receive(question)
        #expect(line.server.record.errors == [.unread])
        #expect(line.server.record.isInactive)
    }

    @Test("Nothing stays behind")
    func memory() throws {
        weak var connection: TLSConnection?
        do {
            let client = try world.client()
            connection = client
            let line = try world.line(client, to: world.server())
            try line.exchange()
            #expect(connection != nil)
            line.client.cut()
            try line.exchange()
        }
        #expect(connection == nil)
    }
}
