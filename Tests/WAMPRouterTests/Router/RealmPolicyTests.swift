import Logging
import Testing

@testable import WAMPRouter

@Suite("What a configuration says of a realm")
struct RealmPolicyTests {
    private func policy(
        _ adjust: (inout RouterConfiguration.Realm) -> Void
    ) throws -> RealmPolicy {
        var realm = RouterConfiguration.builtIn.realms[0]
        adjust(&realm)
        return try RealmPolicy(
            realm, limits: RouterConfiguration.Limits(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, seed: 1)
    }

    @Test("Rules and limits are those of the configuration")
    func translated() throws {
        let policy = try policy {
            $0.uriRules = .strict
            $0.requestIDs = .tolerant
            $0.roles.append(.init(name: "guest", permissions: []))
            $0.authentication.anonymous = .init(role: "guest")
        }
        #expect(policy.uriRule == .strict)
        #expect(policy.toleratesRequestIDs)
        #expect(policy.maximumURILength == 1024)
        #expect(policy.anonymousRole?.name == "guest")
    }

    @Test("A configuration made in code that names a role which is not there does not start")
    func unknownRole() {
        let error = #expect(throws: StartError.self) {
            try policy { $0.authentication.anonymous = .init(role: "nobody") }
        }
        #expect(error?.description == "realm realm1 has no role nobody")
    }

    @Test("A configuration made in code with the same rule twice does not start, and says where")
    func twice() throws {
        let error = #expect(throws: StartError.self) {
            try policy { $0.roles[0].permissions.append($0.roles[0].permissions[0]) }
        }
        #expect(error?.description.hasPrefix("realm realm1, role anonymous: ") == true)
    }
}
