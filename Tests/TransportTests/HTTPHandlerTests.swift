import Foundation
import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import Transport

@Suite("The HTTP request at the beginning of a connection (RFC 6455 §4.2, RFC 9110)")
struct HTTPHandlerTests {
    private let wire: Wire
    private let receivers = Receivers()

    /// The receivers that were made, in order.
    private final class Receivers: @unchecked Sendable {
        var all: [RecordingReceiver] = []
        var peers: [String] = []
    }

    init() throws {
        wire = try Wire()
        let receivers = receivers
        let endpoint = ListenerEndpoint(
            webSocketPath: "/ws", serializers: [.json],
            handshake: ServerHandshake(
                paths: ["/ws"], subprotocols: ["wamp.2.json"], requiresSubprotocol: true),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{\"status\":\"ok\"}" },
            limits: .test(),
            sendsDirectly: true
        ) { _, origin in
            let receiver = RecordingReceiver()
            receivers.all.append(receiver)
            receivers.peers.append(origin.address)
            return receiver
        }
        let services = LoopServices(eventLoop: wire.loop, interval: .milliseconds(100))
        try Listener.configure(wire.channel, endpoint, services)
    }

    private static let upgrade =
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n"
    private static let accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n"

    private func answer(to request: String) throws -> String {
        try wire.receive(request)
        return try wire.sentText()
    }

    @Test("A handshake is answered with 101 and the connection is a WebSocket from then on")
    func handshake() throws {
        #expect(try answer(to: Self.upgrade) == Self.accepted)
        #expect(receivers.peers == ["192.0.2.7:4711"])
        try wire.receive(SentFrame.text("hello").bytes)
        #expect(receivers.all.first?.messages == ["hello"])
        #expect(wire.isActive)
    }

    @Test("Messages behind the request in the same read reach the WebSocket")
    func pipelined() throws {
        let hello = SentFrame.text("hello").bytes
        try wire.receive(Array(Self.upgrade.utf8) + hello + hello[..<3])
        #expect(try wire.sentText() == Self.accepted)
        #expect(receivers.all.first?.messages == ["hello"])
        try wire.receive(Array(hello[3...]))
        #expect(receivers.all.first?.messages == ["hello", "hello"])
    }

    @Test("Wherever the stream is cut, the answer is the same")
    func pieces() throws {
        let stream = Array(Self.upgrade.utf8) + SentFrame.text("one").bytes + SentFrame.text("two").bytes
        for cut in 1..<stream.count {
            let test = try HTTPHandlerTests()
            try test.wire.receive(Array(stream[..<cut]))
            try test.wire.receive(Array(stream[cut...]))
            #expect(try test.wire.sentText() == Self.accepted, "cut at \(cut)")
            #expect(test.receivers.all.map(\.messages) == [["one", "two"]], "cut at \(cut)")
        }
        for byte in stream { try wire.receive([byte]) }
        #expect(try wire.sentText() == Self.accepted)
        #expect(receivers.all.map(\.messages) == [["one", "two"]])
    }

    static let refusals: [(String, String)] = [
        ("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n", "426 Upgrade Required"),
        ("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n", "404 Not Found"),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab", "405 Method Not Allowed"),
        ("POST /ws HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "405 Method Not Allowed"),
        (upgrade.replacing("GET /ws", with: "GET /other"), "404 Not Found"),
        (upgrade.replacing("Version: 13", with: "Version: 8"), "426 Upgrade Required"),
        (upgrade.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "short"), "400 Bad Request"),
        (upgrade.replacing("wamp.2.json", with: "wamp.2.msgpack"), "400 Bad Request"),
        (upgrade.replacing("Sec-WebSocket-Protocol: wamp.2.json\r\n", with: ""), "400 Bad Request"),
        (
            upgrade.replacing("Host: localhost", with: "Host: localhost\r\nOrigin: http://evil.example"),
            "403 Forbidden"
        ),
        (
            upgrade.replacing("Host: localhost", with: "Host: localhost\r\nContent-Length: 5"),
            "400 Bad Request"
        ),
        ("NONSENSE\r\n\r\n", "400 Bad Request"),
        ("GET / HTTP/9.9\r\n\r\n", "400 Bad Request"),
    ]

    @Test(
        "What cannot become a WebSocket is answered with its status, and the connection is closed",
        arguments: refusals)
    func refusal(request: String, status: String) throws {
        let answer = try answer(to: request + "rest!")
        #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(answer)")
        #expect(answer.contains("\r\nConnection: close\r\n") || answer.contains("\r\nConnection: Upgrade"))
        #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
        #expect(receivers.all.isEmpty)
        #expect(!wire.isActive)
    }

    @Test("The answer to HEAD has the length and no body")
    func head() throws {
        let get = try answer(to: "GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
        let head = try HTTPHandlerTests().answer(to: "HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(get == head + "{\"status\":\"ok\"}\n")
        #expect(head.contains("\r\nContent-Length: 16\r\n"))
    }

    @Test("One connection is one request: what follows is not answered")
    func second() throws {
        let request = "GET /health HTTP/1.1\r\nHost: h\r\n\r\n"
        let answer = try answer(to: request + request)
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test(
        "A request head that is too long is refused, in one read or in many",
        arguments: [
            (1, 20_000), (2000, 10), (300, 1), (1, 3_000_000),
        ])
    func longHead(fields: Int, size: Int) throws {
        let field = "X-A: " + String(repeating: "a", count: size) + "\r\n"
        try wire.receive("GET /ws HTTP/1.1\r\nHost: h\r\n")
        for _ in 0..<fields where wire.isActive { try? wire.receive(field) }
        if wire.isActive { try? wire.receive("\r\n") }
        let answer = try wire.sentText()
        #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
        #expect(!answer.hasPrefix("HTTP/1.1 426"), "\(answer.prefix(100))")
        #expect(!wire.isActive)
    }

    @Test("A request target that is too long is refused")
    func longTarget() throws {
        try? wire.receive("GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try wire.sentText().hasPrefix("HTTP/1.1 400 "))
    }

    @Test("A peer that does not finish its request is cut after the handshake timeout, however busy it is")
    func timeout() throws {
        for byte in Array(Self.upgrade.utf8).prefix(49) {
            try wire.receive([byte])
            wire.loop.advanceTime(by: .milliseconds(100))
        }
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(300))
        #expect(!wire.isActive)
    }

    @Test("After the handshake its timeout is over")
    func noTimeout() throws {
        #expect(try answer(to: Self.upgrade) == Self.accepted)
        wire.loop.advanceTime(by: .minutes(5))
        #expect(wire.isActive)
    }

    @Test("A connection that ends before its request leaves nothing behind")
    func memory() throws {
        weak var weakHandler: HTTPHandler?
        try wire.receive("GET /ws HT")
        do {
            weakHandler = try wire.channel.pipeline.syncOperations.handler(type: HTTPHandler.self)
        }
        #expect(weakHandler != nil)
        wire.channel.close(promise: nil)
        wire.loop.run()
        #expect(weakHandler == nil)
        wire.loop.advanceTime(by: .minutes(1))
    }

    @Test("An upgrade leaves the HTTP handlers behind")
    func upgradeMemory() throws {
        weak var weakHandler: HTTPHandler?
        try wire.receive(String(Self.upgrade.prefix(1)))
        do {
            weakHandler = try wire.channel.pipeline.syncOperations.handler(type: HTTPHandler.self)
        }
        #expect(weakHandler != nil)
        #expect(try answer(to: String(Self.upgrade.dropFirst())) == Self.accepted)
        #expect(weakHandler == nil)
    }
}
