import Logging
import WAMPClient
import WAMPRouter

/// A real router in this process, on a port of its own.
struct RunningRouter {
    let server: Server
    /// The path of its Unix socket, where it has one.
    let socket: String?

    static func start(socket: String? = nil) async throws -> RunningRouter {
        var configuration = RouterConfiguration.builtIn
        configuration.listeners = [.init(port: 0)]
        if let socket { configuration.listeners.append(.unix(socket)) }
        // The other tests may keep every thread busy for long; no deadline may pass meanwhile.
        configuration.limits.pingInterval = .zero
        configuration.limits.handshakeTimeout = .seconds(600)
        configuration.limits.helloTimeout = .seconds(600)
        configuration.limits.drainTimeout = .seconds(300)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return RunningRouter(server: try await Server.start(configuration, logger: logger), socket: socket)
    }

    var url: String { server.endpoints.first?.description ?? "" }

    func connect(_ options: ConnectOptions = .patient) async throws
        -> WAMPClient
    {
        try await WAMPClient.connect(to: url, realm: "realm1", options: options)
    }
}

extension RunningRouter {
    func connect(_ wire: Wire) async throws -> WAMPClient {
        try await WAMPClient.connect(to: url(wire.carrier), realm: "realm1", options: wire.options)
    }

    private func url(_ carrier: Wire.Carrier) -> String {
        let port = server.endpoints.first?.port ?? 0
        return switch carrier {
        case .webSocket, .batchedWebSocket: "ws://127.0.0.1:\(port)/ws"
        case .rawSocket: "rs://127.0.0.1:\(port)"
        case .unixWebSocket: "ws+unix://\(socket ?? ""):/ws"
        case .unixRawSocket: "rs+unix://\(socket ?? "")"
        }
    }
}

/// Runs a test against a router, which is shut down in the end.
///
/// - Parameter socket: the path of a Unix socket on which it listens, too.
func withRouter(socket: String? = nil, _ body: (RunningRouter) async throws -> Void) async throws {
    let router = try await RunningRouter.start(socket: socket)
    do {
        try await body(router)
    } catch {
        await router.server.shutDown()
        throw error
    }
    await router.server.shutDown()
}
