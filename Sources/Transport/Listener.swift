import NIOCore
import NIOHTTP1
import NIOPosix
import WebSocket

/// What one listener serves, the same for all its connections.
package struct ListenerEndpoint: Sendable {
    package var webSocketPath: String
    package var handshake: ServerHandshake
    package var site: HTTPSite
    package var limits: ConnectionLimits
    /// See `DirectSend`.
    package var sendsDirectly: Bool
    /// Makes the session behind a new WebSocket connection; called on the connection's loop.
    package var makeReceiver: @Sendable (_ outbound: OutboundQueue, _ peer: String) -> any MessageReceiver

    package init(
        webSocketPath: String, handshake: ServerHandshake, site: HTTPSite, limits: ConnectionLimits,
        sendsDirectly: Bool,
        makeReceiver: @escaping @Sendable (_ outbound: OutboundQueue, _ peer: String) -> any MessageReceiver
    ) {
        self.webSocketPath = webSocketPath
        self.handshake = handshake
        self.site = site
        self.limits = limits
        self.sendsDirectly = sendsDirectly
        self.makeReceiver = makeReceiver
    }
}

/// What the connections of one event loop share.
package struct LoopServices: Sendable {
    package let flushList: FlushList
    package let clock: ConnectionClock

    /// - Parameter interval: how exactly deadlines are kept.
    package init(eventLoop: any EventLoop, interval: TimeAmount) {
        flushList = FlushList(eventLoop: eventLoop)
        clock = ConnectionClock(eventLoop: eventLoop, interval: interval)
    }
}

/// A TCP port that accepts WebSocket connections and plain HTTP requests.
package struct Listener: Sendable {
    private let channel: any Channel

    /// Binds and listens; accepted connections are served by `eventLoop`.
    ///
    /// - Throws: what the system says where the address is not available.
    package static func bind(
        host: String, port: Int, endpoint: ListenerEndpoint, eventLoop: any EventLoop, services: LoopServices
    ) async throws -> Listener {
        let bootstrap = ServerBootstrap(group: eventLoop, childGroup: eventLoop)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try configure(channel, endpoint, services)
                }
            }
        return Listener(channel: try await bootstrap.bind(host: host, port: port).get())
    }

    /// Puts the handlers of a new connection into its pipeline.
    ///
    /// - Throws: `TooManyConnections`, whereupon the channel is closed.
    package static func configure(
        _ channel: any Channel, _ endpoint: ListenerEndpoint, _ services: LoopServices
    ) throws {
        guard services.clock.count < endpoint.limits.maximumConnections else { throw TooManyConnections() }
        var headLimits = NIOHTTPDecoderLimitConfiguration()
        headLimits.maxHeaderFieldSize = endpoint.limits.maximumRequestHeadSize
        headLimits.maxHeaderListSize = endpoint.limits.maximumRequestHeadSize
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: headLimits))
        try channel.pipeline.syncOperations.addHandlers([
            decoder,
            HTTPHandler(
                endpoint: endpoint, decoder: decoder, clock: services.clock, flushList: services.flushList),
        ])
    }

    /// The address that was bound; its port where 0 was asked for.
    package var localAddress: SocketAddress? { channel.localAddress }

    /// Stops accepting.
    package func close() async throws {
        try await channel.close()
    }
}

/// The router has as many connections as it may have.
struct TooManyConnections: Error {}
