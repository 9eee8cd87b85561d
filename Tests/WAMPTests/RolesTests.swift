import Testing

@testable import WAMP

@Suite("Roles (basic profile, \"Role and Feature Announcement\")")
struct RolesTests {
    @Test("Roles and features are read, and what is unknown or not true is ignored")
    func reading() throws {
        let roles = try Roles([
            "caller": [
                "features": [
                    "call_cancelling": true, "call_timeout": false, "caller_identification": 1, "xyz": true,
                ]
            ],
            "callee": [:], "wizard": ["features": 7], "publisher": ["features": nil],
        ])
        #expect(roles[.caller] == [.callCanceling])
        #expect(roles[.callee] == [])
        #expect(roles[.publisher] == [])
        #expect(roles[.subscriber] == nil)
        #expect(roles.supports(.callCanceling, as: .caller))
        #expect(!roles.supports(.callCanceling, as: .callee))
        #expect(!roles.supports(.callCanceling, as: .dealer))
        #expect(roles.hasClientRole)
    }

    @Test("A router's roles are no client's roles")
    func clientRoles() throws {
        #expect(try !Roles(["broker": [:], "dealer": [:]]).hasClientRole)
        #expect(try !Roles([:]).hasClientRole)
        #expect(try !Roles(nil).hasClientRole)
        #expect(try Roles(["subscriber": [:]]).hasClientRole)
    }

    @Test("An announcement comes back as it was made")
    func roundTrip() throws {
        var roles = Roles()
        roles[.broker] = [.publisherExclusion, .eventHistory]
        roles[.dealer] = []
        #expect(
            written(roles.value)
                == #"{"broker":{"features":{"publisher_exclusion":true,"event_history":true}},"dealer":{}}"#)
        #expect(try Roles(roles.value) == roles)
    }
}
