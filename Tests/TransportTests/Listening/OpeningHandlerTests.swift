import Logging
import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("The beginning of a connection")
struct OpeningHandlerTests {
    private let wire: Wire
    private let record = Record()
    private let services: LoopServices

    /// The sessions that were made, and where their clients come from.
    private final class Record: @unchecked Sendable {
        var receivers: [RecordingReceiver] = []
        var origins: [ClientOrigin] = []
        /// How many connections there were when each of them was made.
        var counts: [Int] = []
        let log = RecordedLog()
        var messages: [[String]] { receivers.map(\.messages) }
    }

    private init(
        _ transports: ListenerTransports = .all, expectsProxyHeader: Bool = false, connections: Int = 100,
        others: Int = 0
    ) throws {
        wire = try Wire()
        services = LoopServices(eventLoop: wire.loop, interval: .milliseconds(100))
        let (record, services) = (record, services)
        let endpoint = ListenerEndpoint(
            transports: transports, webSocketPath: "/ws", serializers: [.json, .cbor],
            handshake: ServerHandshake(
                paths: ["/ws"], subprotocols: ["wamp.2.json"], requiresSubprotocol: true),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{}" },
            limits: .test(connections: connections), sendsDirectly: true,
            expectsProxyHeader: expectsProxyHeader,
            logger: Logger(label: "test") { _ in record.log }
        ) { _, origin in
            let receiver = RecordingReceiver()
            record.receivers.append(receiver)
            record.origins.append(origin)
            record.counts.append(services.clock.count)
            return receiver
        }
        for _ in 0..<others { services.clock.add(Other()) }
        try Listener.configure(wire.channel, endpoint, services)
    }

    private final class Other: Ticking {
        var clockPosition = -1
        func tick(_ now: NIODeadline) {}
    }

    private static let rawSocketRequest: [UInt8] = [0x7F, 0xF1, 0, 0]
    /// The greatest power of two below the limit of 2000 is 1024.
    private static let rawSocketReply: [UInt8] = [0x7F, 0x11, 0, 0]
    private static let message: [UInt8] = [0, 0, 0, 5] + Array("hello".utf8)
    private static let upgrade = Array(
        ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n").utf8)

    // MARK: The first octet

    @Test("A RawSocket client has a session, wherever its stream is cut")
    func rawSocket() throws {
        let stream = Self.rawSocketRequest + Self.message + Self.message
        for cut in 1..<stream.count {
            let test = try OpeningHandlerTests()
            try test.wire.receive(Array(stream[..<cut]))
            try test.wire.receive(Array(stream[cut...]))
            #expect(try test.wire.sent() == Self.rawSocketReply, "cut at \(cut)")
            #expect(test.record.messages == [["hello", "hello"]], "cut at \(cut)")
        }
        for octet in stream { try wire.receive([octet]) }
        #expect(try wire.sent() == Self.rawSocketReply)
        #expect(record.messages == [["hello", "hello"]])
        #expect(record.origins == [ClientOrigin(address: "192.0.2.7:4711", transport: .rawSocket)])
        #expect(services.clock.count == 1)
    }

    @Test("A WebSocket client has a session on the same port")
    func webSocket() throws {
        try wire.receive(Self.upgrade + SentFrame.text("hello").bytes)
        #expect(try wire.sentText().hasPrefix("HTTP/1.1 101 "))
        #expect(record.messages == [["hello"]])
        #expect(record.origins == [ClientOrigin(address: "192.0.2.7:4711", transport: .webSocket)])
        #expect(services.clock.count == 1)
    }

    @Test("A connection counts once, also while its first read is being dealt with")
    func countsOnce() throws {
        try wire.receive(Self.rawSocketRequest + Self.message)
        let other = try OpeningHandlerTests()
        try other.wire.receive(Self.upgrade)
        #expect(record.counts == [1])
        #expect(other.record.counts == [1])
    }

    @Test(
        "Octets that begin no known protocol end the connection, with a line in the log",
        arguments: [
            0x00, 0x15, 0x17, 0x40, 0x5B, 0x63, 0x7E, 0x80, 0xFF,
        ] as [UInt8])
    func unknown(octet: UInt8) throws {
        try wire.receive([octet] + Self.rawSocketRequest)
        #expect(!wire.isActive)
        #expect(try wire.sent().isEmpty)
        #expect(
            record.log.lines == [
                "debug a connection was closed: 192.0.2.7:4711: no known protocol begins with the octet \(octet)"
            ])
        #expect(services.clock.count == 0)
    }

    @Test(
        "What the listener does not speak is closed",
        arguments: [
            (ListenerTransports.all.subtracting(.rawSocket), Self.rawSocketRequest),
            (.rawSocket, Self.upgrade),
            (ListenerTransports(), Self.upgrade), (ListenerTransports(), Self.rawSocketRequest),
        ])
    func unspoken(transports: ListenerTransports, bytes: [UInt8]) throws {
        let test = try OpeningHandlerTests(transports)
        try test.wire.receive(bytes)
        #expect(!test.wire.isActive)
        #expect(try test.wire.sent().isEmpty)
        #expect(test.record.log.lines.first?.hasSuffix(" is not spoken here") == true)
        #expect(test.record.receivers.isEmpty)
    }

    @Test(
        "HTTP requests for what the listener does not speak are answered",
        arguments: [
            (.webSocket, "GET /health", 404), (.webSocket, "GET /", 404), (.webSocket, "GET /ws", 426),
            (.http, "GET /health", 200), (.longPoll, "GET /health", 404), (.longPoll, "GET /ws", 404),
        ] as [(ListenerTransports, String, Int)])
    func answers(transports: ListenerTransports, request: String, status: Int) throws {
        let test = try OpeningHandlerTests(transports)
        try test.wire.receive("\(request) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try test.wire.sentText().hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test(
        "A handshake is no more than a request where WebSocket is not spoken",
        arguments: [
            (.http, 426), (.longPoll, 404), (ListenerTransports.http.union(.rawSocket), 426),
        ] as [(ListenerTransports, Int)])
    func noWebSocket(transports: ListenerTransports, status: Int) throws {
        let test = try OpeningHandlerTests(transports)
        try test.wire.receive(Self.upgrade)
        #expect(try test.wire.sentText().hasPrefix("HTTP/1.1 \(status) "))
        #expect(test.record.receivers.isEmpty)
    }

    // MARK: Deadlines

    @Test("A connection that says nothing is cut after the handshake timeout")
    func silent() throws {
        wire.loop.advanceTime(by: .milliseconds(4900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
        #expect(services.clock.count == 0)
    }

    @Test("The first octet does not begin the handshake timeout anew", arguments: [0x7F, 0x47] as [UInt8])
    func slow(octet: UInt8) throws {
        wire.loop.advanceTime(by: .milliseconds(4000))
        try wire.receive([octet])
        wire.loop.advanceTime(by: .milliseconds(900))
        #expect(wire.isActive)
        wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!wire.isActive)
    }

    // MARK: The PROXY protocol

    private static let v2: [UInt8] =
        Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [
            0x21, 0x11, 0, 15, 203, 0, 113, 9, 192, 0, 2, 1, 0, 80, 1, 187, 4, 0, 0,
        ]

    @Test(
        "The client's address is that of the header, however the stream is cut",
        arguments: [
            (Array("PROXY TCP4 203.0.113.9 192.0.2.1 80 443\r\n".utf8), "203.0.113.9:80"),
            (v2, "203.0.113.9:80"),
            (Array("PROXY TCP6 2001:db8::9 ::1 80 443\r\n".utf8), "[2001:db8::9]:80"),
            (Array("PROXY UNKNOWN\r\n".utf8), "192.0.2.7:4711"),
        ])
    func proxied(header: [UInt8], address: String) throws {
        let stream = header + Self.rawSocketRequest + Self.message
        for cut in 1..<stream.count {
            let test = try OpeningHandlerTests(expectsProxyHeader: true)
            try test.wire.receive(Array(stream[..<cut]))
            try test.wire.receive(Array(stream[cut...]))
            #expect(try test.wire.sent() == Self.rawSocketReply, "cut at \(cut)")
            #expect(test.record.messages == [["hello"]], "cut at \(cut)")
            #expect(test.record.origins.map(\.address) == [address])
            #expect(test.record.origins.map(\.connectionHost) == ["192.0.2.7"])
        }
        let test = try OpeningHandlerTests(expectsProxyHeader: true)
        for octet in header + Self.upgrade { try test.wire.receive([octet]) }
        #expect(test.record.origins.map(\.address) == [address])
        #expect(test.record.origins.map(\.connectionHost) == ["192.0.2.7"])
        #expect(test.record.origins.map(\.transport) == [.webSocket])
    }

    @Test(
        "Without the header nobody is served",
        arguments: [
            Self.rawSocketRequest, Self.upgrade, Array("PROXY TCP4 nonsense\r\n".utf8),
            [UInt8](repeating: 0x0D, count: 3000),
            Array("PROXY UNKNOWN".utf8) + [UInt8](repeating: 0x20, count: 3000),
        ])
    func headerMissing(bytes: [UInt8]) throws {
        let test = try OpeningHandlerTests(expectsProxyHeader: true)
        try test.wire.receive(bytes)
        #expect(!test.wire.isActive)
        #expect(try test.wire.sent().isEmpty)
        #expect(test.record.log.lines.first?.contains("PROXY protocol") == true)
    }

    @Test("A second header is no header, and neither is one where none is expected")
    func headerUnexpected() throws {
        let header = Array("PROXY UNKNOWN\r\n".utf8)
        try wire.receive(header + Self.upgrade)
        #expect(try wire.sentText().hasPrefix("HTTP/1.1 400 "))
        let test = try OpeningHandlerTests(expectsProxyHeader: true)
        try test.wire.receive(header + Self.v2)
        #expect(!test.wire.isActive)
        #expect(try test.wire.sent().isEmpty)
    }

    @Test("A proxy that says nothing more than its header is cut after the handshake timeout")
    func headerOnly() throws {
        let test = try OpeningHandlerTests(expectsProxyHeader: true)
        try test.wire.receive(Self.v2)
        test.wire.loop.advanceTime(by: .milliseconds(5200))
        #expect(!test.wire.isActive)
    }

    // MARK: Too many connections

    @Test("Beyond the limit a RawSocket client is told so")
    func rawSocketLimit() throws {
        let test = try OpeningHandlerTests(connections: 5, others: 5)
        try test.wire.receive(Self.rawSocketRequest)
        #expect(try test.wire.sent() == [0x7F, 0x40, 0, 0])
        #expect(!test.wire.isActive)
        #expect(test.record.receivers.isEmpty)
        let last = try OpeningHandlerTests(connections: 6, others: 5)
        try last.wire.receive(Self.rawSocketRequest)
        #expect(try last.wire.sent() == Self.rawSocketReply)
    }

    @Test("Beyond the limit other clients are closed, and silent ones soon")
    func limit() throws {
        let test = try OpeningHandlerTests(connections: 5, others: 5)
        try test.wire.receive(Self.upgrade)
        #expect(try test.wire.sent().isEmpty)
        #expect(!test.wire.isActive)
        let silent = try OpeningHandlerTests(connections: 5, others: 5)
        silent.wire.loop.advanceTime(by: .milliseconds(1900))
        #expect(silent.wire.isActive)
        silent.wire.loop.advanceTime(by: .milliseconds(200))
        #expect(!silent.wire.isActive)
    }

    @Test("Far beyond the limit nobody is heard at all")
    func farBeyond() throws {
        _ = try OpeningHandlerTests(connections: 5, others: 20)
        #expect(throws: TooManyConnections.self) { try OpeningHandlerTests(connections: 5, others: 21) }
    }

    // MARK: Memory

    @Test("The handler leaves as soon as it has decided, and with the connection", arguments: 0..<4)
    func memory(how: Int) throws {
        weak var weakHandler: OpeningHandler?
        do {
            weakHandler = try wire.channel.pipeline.syncOperations.handler(type: OpeningHandler.self)
        }
        #expect(weakHandler != nil)
        switch how {
        case 0: try wire.receive([0x7F])
        case 1: try wire.receive("G")
        case 2: try wire.receive("x")
        default: wire.channel.close(promise: nil)
        }
        wire.loop.run()
        #expect(weakHandler == nil)
        #expect(services.clock.count == (how < 2 ? 1 : 0))
    }
}

/// A log that keeps its lines: level, message, and the values of `peer`, `reason` and `count`.
final class RecordedLog: LogHandler, @unchecked Sendable {
    var lines: [String] = []
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = ["peer", "reason", "count"].compactMap { event.metadata?[$0] }.map { ": \($0)" }.joined()
        lines.append("\(event.level) \(event.message)\(values)")
    }
}
