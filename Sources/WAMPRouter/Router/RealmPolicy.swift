import Logging
import Routing
import WAMP
import WAMPAuth

/// What the configuration says of a realm, in the form in which its router asks it.
struct RealmPolicy: Sendable {
    /// A role of the realm. A class, so that deciding about a message copies a reference and not the rules.
    final class Role: Sendable {
        let name: String
        let permissions: Permissions
        /// Decides what the rules leave open.
        let authorizer: DynamicAuthorizer?
        let slowConsumer: SlowConsumerPolicy
        let quotas: SessionQuotas

        init(
            name: String, permissions: Permissions, authorizer: DynamicAuthorizer? = nil,
            slowConsumer: SlowConsumerPolicy,
            quotas: SessionQuotas = SessionQuotas(role: .init(), realm: .init(), group: -1)
        ) {
            self.name = name
            self.permissions = permissions
            self.authorizer = authorizer
            self.slowConsumer = slowConsumer
            self.quotas = quotas
        }
    }

    var uriRule: URIRule
    var maximumURILength: Int
    var scanLimits: ScanLimits
    var maximumSessions: Int
    var toleratesRequestIDs: Bool
    var roles: [Role]
    /// How clients get to a role.
    var authentication: RealmAuthentication
    var callTimeout: CallTimeout
    /// A session may take over the registration of another one with its authid.
    var allowsTakeover: Bool
    var retention: RetainedEvents.Limits
    var histories: [History]
    /// Of the events in one answer of `wamp.subscription.get_events`, in bytes: 1 MiB, as much as a small realm keeps in all,
    /// and less where so much may not wait for one connection.
    var maximumHistoryPage: Int
    var testaments: Testaments.Limits
    /// Of the messages that a session has sent while an authorizer is being asked, in bytes.
    var maximumSuspendedBytes: Int
    var logger: Logger

    /// How long calls may take, in milliseconds; 0 is without a limit (advanced profile, "Call Timeout").
    struct CallTimeout: Sendable {
        /// Of calls that name none.
        var standard: UInt64
        var longest: UInt64

        /// What holds for a call that asks for this timeout.
        func effective(_ timeout: UInt64) -> UInt64 {
            let wanted = timeout > 0 ? timeout : standard
            if longest == 0 { return wanted }
            return wanted == 0 ? longest : min(wanted, longest)
        }
    }

    /// A topic or pattern whose events are kept (advanced profile, "Event History").
    struct History: Sendable {
        var topic: [UInt8]
        var match: MatchPolicy
        var limits: EventHistoryLimits
    }

    /// - Parameters:
    ///   - seed: a secret random number, for hash tables.
    ///   - mockSecret: random bytes that stay the same as long as the process runs, see `RealmAuthentication`.
    /// - Throws: `StartError` for rules or roles that a validated configuration does not have.
    init(
        _ realm: RouterConfiguration.Realm, limits: RouterConfiguration.Limits, logger: Logger, seed: UInt64,
        mockSecret: [UInt8]
    ) throws {
        self.logger = logger
        uriRule = realm.uriRules == .strict ? .strict : .loose
        maximumURILength = limits.maximumURILength
        scanLimits = ScanLimits(depth: limits.maximumDepth)
        maximumSessions = min(realm.quotas.maximumSessions ?? .max, limits.maximumSessions)
        toleratesRequestIDs = realm.requestIDs == .tolerant
        callTimeout = CallTimeout(
            standard: realm.callTimeout.default.milliseconds,
            longest: realm.callTimeout.maximum.milliseconds)
        allowsTakeover = realm.registrationTakeover == .sameAuthid
        retention = RetainedEvents.Limits(
            topics: realm.retention.maximumTopics,
            bytes: min(realm.retention.maximumBytes, limits.maximumOutboundBytes / 2))
        maximumHistoryPage = min(1 << 20, limits.maximumOutboundBytes / 4)
        histories = realm.eventHistory.map { history in
            History(
                topic: Array(history.uri.utf8), match: history.match.policy,
                limits: EventHistoryLimits(
                    events: history.maximumEvents, bytes: history.maximumBytes,
                    age: history.maximumAge.milliseconds))
        }
        testaments = Testaments.Limits(
            count: limits.maximumTestamentsPerSession, bytes: limits.maximumTestamentBytesPerSession)
        maximumSuspendedBytes = limits.maximumOutboundBytes
        roles = try realm.roles.enumerated().map { number, role in
            do throws(PermissionRuleError) {
                return Role(
                    name: role.name, permissions: try role.compiledPermissions(seed: seed),
                    authorizer: role.authorizer.map { DynamicAuthorizer($0, seed: seed) },
                    slowConsumer: SlowConsumerPolicy(
                        role.slowConsumer, maximumOutboundBytes: limits.maximumOutboundBytes),
                    quotas: SessionQuotas(role: role.quotas, realm: realm.quotas, group: number))
            } catch {
                throw StartError(description: "realm \(realm.name), role \(role.name): \(error)")
            }
        }
        authentication = realm.compiledAuthentication(mockSecret: mockSecret)
        if let anonymous = realm.authentication.anonymous, !authentication.roles.contains(anonymous.role) {
            throw StartError(description: "realm \(realm.name) has no role \(anonymous.role)")
        }
    }
}

/// Bounds of what one session of a realm may hold.
struct RealmLimits: Sendable {
    var broker: BrokerLimits
    var dealer: DealerLimits

    /// These with the quotas of a realm and its roles.
    func adding(_ realm: RouterConfiguration.Realm) -> RealmLimits {
        func allowance(_ member: KeyPath<RouterConfiguration.Quotas, Int?>) -> Allowance {
            Allowance(
                groups: realm.roles.map { $0.quotas[keyPath: member] ?? .max },
                limit: realm.quotas[keyPath: member] ?? .max)
        }
        var limits = self
        limits.broker.subscriptions = allowance(\.maximumSubscriptions)
        limits.dealer.registrations = allowance(\.maximumRegistrations)
        limits.dealer.pendingCalls = allowance(\.maximumPendingCalls)
        return limits
    }
}

extension Duration {
    /// Whole milliseconds of a duration that is not negative.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(clamping: seconds) &* 1000 &+ UInt64(clamping: attoseconds / 1_000_000_000_000_000)
    }
}
