import Logging
import WAMPClient
import WAMPRouter

/// A real router in this process, on a port of its own.
struct RunningRouter {
    let server: Server

    static func start() async throws -> RunningRouter {
        var configuration = RouterConfiguration.builtIn
        configuration.listeners = [.init(port: 0)]
        // The other tests may keep every thread busy for long; no deadline may pass meanwhile.
        configuration.limits.pingInterval = .zero
        configuration.limits.handshakeTimeout = .seconds(600)
        configuration.limits.helloTimeout = .seconds(600)
        configuration.limits.drainTimeout = .seconds(300)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return RunningRouter(server: try await Server.start(configuration, logger: logger))
    }

    var url: String { server.endpoints.first?.description ?? "" }

    func connect(_ options: ConnectOptions = ConnectOptions(timeout: .seconds(600))) async throws
        -> WAMPClient
    {
        try await WAMPClient.connect(to: url, realm: "realm1", options: options)
    }
}

/// Runs a test against a router, which is shut down in the end.
func withRouter(_ body: (RunningRouter) async throws -> Void) async throws {
    let router = try await RunningRouter.start()
    do {
        try await body(router)
    } catch {
        await router.server.shutDown()
        throw error
    }
    await router.server.shutDown()
}
