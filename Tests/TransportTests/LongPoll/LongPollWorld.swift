import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

/// A listener that speaks long-poll, and HTTP clients of it, on one embedded loop.
final class LongPollWorld: @unchecked Sendable {
    let loop = EmbeddedEventLoop()
    let services: LoopServices
    private(set) var endpoint: ListenerEndpoint
    private(set) var receivers: [RecordingReceiver] = []
    private(set) var queues: [OutboundQueue] = []
    private(set) var origins: [ClientOrigin] = []

    init(
        limits: ConnectionLimits = .test(), serializers: [Serializer] = Serializer.allCases,
        allowed: [String] = []
    ) {
        services = LoopServices(eventLoop: loop, interval: .milliseconds(100))
        endpoint = ListenerEndpoint(
            webSocketPath: "/ws", serializers: serializers,
            handshake: ServerHandshake(
                paths: ["/ws"], origins: OriginPolicy(allowed: allowed, allowsSameHost: allowed.isEmpty),
                subprotocols: ["wamp.2.json"], requiresSubprotocol: true),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{}" }, limits: limits,
            sendsDirectly: false
        ) { _, _ in RecordingReceiver() }
        endpoint.longPollPath = "/longpoll"
        endpoint.makeReceiver = { [unowned self] queue, origin in
            let receiver = RecordingReceiver()
            receivers.append(receiver)
            queues.append(queue)
            origins.append(origin)
            return receiver
        }
    }

    var site: LongPollSite { endpoint.longPollSite }

    func connect() throws -> HTTPClient {
        let client = HTTPClient(loop)
        try client.channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 4711)).wait()
        try Listener.configure(client.channel, endpoint, services)
        return client
    }

    /// Opens a transport, on a connection that it closes; returns its path.
    func open(_ subprotocol: String = "wamp.2.json") throws -> String {
        let client = try connect()
        let answer = try client.post("/longpoll/open", #"{"protocols":["\#(subprotocol)"]}"#)
        client.close()
        let id = try #require(answer.text.split(separator: "\"").dropLast().last)
        return "/longpoll/\(id)"
    }

    /// The newest session says something, which leaves at the end of the tick.
    func say(_ texts: String...) {
        for text in texts {
            Array(text.utf8).withUnsafeBytes { queues[queues.count - 1].appendMessage($0) }
        }
        loop.run()
    }

    var receiver: RecordingReceiver { receivers[receivers.count - 1] }
}

/// One connection of an HTTP client.
final class HTTPClient {
    /// What came back for a request.
    struct Answer: Equatable {
        var status = 0
        var fields: [String: String] = [:]
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let channel: EmbeddedChannel
    let stall = Stall()
    private let loop: EmbeddedEventLoop
    private var unread: [UInt8] = []

    init(_ loop: EmbeddedEventLoop) {
        self.loop = loop
        channel = EmbeddedChannel(handler: stall, loop: loop)
    }

    var isOpen: Bool { channel.isActive }

    /// Whether the server reads.
    var isRead: Bool {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool ?? true
    }

    func send(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        loop.run()
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends a POST.
    func begin(_ path: String, _ body: [UInt8] = [], fields: String = "", version: String = "1.1") throws {
        try send(Self.request(path, body, fields: fields, version: version))
    }

    static func request(
        _ path: String, _ body: [UInt8] = [], fields: String = "", version: String = "1.1"
    ) -> [UInt8] {
        Array(
            "POST \(path) HTTP/\(version)\r\nHost: router.example\r\nContent-Length: \(body.count)\r\n\(fields)\r\n"
                .utf8) + body
    }

    /// Sends a POST that is answered at once.
    func post(
        _ path: String, _ body: String = "", fields: String = "", version: String = "1.1"
    ) throws -> Answer {
        try begin(path, Array(body.utf8), fields: fields, version: version)
        return try answer() ?? Answer()
    }

    /// The next answer; `nil`: there is none yet.
    func answer() throws -> Answer? {
        loop.run()
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            unread += buffer.readableBytesView
        }
        let end = Array("\r\n\r\n".utf8)
        guard let place = unread.firstRange(of: end) else { return nil }
        var answer = Answer()
        for (number, line) in String(decoding: unread[..<place.lowerBound], as: UTF8.self)
            .split(separator: "\r\n").enumerated()
        {
            if number == 0 {
                answer.status = Int(line.split(separator: " ")[1]) ?? 0
            } else if let colon = line.firstIndex(of: ":") {
                answer.fields[String(line[..<colon])] = String(line[line.index(colon, offsetBy: 2)...])
            }
        }
        let count = Int(answer.fields["Content-Length"] ?? "") ?? 0
        answer.body = Array(unread[place.upperBound..<(place.upperBound + count)])
        unread.removeFirst(place.upperBound + count)
        return answer
    }

    func close() {
        channel.close(promise: nil)
        loop.run()
    }
}
