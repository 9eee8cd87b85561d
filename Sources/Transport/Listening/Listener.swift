import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A TCP port, a Unix socket, or sockets that were passed: accepts connections of all protocols that its endpoint has.
package struct Listener: Sendable {
    private let channels: [any Channel]
    private let file: UnixSocketFile?
    /// What new connections get.
    package private(set) var served: ServedEndpoint?
    /// How TLS is spoken here; `nil` where it is not.
    package private(set) var tls: TLSServer?

    private init(channels: [any Channel], file: UnixSocketFile?) {
        self.channels = channels
        self.file = file
    }

    /// Binds and listens; accepted connections are served by `eventLoop`.
    ///
    /// - Throws: what the system says where the address is not available, `UnixSocketError`, `PassedSocketError`.
    package static func bind(
        _ address: ListenerAddress, endpoint: ListenerEndpoint, eventLoop: any EventLoop,
        services: LoopServices
    ) async throws -> Listener {
        let served = ServedEndpoint(endpoint)
        let bootstrap = ServerBootstrap(group: eventLoop, childGroup: eventLoop)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try configure(channel, served.current, services) }
            }
        var listener = try await bind(bootstrap, to: address)
        listener.tls = endpoint.tls
        listener.served = served
        return listener
    }

    private static func bind(
        _ bootstrap: ServerBootstrap, to address: ListenerAddress
    ) async throws -> Listener {
        switch address {
        case .tcp(let host, let port, let isIPv6Only):
            return Listener(
                channels: [try await bind(bootstrap, host: host, port: port, isIPv6Only)], file: nil)
        case .unix(let path, let mode):
            let (file, descriptor) = try UnixSocketFile.bind(path: path, mode: mode)
            do {
                return Listener(channels: [try await listen(bootstrap, on: descriptor)], file: file)
            } catch {
                file.remove()
                throw error
            }
        case .passed(let sockets): return try await bind(bootstrap, to: sockets)
        }
    }

    /// Connections that the system completes before they are accepted; it takes no more than its own limit, which is this by
    /// default.
    private static let backlog: CInt = 4096

    private static func bind(
        _ bootstrap: ServerBootstrap, host: String, port: Int, _ isIPv6Only: Bool
    ) async throws -> any Channel {
        guard host.utf8.contains(UInt8(ascii: ":")) else {
            return try await bootstrap.bind(host: host, port: port).get()
        }
        // Said in either case: the system's default can be changed.
        let option = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
        return try await bootstrap.serverChannelOption(option, value: isIPv6Only ? 1 : 0)
            .bind(host: host, port: port).get()
    }

    private static func bind(
        _ bootstrap: ServerBootstrap, to sockets: [PassedSocket]
    ) async throws -> Listener {
        for socket in sockets { try socket.claim() }
        var channels: [any Channel] = []
        do {
            for socket in sockets { channels.append(try await listen(bootstrap, on: socket.descriptor)) }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        return Listener(channels: channels, file: nil)
    }

    private static func listen(
        _ bootstrap: ServerBootstrap, on descriptor: CInt
    ) async throws -> any Channel {
        let channel = try await bootstrap.withBoundSocket(descriptor).get()
        // The bootstrap listens before it looks at its options.
        _ = Glibc.listen(descriptor, backlog)
        return channel
    }

    /// Connections beyond the limit that are heard for long enough to be told why they are refused.
    private static let refusedConnections = 16

    /// Puts the handler of a new connection into its pipeline.
    ///
    /// - Throws: `TooManyConnections`, whereupon the channel is closed.
    package static func configure(
        _ channel: any Channel, _ endpoint: ListenerEndpoint, _ services: LoopServices
    ) throws {
        let excess = services.clock.count - endpoint.limits.maximumConnections
        guard excess < refusedConnections else {
            refuse(channel.peerDescription, "max_connections is reached", endpoint, services)
            throw TooManyConnections()
        }
        // Behind a proxy the client's address is not yet known.
        if !endpoint.expectsProxyHeader, !count(channel, channel.remoteAddress, endpoint, services) {
            throw TooManyConnections()
        }
        try channel.pipeline.syncOperations.addHandler(
            OpeningHandler(endpoint: endpoint, services: services, isRefused: excess >= 0))
    }

    /// Counts a connection of a client for as long as it lasts.
    ///
    /// - Returns: false where there are too many of the same address already.
    static func count(
        _ channel: any Channel, _ address: SocketAddress?, _ endpoint: ListenerEndpoint,
        _ services: LoopServices
    ) -> Bool {
        let limit = endpoint.limits.maximumConnectionsPerAddress
        guard limit > 0, let network = IPNetwork(address) else { return true }
        guard services.counts.enter(network, limit: limit) else {
            refuse(
                address?.authority ?? "unknown", "max_connections_per_address is reached", endpoint, services)
            return false
        }
        channel.closeFuture.assumeIsolated().whenComplete { _ in services.counts.leave(network) }
        return true
    }

    private static func refuse(
        _ peer: String, _ reason: String, _ endpoint: ListenerEndpoint, _ services: LoopServices
    ) {
        services.counts.refuse(peer, reason, now: services.clock.now, endpoint.logger)
    }

    /// The addresses that are bound, with the port where 0 was asked for; at least one.
    package var localAddresses: [SocketAddress] { channels.compactMap(\.localAddress) }

    /// The first address, for the log.
    package var name: String {
        guard let address = localAddresses.first else { return "closed" }
        return address.authority ?? "unix:\(address.pathname ?? "")"
    }

    /// Stops accepting, and removes the file of a Unix socket.
    package func close() async throws {
        file?.remove()
        for channel in channels { try await channel.close() }
    }
}

/// The router has as many connections as it may have.
struct TooManyConnections: Error {}
