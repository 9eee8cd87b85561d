import ArgumentParser
import Logging
import ServiceLifecycle
import UnixSignals
import WAMPRouter

/// `wamp-router run`: runs the router until SIGINT or SIGTERM. SIGHUP makes it read its configuration again.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the router until SIGINT or SIGTERM; SIGHUP reloads its configuration. (The default.)")

    @OptionGroup var option: ConfigurationOption

    func run() async throws {
        let configuration = try option.load()
        DescriptorLimit.raise()
        Allocator.keepFreedMemory()
        let logger = RouterLogging.makeLogger(configuration.logging)
        // The group would log what the service reports already, in its own words, and the whole configuration with it.
        let silent = Logger(label: "wamp-router") { _ in SwiftLogNoOpLogHandler() }
        let service = RouterService(configuration: configuration, option: option, logger: logger)
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
    let option: ConfigurationOption
    let logger: Logger

    func run() async throws {
        // From now on SIGHUP does not end the process.
        let reloads = await UnixSignalsSequence(trapping: .sighup)
        let option = option
        let server = try await Server.start(configuration, logger: logger) { try option.read() }
        for endpoint in server.endpoints {
            logger.notice("ready: \(endpoint.summary)")
        }
        let trimming = Task { await Allocator.giveBackFreedMemory() }
        defer { trimming.cancel() }
        // Ends with the graceful shutdown. What is wrong with a configuration is in the log.
        for await _ in reloads.cancelOnGracefulShutdown() { _ = try? await server.reload() }
        logger.notice("shutting down")
        await server.shutDown()
        logger.notice("stopped")
    }
}
