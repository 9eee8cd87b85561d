import Testing

@testable import WAMPRouter

@Stage
@Suite(
    "What a role may do, as its sessions see it (advanced profile, Authorization; Caller Identification, Publisher Identification)"
)
struct PermissionTranscripts {
    private static let refused =
        "{},\"wamp.error.not_authorized\",[\"this session's role is not allowed to do this with this URI\"]]"

    private func world(_ rules: RouterConfiguration.Permission...) throws -> World {
        try World { $0.realms[0].roles[0].permissions = rules }
    }

    @Test("What no rule allows is refused, each action for itself")
    func actions() throws {
        let alice = try world(
            .init(uri: "com.c", allow: .init(call: true)), .init(uri: "com.r", allow: .init(register: true)),
            .init(uri: "com.p", allow: .init(publish: true)),
            .init(uri: "com.s", allow: .init(subscribe: true))
        ).join()
        alice.sends(
            "[64,1,{},\"com.r\"]", "[64,2,{},\"com.c\"]", "[48,3,{},\"com.r\"]", "[32,4,{},\"com.s\"]",
            "[32,5,{},\"com.p\"]", "[16,6,{\"acknowledge\":true},\"com.s\"]",
            "[16,7,{\"acknowledge\":true},\"com.p\"]")
        alice.receives("[65,1,1]")
        alice.receives("[8,64,2,\(Self.refused)")
        alice.receives("[8,48,3,\(Self.refused)")
        alice.receives("[33,4,1]")
        alice.receives("[8,32,5,\(Self.refused)")
        alice.receives("[8,16,6,\(Self.refused)")
        alice.receives("[17,7,*]")
        alice.receivesNothing()
    }

    @Test("Authorization comes before looking up: a refusal does not tell whether there is such a procedure")
    func beforeLookingUp() throws {
        let alice = try world(.init(uri: "com.p", allow: .init(register: true))).join()
        alice.sends("[64,1,{},\"com.p\"]", "[48,2,{},\"com.p\"]", "[48,3,{},\"com.q\"]")
        alice.receives("[65,1,1]")
        alice.receives("[8,48,2,\(Self.refused)")
        alice.receives("[8,48,3,\(Self.refused)")
    }

    @Test("A refused PUBLISH without acknowledge is neither answered nor delivered")
    func unacknowledged() throws {
        let world = try world(.init(uri: "com.t", allow: .init(subscribe: true)))
        let alice = try world.join()
        let bob = try world.join()
        bob.sends("[32,1,{},\"com.t\"]")
        bob.receives("[33,1,1]")
        alice.sends("[16,1,{},\"com.t\"]", "[16,2,{\"disclose_me\":true},\"com.t\"]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("An escaped URI is authorized as what it spells")
    func escaped() throws {
        let alice = try world(
            .init(uri: "com.", match: .prefix, allow: .all), .init(uri: "com.secret", allow: .init())
        ).join()
        alice.sends(#"[48,1,{},"com.se\u0063ret"]"#, #"[32,2,{},"c\u006fm.secret"]"#)
        alice.receives("[8,48,1,\(Self.refused)")
        alice.receives("[8,32,2,\(Self.refused)")
    }

    @Test(
        "A rule that discloses adds the caller to INVOCATION and the publisher to EVENT, and to nothing else")
    func disclosed() throws {
        let world = try world(
            .init(uri: "com.", match: .prefix, allow: .all, disclose: .init(caller: true, publisher: true)),
            .init(uri: "com.quiet", allow: .all))
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(
            "[64,1,{},\"com.p\"]", "[64,2,{},\"com.quiet\"]", "[32,3,{},\"com.t\"]", "[32,4,{},\"com.quiet\"]"
        )
        _ = bob.nextTexts()
        alice.sends(
            "[48,1,{},\"com.p\",[1]]", "[48,2,{\"disclose_me\":true},\"com.p\"]", "[48,3,{},\"com.quiet\"]")
        let caller =
            "\"caller\":\(alice.session),\"caller_authid\":\"\(alice.authid)\",\"caller_authrole\":\"anonymous\""
        bob.receives("[68,1,1,{\(caller)},[1]]")
        bob.receives("[68,2,1,{\(caller)}]")
        bob.receives("[68,3,2,{}]")
        alice.sends("[16,4,{},\"com.t\",[1]]", "[16,5,{},\"com.quiet\"]")
        let publisher = caller.replacing("caller", with: "publisher")
        bob.receives("[36,1,*,{\(publisher)},[1]]")
        bob.receives("[36,2,*,{}]")
    }

    @Test("disclose_me is refused where the rule does not disclose, and nothing is called or published")
    func discloseMe() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends("[64,1,{},\"com.p\"]", "[32,2,{},\"com.t\"]")
        _ = bob.nextTexts()
        alice.sends(
            "[48,1,{\"disclose_me\":true},\"com.p\"]",
            "[16,2,{\"disclose_me\":true,\"acknowledge\":true},\"com.t\"]",
            "[48,3,{\"disclose_me\":false},\"com.p\"]")
        let reason =
            "{},"
            + "\"wamp.error.option_disallowed.disclose_me\",[\"this realm does not let sessions disclose their identity here\"]]"
        alice.receives("[8,48,1,\(reason)")
        alice.receives("[8,16,2,\(reason)")
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
    }

    @Test("A session that joins again is disclosed as who it is now")
    func discloseAgain() throws {
        let world = try world(.init(uri: "", match: .prefix, allow: .all, disclose: .init(caller: true)))
        let bob = try world.join()
        bob.sends("[64,1,{},\"com.p\"]")
        bob.receives("[65,1,1]")
        let alice = try world.join()
        alice.sends("[48,1,{},\"com.p\"]", "[6,{},\"wamp.close.normal\"]")
        bob.receives(
            "[68,1,1,{\"caller\":\(alice.session),\"caller_authid\":\"*\",\"caller_authrole\":\"anonymous\"}]"
        )
        _ = alice.nextTexts()
        alice.joins()
        alice.sends("[48,1,{},\"com.p\"]")
        bob.receives(
            "[68,2,1,{\"caller\":\(alice.session),\"caller_authid\":\"*\",\"caller_authrole\":\"anonymous\"}]"
        )
    }
}
