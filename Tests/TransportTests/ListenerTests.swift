import NIOCore
import NIOEmbedded
import NIOPosix
import Testing
import WebSocket

@testable import Transport

@Suite("A TCP port")
struct ListenerTests {
    private func endpoint(connections: Int) -> ListenerEndpoint {
        ListenerEndpoint(
            webSocketPath: "/ws", handshake: ServerHandshake(),
            site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{}" },
            limits: .test(connections: connections), sendsDirectly: true
        ) { _, _ in RecordingReceiver() }
    }

    @Test("One connection more than the limit is refused, until one has gone")
    func limit() throws {
        let loop = EmbeddedEventLoop()
        let services = LoopServices(eventLoop: loop, interval: .seconds(1))
        let endpoint = endpoint(connections: 2)
        let channels = (0..<3).map { _ in EmbeddedChannel(loop: loop) }
        for channel in channels[..<2] { try Listener.configure(channel, endpoint, services) }
        #expect(throws: (any Error).self) { try Listener.configure(channels[2], endpoint, services) }
        channels[0].close(promise: nil)
        loop.run()
        try Listener.configure(channels[2], endpoint, services)
        #expect(services.clock.count == 2)
        for channel in channels[1...] { _ = try channel.finish() }
        loop.run()
        #expect(services.clock.count == 0)
    }

    @Test("Port 0 binds a free port; after close nobody listens there")
    func bind() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let services = LoopServices(eventLoop: loop, interval: .seconds(1))
        let listener = try await Listener.bind(
            host: "127.0.0.1", port: 0, endpoint: endpoint(connections: 10), eventLoop: loop,
            services: services)
        let address = try #require(listener.localAddress)
        #expect(address.port ?? 0 > 0)
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
            to: address
        ).get()
        try await client.close()
        try await listener.close()
        await #expect(throws: (any Error).self) {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address).get()
        }
        await services.clock.connectionsClosed(within: .seconds(30))
    }
}
