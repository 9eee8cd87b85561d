import Logging
import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import Transport

@Suite("Connections of one address")
struct ConnectionCountsTests {
    private let counts = ConnectionCounts()

    private static func network(_ address: String) throws -> IPNetwork? {
        IPNetwork(try SocketAddress(ipAddress: address, port: 1))
    }

    @Test("As many connections begin as there may be, and another one when one has ended")
    func limit() throws {
        let network = try #require(try Self.network("192.0.2.7"))
        let other = try #require(try Self.network("192.0.2.8"))
        #expect(counts.enter(network, limit: 2) == true)
        #expect(counts.enter(network, limit: 2) == true)
        #expect(counts.enter(network, limit: 2) == false)
        #expect(counts.enter(other, limit: 2) == true)
        counts.leave(network)
        #expect(counts.enter(network, limit: 2) == true)
        counts.leave(network)
        counts.leave(network)
        #expect(counts.count(network) == 0)
        counts.leave(network)
        #expect(counts.count(network) == 0)
    }

    @Test(
        "IPv4 addresses count one by one, however they are written, and IPv6 addresses by their first half",
        arguments: [
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.7", "::ffff:192.0.2.7", true), ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false),
            ("2001:db8::1", "2001:db8::2", true), ("2001:db8::1", "2001:db8:0:0:ffff::1", true),
            ("2001:db8::1", "2001:db8:0:1::1", false), ("::1", "0.0.0.0", false),
        ])
    func networks(one: String, other: String, isSame: Bool) throws {
        #expect((try Self.network(one) == Self.network(other)) == isSame)
    }

    @Test("A Unix socket has no address that could be counted")
    func unixSocket() throws {
        #expect(IPNetwork(try SocketAddress(unixDomainSocketPath: "/run/wamp.sock")) == nil)
        #expect(IPNetwork(nil) == nil)
    }

    @Test("Refusals are told once a minute, with their number")
    func log() {
        let log = RecordedLog()
        let logger = Logger(label: "test") { _ in log }
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        for second in 0..<61 {
            counts.refuse("192.0.2.7:1", "reason \(second)", now: start + .seconds(Int64(second)), logger)
        }
        #expect(
            log.lines == [
                "warning connections are refused: 192.0.2.7:1: reason 0: 1",
                "warning connections are refused: 192.0.2.7:1: reason 60: 60",
            ])
    }

    @Test("A listener counts the connections of an address for as long as they last")
    func listener() throws {
        let loop = EmbeddedEventLoop()
        let services = LoopServices(eventLoop: loop, interval: .milliseconds(100))
        var endpoint = ListenerEndpoint.test()
        endpoint.limits.maximumConnectionsPerAddress = 2
        var channels: [EmbeddedChannel] = []
        func connect(_ address: String) throws {
            let channel = EmbeddedChannel(loop: loop)
            try channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
            try Listener.configure(channel, endpoint, services)
            channels.append(channel)
        }
        try connect("192.0.2.7")
        try connect("192.0.2.7")
        #expect(throws: TooManyConnections.self) { try connect("192.0.2.7") }
        try connect("192.0.2.8")
        channels[0].close(promise: nil)
        loop.run()
        try connect("192.0.2.7")
        // Behind a proxy it is the client's address that counts.
        endpoint.expectsProxyHeader = true
        for _ in 0..<3 { try connect("192.0.2.9") }
        for (channel, isServed) in zip(channels.suffix(3), [true, true, false]) {
            channel.pipeline.fireChannelRead(
                ByteBuffer(string: "PROXY TCP4 203.0.113.9 192.0.2.1 80 443\r\n"))
            loop.run()
            #expect(channel.isActive == isServed)
        }
    }
}

extension ListenerEndpoint {
    /// Everything there is, with receivers that write down what they are told.
    static func test(
        makeReceiver: @escaping @Sendable (OutboundQueue, ClientOrigin) -> any MessageReceiver = { _, _ in
            RecordingReceiver()
        }
    ) -> ListenerEndpoint {
        ListenerEndpoint(
            webSocketPath: "/ws", serializers: [.json, .cbor],
            handshake: .init(paths: ["/ws"], subprotocols: ["wamp.2.json"], requiresSubprotocol: true),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{}" }, limits: .test(),
            sendsDirectly: true, makeReceiver: makeReceiver)
    }
}
