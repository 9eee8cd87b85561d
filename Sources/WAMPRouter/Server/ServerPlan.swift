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
    let drainTimeout: TimeAmount
    let randomness: Randomness
    let configuration: RouterConfiguration
    let eventLoop: any EventLoop
    let connectionLimits: ConnectionLimits
    let logger: Logger

    /// - Throws: `StartError` where the configuration contradicts itself; one that was validated does not.
    init(
        _ configuration: RouterConfiguration, logger: Logger, eventLoop: any EventLoop,
        randomness: Randomness = .system, now: @escaping @Sendable () -> UInt64 = WallClock.now
    ) throws {
        self.configuration = configuration
        self.randomness = randomness
        self.logger = logger
        self.eventLoop = eventLoop
        let limits = configuration.limits
        connectionLimits = ConnectionLimits(limits)
        services = LoopServices(eventLoop: eventLoop, interval: Self.clockInterval(limits))
        drainTimeout = TimeAmount(limits.drainTimeout)
        let realmLimits = RealmLimits(limits)
        let routers = try configuration.realms.map { realm in
            Router(
                realm: realm.name,
                policy: try RealmPolicy(realm, limits: limits, logger: logger, seed: randomness.word()),
                limits: realmLimits.adding(realm), eventLoop: eventLoop, randomness: randomness, now: now)
        }
        realms = Realms(routers: routers, scanLimits: ScanLimits(depth: limits.maximumDepth))
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
