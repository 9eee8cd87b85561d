import ArgumentParser
import Logging
import ServiceLifecycle
import WAMPRouter

/// `wamp-router run`: runs the router until SIGINT or SIGTERM.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the router until SIGINT or SIGTERM. (The default.)")

    @OptionGroup var option: ConfigurationOption

    func run() async throws {
        let configuration = try option.load()
        DescriptorLimit.raise()
        let logger = RouterLogging.makeLogger(configuration.logging)
        let server: Server
        do {
            server = try await Server.start(configuration, logger: logger)
        } catch {
            print(toStandardError: "\(error)")
            throw ExitCode.failure
        }
        for endpoint in server.endpoints {
            logger.notice("ready: WAMP clients connect to \(endpoint), browsers open \(endpoint.page)")
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: RouterService(server: server, logger: logger))],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }
}

/// Waits for the signal, then shuts the server down in order.
private struct RouterService: Service {
    let server: Server
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        logger.notice("shutting down")
        await server.shutDown()
        logger.notice("stopped")
    }
}
