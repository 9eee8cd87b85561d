import Logging
import Routing
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
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, seed: 1, mockSecret: [1])
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
        #expect(policy.authentication.anonymousRole == "guest")
    }

    @Test("Times are milliseconds, histories and retention those of the realm")
    func keeping() throws {
        let policy = try policy {
            $0.callTimeout = .init(default: .milliseconds(1500), maximum: .seconds(60))
            $0.registrationTakeover = .sameAuthid
            $0.retention = .init(maximumTopics: 7, maximumBytes: 4096)
            $0.eventHistory = [
                .init(
                    uri: "com..x", match: .wildcard, maximumEvents: 5, maximumAge: .seconds(3),
                    maximumBytes: 2048)
            ]
        }
        #expect(policy.callTimeout.standard == 1500)
        #expect(policy.callTimeout.longest == 60_000)
        #expect(policy.allowsTakeover)
        #expect(policy.retention.topics == 7)
        #expect(policy.retention.bytes == 4096)
        let history = try #require(policy.histories.first)
        #expect(history.topic == Array("com..x".utf8))
        #expect(history.match == .wildcard)
        #expect(history.limits == EventHistoryLimits(events: 5, bytes: 2048, age: 3000))
        #expect(try self.policy { _ in }.allowsTakeover == false)
    }

    @Test("What is retained can be sent at once to one subscriber without cutting it off")
    func retentionAndOutbound() throws {
        let policy = try policy { $0.retention.maximumBytes = 1 << 30 }
        #expect(policy.retention.bytes < RouterConfiguration.Limits().maximumOutboundBytes)
    }

    @Test(
        "The timeout of a call: its own, else the default, and never more than the maximum; 0 is none",
        arguments: [
            (0, 0, 0, 0), (0, 0, 5, 5), (3, 0, 0, 3), (3, 0, 5, 5), (0, 4, 0, 4), (0, 4, 5, 4), (0, 4, 3, 3),
            (3, 4, 0, 3), (3, 4, 5, 4), (5, 4, 0, 4),
        ])
    func callTimeout(standard: UInt64, longest: UInt64, asked: UInt64, expected: UInt64) {
        let timeout = RealmPolicy.CallTimeout(standard: standard, longest: longest)
        #expect(timeout.effective(asked) == expected)
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
