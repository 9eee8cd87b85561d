import WAMP

/// The realms of a server, each with its router, and what they share.
///
/// Unchecked because it is confined to the loop on which the routers live.
final class Realms: @unchecked Sendable {
    private var routers: [String: Router] = [:]
    /// For messages that come before a realm is known.
    var scanLimits: ScanLimits
    /// Of those who guess secrets.
    let failures = AuthenticationFailures()
    let slowChecks = SlowChecks()

    /// Reads the configuration again; `body` is called on the routers' loop with what has changed, or what is wrong. `nil` where
    /// there is nothing to read.
    var requestReload:
        (@Sendable (_ body: @escaping @Sendable (Result<[String], StartError>) -> Void) -> Void)?

    init(scanLimits: ScanLimits) {
        self.scanLimits = scanLimits
    }

    func router(for realm: String) -> Router? { routers[realm] }

    var all: [Router] { Array(routers.values) }

    /// Adds a realm.
    func add(_ router: Router) {
        routers[router.realm] = router
    }

    /// Takes a realm away; what its router still does is not seen any more.
    func remove(_ realm: String) {
        routers[realm] = nil
    }
}
