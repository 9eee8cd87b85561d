import Logging
import Routing
import WAMP

/// What the configuration says of a realm, in the form in which its router asks it.
struct RealmPolicy: Sendable {
    /// A role of the realm. A class, so that deciding about a message copies a reference and not the rules.
    final class Role: Sendable {
        let name: String
        let permissions: Permissions

        init(name: String, permissions: Permissions) {
            self.name = name
            self.permissions = permissions
        }
    }

    var uriRule: URIRule
    var maximumURILength: Int
    var scanLimits: ScanLimits
    var maximumSessions: Int
    var toleratesRequestIDs: Bool
    var roles: [Role]
    /// The role of sessions that do not say who they are; `nil` refuses them.
    var anonymousRole: Role?
    var logger: Logger

    /// - Parameter seed: a secret random number, for hash tables.
    /// - Throws: `StartError` for rules or roles that a validated configuration does not have.
    init(
        _ realm: RouterConfiguration.Realm, limits: RouterConfiguration.Limits, logger: Logger, seed: UInt64
    ) throws {
        self.logger = logger
        uriRule = realm.uriRules == .strict ? .strict : .loose
        maximumURILength = limits.maximumURILength
        scanLimits = ScanLimits(depth: limits.maximumDepth)
        maximumSessions = limits.maximumSessions
        toleratesRequestIDs = realm.requestIDs == .tolerant
        roles = try realm.roles.map { role in
            do throws(PermissionRuleError) {
                return Role(name: role.name, permissions: try role.compiledPermissions(seed: seed))
            } catch {
                throw StartError(description: "realm \(realm.name), role \(role.name): \(error)")
            }
        }
        guard let anonymous = realm.authentication.anonymous else { return }
        anonymousRole = roles.first { $0.name == anonymous.role }
        if anonymousRole == nil {
            throw StartError(description: "realm \(realm.name) has no role \(anonymous.role)")
        }
    }
}

/// Bounds of what one session of a realm may hold.
struct RealmLimits: Sendable {
    var broker: BrokerLimits
    var dealer: DealerLimits
}
