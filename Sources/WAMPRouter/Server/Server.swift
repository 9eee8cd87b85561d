import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Transport
import WAMP

/// A running router: listeners, realms, and the event loop they live on.
///
/// ```swift
/// let server = try await Server.start(configuration, logger: Logger(label: "router"))
/// // …
/// await server.shutDown()
/// ```
public final class Server: Sendable {
    /// Where clients can connect, in the order of the configuration; several for a listener on passed sockets.
    public let endpoints: [Endpoint]

    private let group: MultiThreadedEventLoopGroup
    /// In the order of the configuration.
    let listeners: [Listener]
    /// The configuration that runs.
    let plan: Mutex<ServerPlan>
    /// Reads the configuration again.
    let source: (@Sendable () throws -> RouterConfiguration)?
    let certificates: CertificateWatch
    let logger: Logger
    /// The last reload, which the next one waits for.
    let reloading = Mutex<Task<[ConfigurationChange], any Error>?>(nil)
    /// The shutdown, once it has begun.
    private let ending = Mutex<Task<Void, Never>?>(nil)

    private init(
        endpoints: [Endpoint], group: MultiThreadedEventLoopGroup, listeners: [Listener], plan: ServerPlan,
        source: (@Sendable () throws -> RouterConfiguration)?
    ) {
        self.endpoints = endpoints
        self.group = group
        self.listeners = listeners
        self.plan = Mutex(plan)
        self.source = source
        logger = plan.logger
        certificates = CertificateWatch(
            listeners: listeners.compactMap { listener in
                listener.tls.map { (listener.name, $0) }
            }, logger: logger)
        certificates.warn()
        certificates.start(on: plan.eventLoop)
    }

    /// Loads the certificates of all listeners again. New connections get the new ones; what cannot be used changes nothing but
    /// the log.
    public func reloadCertificates() async {
        let certificates = certificates
        try? await NIOThreadPool.singleton.runIfActive { certificates.reload() }
    }

    /// Binds all listeners of the configuration and serves them.
    ///
    /// - Parameters:
    ///   - environment: where listeners of type `systemd` find the sockets that were passed to this process.
    ///   - source: reads the configuration again, for `reload()` and the procedure `wamp.router.reload`; without it there is
    ///     nothing to read.
    /// - Throws: `ConfigurationErrors` where the configuration cannot be right, `StartError` where an address cannot be bound or
    ///   a folder cannot be read; nothing is left running.
    public static func start(
        _ configuration: RouterConfiguration, logger: Logger,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        source: (@Sendable () throws -> RouterConfiguration)? = nil
    ) async throws -> Server {
        let sockets: [PassedSocket]
        do throws(PassedSocketError) {
            sockets = try PassedSocket.all(in: environment, processID: getpid())
        } catch {
            throw StartError(description: "\(error)")
        }
        return try await start(configuration, logger: logger, passed: sockets, source: source)
    }

    /// The same with the sockets that were passed to the process.
    static func start(
        _ configuration: RouterConfiguration, logger: Logger, passed: [PassedSocket],
        source: (@Sendable () throws -> RouterConfiguration)? = nil
    ) async throws -> Server {
        try configuration.validate()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let plan: ServerPlan
        do {
            plan = try ServerPlan(configuration, logger: logger, eventLoop: group.next())
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        var listeners: [Listener] = []
        var endpoints: [Endpoint] = []
        do {
            for listener in configuration.listeners {
                let bound = try await plan.bind(listener, passed: passed)
                listeners.append(bound)
                endpoints += Endpoint.all(of: listener, bound: bound.localAddresses)
            }
        } catch {
            for listener in listeners { try? await listener.close() }
            try? await group.shutdownGracefully()
            throw error
        }
        for socket in plan.unclaimed(passed) {
            logger.warning(
                "a socket was passed to this process that no listener of the configuration takes",
                metadata: ["name": "\(socket.name)", "descriptor": "\(socket.descriptor)"])
        }
        let server = Server(
            endpoints: endpoints, group: group, listeners: listeners, plan: plan, source: source)
        if source != nil { try? await server.takeRequestsToReload() }
        return server
    }

    /// Stops accepting, says GOODBYE `wamp.close.system_shutdown` to all sessions, waits for their answers for a bounded
    /// time, and ends. Calling it again waits for the same end.
    public func shutDown() async {
        let ending = ending.withLock { ending in
            let task = ending ?? Task { await self.end() }
            ending = task
            return task
        }
        await ending.value
    }

    private func end() async {
        for listener in listeners { try? await listener.close() }
        var drained: [EventLoopFuture<Void>] = []
        let plan = plan.withLock { $0 }
        let routers = (try? await plan.eventLoop.submit { plan.realms.all }.get()) ?? []
        for router in routers { drained.append(await router.shutDown()) }
        let eventLoop = group.next()
        let timeout = eventLoop.scheduleTask(in: plan.drainTimeout) {}
        do {
            try await Self.first(of: .andAllSucceed(drained, on: eventLoop), timeout.futureResult).get()
        } catch {
            logger.warning("sessions did not end in order", metadata: ["error": "\(error)"])
        }
        timeout.cancel()
        await plan.services.clock.connectionsClosed(within: .milliseconds(500))
        try? await group.shutdownGracefully()
    }

    private static func first(
        of one: EventLoopFuture<Void>, _ other: EventLoopFuture<Void>
    ) -> EventLoopFuture<Void> {
        let promise = one.eventLoop.makePromise(of: Void.self)
        one.whenComplete { promise.completeWith($0) }
        other.whenSuccess { promise.succeed() }
        return promise.futureResult
    }
}

/// Why a server did not start.
public struct StartError: Error, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
}
