import Routing
import Testing

@testable import WAMPRouter

@Suite("Permissions of the configuration, compiled")
struct RouterConfigurationPermissionsTests {
    private func decide(_ action: Permissions.Action, _ uri: String, _ role: RouterConfiguration.Role) throws
        -> Permissions.Decision
    {
        let bytes = Array(uri.utf8)
        return try role.compiledPermissions(seed: 1).decide(action, uri: bytes.span.bytes)
    }

    @Test("Everybody may do everything under the built-in configuration but what is reserved")
    func builtIn() throws {
        let role = try #require(RouterConfiguration.builtIn.realms.first?.roles.first)
        for action in Permissions.Action.allCases {
            #expect(try decide(action, "com.example.add", role).isAllowed)
            #expect(
                try decide(action, "wamp.session.count", role)
                    == .init(isAllowed: false, disclose: [], rule: 1))
        }
    }

    @Test("Each word of the configuration means its own action, disclosure and match")
    func words() throws {
        typealias Allow = RouterConfiguration.Allow
        let allows: [(Allow, Permissions.Action)] = [
            (Allow(call: true), .call), (Allow(register: true), .register), (Allow(publish: true), .publish),
            (Allow(subscribe: true), .subscribe),
        ]
        for (allow, allowed) in allows {
            let role = RouterConfiguration.Role(name: "a", permissions: [.init(uri: "x", allow: allow)])
            for action in Permissions.Action.allCases {
                #expect(try decide(action, "x", role).isAllowed == (action == allowed))
            }
        }
        let role = RouterConfiguration.Role(
            name: "a",
            permissions: [
                .init(uri: "e", match: .exact, allow: .all, disclose: .init(caller: true)),
                .init(uri: "p", match: .prefix, allow: .all, disclose: .init(publisher: true)),
                .init(uri: "w.", match: .wildcard, allow: .all),
            ])
        #expect(try decide(.call, "e", role) == .init(isAllowed: true, disclose: .caller, rule: 0))
        #expect(try decide(.call, "ee", role) == .noRule)
        #expect(try decide(.call, "pp", role) == .init(isAllowed: true, disclose: .publisher, rule: 1))
        #expect(try decide(.call, "w.x", role) == .init(isAllowed: true, disclose: [], rule: 2))
    }
}
