import Foundation
import Logging
import NIOCore
import Routing
import Transport
import WAMP
import WebSocket

/// A configuration in the form in which it runs: realms with their routers, and what each listener serves.
struct ServerPlan {
    let realms: Realms
    let services: LoopServices
    let randomness: Randomness
    let eventLoop: any EventLoop
    let logger: Logger
    let now: @Sendable () -> UInt64
    /// See `RealmAuthentication`.
    private let mockSecret: [UInt8]
    private(set) var configuration: RouterConfiguration
    /// What becomes of the configuration's realms, in its order.
    private var policies: [RealmPolicy] = []

    /// - Throws: `StartError` where the configuration contradicts itself; one that was validated does not.
    init(
        _ configuration: RouterConfiguration, logger: Logger, eventLoop: any EventLoop,
        randomness: Randomness = .system, now: @escaping @Sendable () -> UInt64 = WallClock.now
    ) throws {
        self.configuration = configuration
        self.randomness = randomness
        self.logger = logger
        self.eventLoop = eventLoop
        self.now = now
        mockSecret = (0..<4).flatMap { _ in withUnsafeBytes(of: randomness.word()) { Array($0) } }
        let limits = configuration.limits
        services = LoopServices(eventLoop: eventLoop, interval: Self.clockInterval(limits))
        realms = Realms(scanLimits: ScanLimits(depth: limits.maximumDepth))
        policies = try makePolicies()
        for (realm, policy) in zip(configuration.realms, policies) { add(realm, policy) }
    }

    var connectionLimits: ConnectionLimits { ConnectionLimits(configuration.limits) }
    var drainTimeout: TimeAmount { TimeAmount(configuration.limits.drainTimeout) }

    private func makePolicies() throws -> [RealmPolicy] {
        try configuration.realms.map { realm in
            try RealmPolicy(
                realm, limits: configuration.limits, logger: logger, seed: randomness.word(),
                mockSecret: mockSecret)
        }
    }

    private func add(_ realm: RouterConfiguration.Realm, _ policy: RealmPolicy) {
        realms.add(
            Router(
                realm: realm.name, policy: policy, limits: RealmLimits(configuration.limits).adding(realm),
                eventLoop: eventLoop, randomness: randomness, now: now))
    }

    /// The plan for another configuration, with the same realms where they are in both. Nothing of what runs has changed yet.
    ///
    /// - Throws: `StartError` where the configuration contradicts itself; one that was validated does not.
    func replanned(for configuration: RouterConfiguration) throws -> ServerPlan {
        var plan = self
        plan.configuration = configuration
        plan.policies = try plan.makePolicies()
        return plan
    }

    /// Brings the running realms in line with the configuration; to be called on their loop. Realms that it does not have any
    /// more end, with all their sessions.
    func applyToRealms() {
        realms.scanLimits = ScanLimits(depth: configuration.limits.maximumDepth)
        let names = Set(configuration.realms.map(\.name))
        for router in realms.all where !names.contains(router.realm) {
            realms.remove(router.realm)
            router.assumeIsolated { $0.close() }
        }
        for (realm, policy) in zip(configuration.realms, policies) {
            guard let router = realms.router(for: realm.name) else {
                add(realm, policy)
                continue
            }
            router.assumeIsolated { $0.apply(policy, RealmLimits(configuration.limits).adding(realm)) }
        }
    }

    /// Deadlines are kept to within a quarter of the shortest of them, and to within a second.
    private static func clockInterval(_ limits: RouterConfiguration.Limits) -> TimeAmount {
        let spans = [
            limits.handshakeTimeout, limits.helloTimeout, limits.pingInterval, limits.pongTimeout,
        ].map { TimeAmount($0).nanoseconds }.filter { $0 > 0 }
        let shortest = spans.min() ?? TimeAmount.seconds(1).nanoseconds
        return .nanoseconds(
            min(max(shortest / 4, TimeAmount.milliseconds(5).nanoseconds), TimeAmount.seconds(1).nanoseconds))
    }
}

/// The time of day.
enum WallClock {
    /// Milliseconds since 1970.
    static func now() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
}

extension ConnectionLimits {
    fileprivate init(_ limits: RouterConfiguration.Limits) {
        self.init(
            webSocket: WebSocketLimits(
                maximumFrameSize: limits.maximumMessageSize, maximumMessageSize: limits.maximumMessageSize),
            outbound: OutboundLimits(
                maximumPendingBytes: limits.maximumOutboundBytes,
                pauseReadingAbove: limits.maximumOutboundBytes / 4),
            keepAlive: KeepAliveLimits(
                interval: TimeAmount(limits.pingInterval), timeout: TimeAmount(limits.pongTimeout)),
            maximumConnections: limits.maximumConnections,
            handshakeTimeout: TimeAmount(limits.handshakeTimeout),
            openingTimeout: TimeAmount(limits.helloTimeout))
        maximumOpeningMessageSize = limits.maximumOpeningMessageSize
        maximumConnectionsPerAddress = limits.maximumConnectionsPerAddress
    }
}

extension RealmLimits {
    fileprivate init(_ limits: RouterConfiguration.Limits) {
        self.init(
            broker: BrokerLimits(subscriptionsPerSession: limits.maximumSubscriptionsPerSession),
            dealer: DealerLimits(
                registrationsPerSession: limits.maximumRegistrationsPerSession,
                pendingCallsPerSession: limits.maximumPendingCallsPerSession,
                calleesPerRegistration: limits.maximumCalleesPerRegistration,
                waitingCallsPerRegistration: limits.maximumQueuedCallsPerRegistration,
                heldBytes: limits.maximumHeldBytes, heldBytesPerSession: limits.maximumHeldBytes / 4))
    }
}
