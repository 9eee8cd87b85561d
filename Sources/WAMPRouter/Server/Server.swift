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
    /// Where clients can connect.
    public struct Endpoint: Sendable, CustomStringConvertible {
        /// The host as configured.
        public let host: String
        /// The port that was bound.
        public let port: Int
        /// The path of the WebSocket endpoint.
        public let path: String

        /// The address for WAMP clients.
        public var description: String { "ws://\(authority)\(path)" }
        /// The address for web browsers.
        public var page: String { "http://\(authority)/" }

        private var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    }

    /// Where clients can connect, in the order of the configuration.
    public let endpoints: [Endpoint]

    private let group: MultiThreadedEventLoopGroup
    private let listeners: [Listener]
    private let realms: Realms
    private let services: LoopServices
    private let drainTimeout: TimeAmount
    private let logger: Logger
    /// The shutdown, once it has begun.
    private let ending = Mutex<Task<Void, Never>?>(nil)

    private init(
        endpoints: [Endpoint], group: MultiThreadedEventLoopGroup, listeners: [Listener], realms: Realms,
        services: LoopServices, drainTimeout: TimeAmount, logger: Logger
    ) {
        self.endpoints = endpoints
        self.group = group
        self.listeners = listeners
        self.realms = realms
        self.services = services
        self.drainTimeout = drainTimeout
        self.logger = logger
    }

    /// Binds all listeners of the configuration and serves them.
    ///
    /// - Throws: `ConfigurationErrors` where the configuration cannot be right, `StartError` where an address cannot be bound or
    ///   a folder cannot be read; nothing is left running.
    public static func start(
        _ configuration: RouterConfiguration, logger: Logger
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
                let endpoint = try plan.endpoint(for: listener)
                let bound = try await plan.bind(listener, endpoint)
                listeners.append(bound)
                endpoints.append(
                    Endpoint(
                        host: listener.host, port: bound.localAddress?.port ?? listener.port,
                        path: listener.path))
            }
        } catch {
            for listener in listeners { try? await listener.close() }
            try? await group.shutdownGracefully()
            throw error
        }
        return Server(
            endpoints: endpoints, group: group, listeners: listeners, realms: plan.realms,
            services: plan.services, drainTimeout: plan.drainTimeout, logger: logger)
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
        for router in realms.all { drained.append(await router.shutDown()) }
        let eventLoop = group.next()
        let timeout = eventLoop.scheduleTask(in: drainTimeout) {}
        do {
            try await Self.first(of: .andAllSucceed(drained, on: eventLoop), timeout.futureResult).get()
        } catch {
            logger.warning("sessions did not end in order", metadata: ["error": "\(error)"])
        }
        timeout.cancel()
        await services.clock.connectionsClosed(within: .milliseconds(500))
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
