import Logging
import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import Transport

@Suite("The beginning of a connection with TLS")
struct OpeningHandlerTLSTests {
    private let world: TLSWorld
    private let wire: Wire
    private let services: LoopServices
    private let record = Record()
    private let log = RecordedLog()

    private final class Record: @unchecked Sendable {
        var receivers: [RecordingReceiver] = []
        var origins: [ClientOrigin] = []
    }

    private init(expectsProxyHeader: Bool = false) throws {
        world = try TLSWorld()
        wire = try Wire()
        services = LoopServices(eventLoop: wire.loop, interval: .milliseconds(100))
        let record = record
        var endpoint = ListenerEndpoint.test { _, origin in
            let receiver = RecordingReceiver()
            record.receivers.append(receiver)
            record.origins.append(origin)
            return receiver
        }
        let log = log
        endpoint.logger = Logger(label: "test") { _ in log }
        endpoint.tls = try world.server()
        endpoint.keptHeaders = ["cookie", "x-user"]
        endpoint.expectsProxyHeader = expectsProxyHeader
        try Listener.configure(wire.channel, endpoint, services)
    }

    init() throws { try self.init(expectsProxyHeader: false) }

    /// A client that says something behind the handshake; returns what it is told.
    private func converse(_ bytes: [UInt8], after header: String = "") throws -> [UInt8] {
        let client = try TLSEnd(world.client(), wire.loop)
        if !header.isEmpty { try wire.receive(header) }
        client.write(bytes)
        client.flush()
        while true {
            let forServer = try client.sent()
            if !forServer.isEmpty { try wire.receive(forServer) }
            let forClient = try wire.sent()
            if forServer.isEmpty && forClient.isEmpty { return client.record.bytes }
            try client.receive(forClient)
        }
    }

    private static let rawSocket: [UInt8] = [0x7F, 0xF1, 0, 0, 0, 0, 0, 5] + Array("hello".utf8)

    @Test("RawSocket is spoken behind the handshake, and the session knows of TLS")
    func rawSocket() throws {
        #expect(try converse(Self.rawSocket) == [0x7F, 0x11, 0, 0])
        #expect(record.receivers.map(\.messages) == [["hello"]])
        let origin = try #require(record.origins.first)
        #expect(origin.address == "192.0.2.7:4711")
        #expect(origin.isSecure)
        #expect(origin.tls?.version == .v13)
        #expect(origin.tls?.serverName == "localhost")
        #expect(origin.tls?.channelBinding(.exporter)?.count == 32)
        #expect(origin.headers.isEmpty)
        #expect(services.clock.count == 1)
    }

    @Test("WebSocket is spoken behind the handshake, and the listener keeps the fields that it is asked for")
    func webSocket() throws {
        let request =
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Cookie: a=1\r\nX-Other: no\r\nCOOKIE: b=2\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n"
        let answer = try converse(Array(request.utf8) + SentFrame.text("hello").bytes)
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
        #expect(record.receivers.map(\.messages) == [["hello"]])
        #expect(record.origins.first?.isSecure == true)
        #expect(record.origins.first?.headers == ["cookie": ["a=1", "b=2"]])
    }

    @Test("A web page is served behind the handshake")
    func http() throws {
        let answer = try converse(Array("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
    }

    @Test("The header of a proxy stands before TLS")
    func proxied() throws {
        let test = try OpeningHandlerTLSTests(expectsProxyHeader: true)
        let header = "PROXY TCP4 203.0.113.9 192.0.2.1 80 443\r\n"
        #expect(try test.converse(Self.rawSocket, after: header) == [0x7F, 0x11, 0, 0])
        #expect(test.record.origins.first?.address == "203.0.113.9:80")
        #expect(test.record.origins.first?.isSecure == true)
    }

    @Test("TLS within TLS is not spoken")
    func nested() throws {
        #expect(try converse([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]).isEmpty)
        #expect(!wire.isActive)
        #expect(log.lines.first?.hasSuffix("the client speaks TLS, and this listener does not") == true)
    }

    @Test("Plain HTTP is answered with where to go, and nothing is served")
    func plainHTTP() throws {
        try wire.receive("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try wire.sentText()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(
            answer.hasSuffix(
                "\r\n\r\nThis port speaks HTTPS: its addresses begin with https:// or wss://.\n"))
        #expect(record.receivers.isEmpty)
    }

    @Test(
        "Nothing but TLS is heard",
        arguments: [
            (0x7F, "the client speaks RawSocket without TLS"), (0x80, "the client does not speak TLS"),
        ] as [(UInt8, String)])
    func plain(octet: UInt8, reason: String) throws {
        let bytes = [octet, 0xF1, 0, 0]
        try wire.receive(bytes)
        #expect(!wire.isActive)
        #expect(try wire.sent().isEmpty)
        #expect(record.receivers.isEmpty)
        #expect(log.lines == ["debug a connection was closed: 192.0.2.7:4711: \(reason)"])
    }

    @Test(
        "A client that does not finish the handshake is cut, and so is one that then says nothing",
        arguments: [true, false])
    func deadline(isFinished: Bool) throws {
        if isFinished { _ = try converse([]) } else { try wire.receive([0x16]) }
        wire.loop.advanceTime(by: .milliseconds(4800))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(400))
        #expect(!wire.isActive)
        #expect(services.clock.count == 0)
    }

    @Test("What is sent on an encrypted connection goes through the channel")
    func noDirectSend() {
        let peer = TLSPeer(version: .v13, cipher: "TLS_AES_256_GCM_SHA384")
        #expect(ListenerEndpoint.test().sendsDirectly)
        #expect(!ListenerEndpoint.test().secured(by: peer).sendsDirectly)
    }
}
