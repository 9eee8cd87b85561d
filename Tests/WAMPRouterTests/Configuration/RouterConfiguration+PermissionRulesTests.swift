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

    private func anonymous() throws -> RouterConfiguration.Role {
        try #require(RouterConfiguration.builtIn.realms.first?.roles.first)
    }

    @Test("Everybody may do everything under the built-in configuration but what is reserved")
    func builtIn() throws {
        let role = try anonymous()
        for action in Permissions.Action.allCases {
            #expect(try decide(action, "com.example.add", role).isAllowed)
            #expect(try decide(action, "wamp.session.on_join", role).isAllowed == (action == .subscribe))
        }
    }

    @Test(
        "Under the built-in configuration the meta procedures that act on the own session or only read are open",
        arguments: [
            "session": ["count", "list", "get", "add_testament", "flush_testaments"],
            "registration": ["list", "lookup", "match", "get", "list_callees", "count_callees"],
            "subscription": [
                "list", "lookup", "match", "get", "list_subscribers", "count_subscribers", "get_events",
            ],
        ])
    func openProcedures(group: String, names: [String]) throws {
        let role = try anonymous()
        for name in names {
            let uri = "wamp.\(group).\(name)"
            let allowed = try Permissions.Action.allCases.filter { try decide($0, uri, role).isAllowed }
            #expect(allowed == [.call, .subscribe], "\(uri)")
        }
    }

    @Test(
        "Under the built-in configuration nobody may call what acts on others",
        arguments: [
            "wamp.session.kill", "wamp.session.kill_by_authid", "wamp.session.kill_by_authrole",
            "wamp.session.kill_all", "wamp.session.modify_details", "wamp.session.counts", "wamp.a",
        ])
    func closedProcedures(uri: String) throws {
        #expect(try !decide(.call, uri, try anonymous()).isAllowed)
    }

    @Test("The built-in configuration allows to subscribe to all topics at once, and not to register all")
    func patterns() throws {
        let permissions = try anonymous().compiledPermissions(seed: 1)
        for pattern in ["", "wamp.", "wamp.session."] {
            let bytes = Array(pattern.utf8)
            #expect(
                permissions.decidePattern(.subscribe, pattern: bytes.span.bytes, match: .prefix).isAllowed)
            #expect(
                !permissions.decidePattern(.register, pattern: bytes.span.bytes, match: .prefix).isAllowed)
        }
    }

    @Test("A trustlevel is handed on, and none stays none", arguments: [nil, 0, 7, 2_147_483_647])
    func trustlevel(level: Int?) {
        let permission = RouterConfiguration.Permission(uri: "a", allow: .all, trustlevel: level)
        let rule = PermissionRule(
            uri: "a", match: .exact, allow: .all, trustlevel: level.map { UInt32($0) })
        #expect(permission.rule == rule)
    }

    @Test("A trustlevel is a number from 0 to the largest of 31 bits", arguments: [-1, 2_147_483_648])
    func trustlevelRange(level: Int) {
        let rules = #"[{"uri":"a","allow":{},"trustlevel":\#(level)}]"#
        #expect(
            messages(in: configuration(permissions: rules)) == [
                "$.realms[0].roles[0].permissions[0].trustlevel: "
                    + "found \(level), expected an integer from 0 to 2147483647"
            ])
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
