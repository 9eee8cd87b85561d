import Logging
import NIOCore
import NIOEmbedded
import Routing
import Testing
import Transport

@testable import WAMPRouter

/// A router without sockets: realms on the stage's event loop, and clients on embedded channels that share one embedded
/// loop. The clocks of both move only when a test says so.
@Stage
final class World {
    /// The time of day at which every world begins, in milliseconds since 1970: 2027-01-15T08:00:00Z.
    nonisolated static let beginning: UInt64 = 1_800_000_000_000

    let loop = EmbeddedEventLoop()
    /// The clock of the realms.
    let time = SteppedEventLoop(on: Stage.shared.eventLoop)
    private var plan: ServerPlan
    private let endpoint: ListenerEndpoint
    private let services: LoopServices

    /// - Parameter adjust: changes the built-in configuration.
    init(seed: UInt64 = 1, _ adjust: (inout RouterConfiguration) -> Void = { _ in }) throws {
        var configuration = RouterConfiguration.builtIn
        configuration.limits.pingInterval = .zero
        adjust(&configuration)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let time = time
        let start = time.now
        plan = try ServerPlan(
            configuration, logger: logger, eventLoop: time,
            randomness: SeededRandomness(seed: seed).randomness,
            now: { Self.beginning + UInt64((time.now - start).nanoseconds / 1_000_000) })
        endpoint = try plan.endpoint(for: configuration.listeners[0])
        services = LoopServices(eventLoop: loop, interval: .milliseconds(100))
    }

    /// The realms are given another configuration while they run; that of the listeners stays.
    func reload(_ adjust: (inout RouterConfiguration) -> Void) throws {
        var configuration = plan.configuration
        adjust(&configuration)
        plan = try plan.replanned(for: configuration)
        plan.applyToRealms()
        loop.run()
    }

    /// A client whose transport is open, without a session.
    func connect(_ dialect: Dialect = .json, offering extensions: String? = nil) throws -> ScriptedPeer {
        let channel = EmbeddedChannel(loop: loop)
        try Listener.configure(channel, endpoint, services)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 4711)).wait()
        return try ScriptedPeer(channel, loop, speaking: dialect, extensions: extensions)
    }

    /// A client of another dialect with a session that announced these features in each of its roles.
    func join(_ dialect: Dialect, announcing features: String...) throws -> ScriptedPeer {
        let peer = try connect(dialect)
        peer.joins(announcing: features)
        return peer
    }

    /// A client with a session in `realm`. Its subscriber, publisher and caller features do not matter to the router.
    func join(_ realm: String = "realm1", calleeFeatures: String) throws -> ScriptedPeer {
        let peer = try connect()
        peer.joins(realm, calleeFeatures: calleeFeatures)
        return peer
    }

    /// A client with a session that announced these features in each of its roles.
    ///
    /// - Parameters:
    ///   - authid: the session is this user's, as if the client had authenticated itself.
    ///   - role: and has this role.
    func join(
        _ realm: String = "realm1", as authid: String? = nil, role: String? = nil,
        announcing features: String...
    ) throws -> ScriptedPeer {
        let peer = try connect()
        peer.joins(realm, announcing: features)
        guard authid != nil || role != nil else { return peer }
        let session = try #require(self.session(peer.session, of: realm))
        if let authid { session.identity.authid = authid }
        if let role {
            let found = inspect(realm) { router in router.policy.roles.first { $0.name == role } }
            session.role = try #require(found ?? nil)
            let id = session.id
            inspect(realm) { router in
                router.idsByRole[session.identity.authrole]?.remove(id)
                router.idsByRole[role, default: SortedIDs()].insert(id)
            }
            session.identity.authrole = role
        }
        return peer
    }

    /// Time passes for the realms. That of the connections, which have much to do each second, is `loop`'s.
    func advance(by span: TimeAmount) {
        time.advance(by: span)
        loop.run()
    }

    /// What the router of a realm says of itself.
    func inspect<Answer: Sendable>(
        _ realm: String = "realm1", _ body: @Sendable (isolated Router) throws -> Answer
    ) rethrows -> Answer? {
        try plan.realms.router(for: realm)?.assumeIsolated { try body($0) }
    }

    /// The router's side of the session with this id.
    func session(_ id: String, of realm: String = "realm1") -> RouterSession? {
        inspect(realm) { router in
            for case let session? in router.sessions where String(session.id) == id { return session }
            return nil
        } ?? nil
    }

    /// The routers say goodbye to everybody.
    func shutDown() -> Drained {
        let drained = Drained()
        for router in plan.realms.all {
            router.assumeIsolated { $0.shutDown() }.assumeIsolated().whenSuccess { drained.count += 1 }
        }
        loop.run()
        return drained
    }

    /// How many realms have no session left after a shutdown.
    final class Drained {
        var count = 0
    }
}
