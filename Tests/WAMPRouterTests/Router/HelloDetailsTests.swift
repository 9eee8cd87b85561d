import Testing
import WAMP

@testable import WAMPRouter

// The one of the router: the vocabulary in `WAMP` has a type of this name, too.
private typealias Details = WAMPRouter.HelloDetails

@Suite("HELLO.Details (basic profile, HELLO)")
struct HelloDetailsTests {
    @Test("Roles, methods and agent are read")
    func reads() throws {
        let details = try Details([
            "roles": ["callee": ["features": ["call_canceling": true, "call_timeout": 1]]],
            "authmethods": ["ticket", "anonymous"], "agent": "x-1",
        ])
        #expect(details.roles.supports(.callCanceling, as: .callee))
        #expect(!details.roles.supports(.callTimeout, as: .callee))
        #expect(details.authmethods == ["ticket", "anonymous"])
        #expect(details.agent == "x-1")
    }

    @Test("Any one client role is enough", arguments: ["publisher", "subscriber", "caller", "callee"])
    func oneRole(role: String) throws {
        _ = try Details(["roles": .dictionary([role: [:]])])
    }

    static let wrong: [(ValueDictionary, String)] = [
        ([:], "HELLO.Details.roles announces no role of publisher, subscriber, caller, callee"),
        (["roles": [:]], "HELLO.Details.roles announces no role of publisher, subscriber, caller, callee"),
        (
            ["roles": ["broker": [:], "dealer": [:], "other": [:]]],
            "HELLO.Details.roles announces no role of publisher, subscriber, caller, callee"
        ),
        (["roles": ["caller"]], "option roles must be a dictionary"),
        (["roles": nil], "option roles must be a dictionary"),
        (["roles": ["caller": true]], "option roles must be a dictionary"),
        (["roles": ["caller": ["features": []]]], "option features must be a dictionary"),
        (
            ["roles": ["caller": [:]], "authmethods": "anonymous"],
            "HELLO.Details.authmethods is not a list of strings"
        ),
        (
            ["roles": ["caller": [:]], "authmethods": ["anonymous", 1]],
            "HELLO.Details.authmethods is not a list of strings"
        ),
    ]

    @Test("What cannot be right is refused with the reason", arguments: wrong)
    func refused(details: ValueDictionary, message: String) {
        let refusal = #expect(throws: Details.Refusal.self) { try Details(details) }
        #expect(refusal?.message == message)
    }
}
