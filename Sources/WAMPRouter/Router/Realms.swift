import WAMP

/// The realms of a server, each with its router.
struct Realms: Sendable {
    private let routers: [String: Router]
    /// For messages that come before a realm is known.
    let scanLimits: ScanLimits

    init(routers: [Router], scanLimits: ScanLimits) {
        self.routers = Dictionary(routers.map { ($0.realm, $0) }, uniquingKeysWith: { first, _ in first })
        self.scanLimits = scanLimits
    }

    func router(for realm: String) -> Router? { routers[realm] }

    var all: [Router] { Array(routers.values) }
}
