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
        Allocator.keepFreedMemory()
        let logger = RouterLogging.makeLogger(configuration.logging)
        // The group would log what the service reports already, in its own words.
        var silent = logger
        silent.logLevel = .critical
        let service = RouterService(configuration: configuration, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service)], gracefulShutdownSignals: [.sigint, .sigterm],
                logger: silent))
        do {
            try await group.run()
        } catch {
            print(toStandardError: "\(error)")
            throw ExitCode.failure
        }
    }
}

/// Starts the server, waits for a signal, and shuts the server down in order. It starts only once the signals are being
/// listened to, so that none ends the process the hard way.
private struct RouterService: Service {
    let configuration: RouterConfiguration
    let logger: Logger

    func run() async throws {
        let server = try await Server.start(configuration, logger: logger)
        for endpoint in server.endpoints {
            logger.notice("ready: \(endpoint.summary)")
        }
        try await gracefulShutdown()
        logger.notice("shutting down")
        await server.shutDown()
        logger.notice("stopped")
    }
}
