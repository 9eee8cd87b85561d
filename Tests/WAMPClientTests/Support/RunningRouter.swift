import Logging
import WAMPClient
import WAMPRouter

/// A real router in this process, on a port of its own.
struct RunningRouter {
    let server: Server

    static func start() async throws -> RunningRouter {
        var configuration = RouterConfiguration.builtIn
        configuration.listeners = [.init(port: 0)]
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return RunningRouter(server: try await Server.start(configuration, logger: logger))
    }

    var url: String { server.endpoints.first?.description ?? "" }

    func connect(_ options: ConnectOptions = ConnectOptions()) async throws -> WAMPClient {
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
