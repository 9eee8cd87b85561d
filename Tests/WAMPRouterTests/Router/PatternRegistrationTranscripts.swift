import Testing

@testable import WAMPRouter

@Stage
@Suite("Registrations of patterns (advanced profile, Pattern-based Registration)")
struct PatternRegistrationTranscripts {
    private static let noProcedure =
        #"{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#

    @Test("INVOCATION names the procedure where a pattern is registered, and never where the procedure is")
    func procedure() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(
            #"[64,1,{"match":"exact"},"com.a.b"]"#, #"[64,2,{"match":"prefix"},"com.a"]"#,
            #"[64,3,{"match":"wildcard"},"com..c"]"#, #"[64,4,{"match":"wildcard"},"org.a"]"#)
        for id in 1...4 { bob.receives("[65,\(id),\(id)]") }
        alice.sends(
            #"[48,1,{},"com.a.b",[1]]"#, #"[48,2,{},"com.a",[2]]"#, #"[48,3,{},"com.b.c",[3]]"#,
            #"[48,4,{},"org.a",[4]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.receives(#"[68,2,2,{"procedure":"com.a"},[2]]"#)
        bob.receives(#"[68,3,3,{"procedure":"com.b.c"},[3]]"#)
        bob.receives(#"[68,4,4,{"procedure":"org.a"},[4]]"#)
        bob.sends("[70,2,{},[22]]")
        alice.receives("[50,2,{},[22]]")
        alice.receivesNothing()
    }

    @Test("A procedure spelled with escapes is named without those that it does not need")
    func escaped() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[64,1,{"match":"prefix"},"c\u006fm.a"]"#)
        bob.receives("[65,1,1]")
        alice.sends(#"[48,1,{},"com\u002e\u0061.\/"]"#)
        bob.receives(#"[68,1,1,{"procedure":"com.a./"}]"#)
    }

    /// The specification's example of matching order, with c66 for its c33: prefixes are compared byte for byte, so that c3 is
    /// a prefix of c33.
    private static let example = [
        ("exact", "a1.b2.c3.d4.e55"), ("prefix", "a1.b2.c3"), ("prefix", "a1.b2.c3.d4"),
        ("wildcard", "a1.b2..d4.e5"), ("wildcard", "a1.b2.c66..e5"), ("wildcard", "a1.b2..d4.e5..g7"),
        ("wildcard", "a1.b2..d4..f6.g7"),
    ]

    /// Procedures, and which of the registrations takes a call of them.
    nonisolated private static let calls: [(String, Int?)] = [
        ("a1.b2.c3.d4.e55", 1), ("a1.b2.c3.d98.e74", 2), ("a1.b2.c3.d4.e325", 3),
        ("a1.b2.c55.d4.e5", 4), ("a1.b2.c66.d4.e5", 5), ("a1.b2.c33.d4.e5", 2), ("a1.b2.c88.d4.e5.f6.g7", 6),
        ("a2.b2.c2.d2.e2", nil),
    ]

    @Test(
        "The exact procedure wins, then the longest prefix, then the most specific wildcard pattern",
        arguments: calls, [false, true])
    func order(call: (procedure: String, expected: Int?), reversed: Bool) throws {
        let (procedure, expected) = call
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let patterns = reversed ? Self.example.reversed() : Self.example
        for (number, (match, pattern)) in patterns.enumerated() {
            bob.sends(#"[64,\#(number + 1),{"match":"\#(match)"},"\#(pattern)"]"#)
        }
        _ = bob.nextTexts()
        alice.sends(#"[48,1,{},"\#(procedure)"]"#)
        guard let expected else { return _ = alice.receives("[8,48,1,\(Self.noProcedure)") }
        let id = reversed ? Self.example.count + 1 - expected : expected
        bob.receives("[68,1,\(id),\(expected == 1 ? "{}" : #"{"procedure":"\#(procedure)"}"#)]")
    }

    @Test("Where the better registration goes the next best one takes its calls")
    func fallback() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(
            #"[64,1,{},"com.a.b"]"#, #"[64,2,{"match":"wildcard"},"com.."]"#,
            #"[64,3,{"match":"prefix"},"com.a"]"#)
        _ = bob.nextTexts()
        alice.sends(#"[48,1,{},"com.a.b"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends("[66,4,1]")
        bob.receives("[67,4]")
        alice.sends(#"[48,2,{},"com.a.b"]"#)
        bob.receives(#"[68,2,3,{"procedure":"com.a.b"}]"#)
        bob.sends("[66,5,3]")
        bob.receives("[67,5]")
        alice.sends(#"[48,3,{},"com.a.b"]"#)
        bob.receives(#"[68,3,2,{"procedure":"com.a.b"}]"#)
        bob.sends("[66,6,2]")
        bob.receives("[67,6]")
        alice.sends(#"[48,4,{},"com.a.b"]"#)
        alice.receives("[8,48,4,\(Self.noProcedure)")
    }

    @Test("A pattern is registered once, and the same text under another policy is another registration")
    func once() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[64,1,{"match":"prefix"},"com.a"]"#)
        bob.receives("[65,1,1]")
        alice.sends(
            #"[64,1,{"match":"prefix"},"com.a"]"#, #"[64,2,{"match":"wildcard"},"com.a"]"#,
            #"[64,3,{},"com.a"]"#)
        alice.receives(
            #"[8,64,1,{},"wamp.error.procedure_already_exists",["this procedure is registered already"]]"#)
        alice.receives("[65,2,2]")
        alice.receives("[65,3,3]")
    }

    // MARK: Reserved URIs (basic profile, URIs)

    @Test(
        "A pattern that could match a reserved URI is not registered",
        arguments: [
            ("prefix", ""), ("prefix", "w"), ("prefix", "wa"), ("prefix", "wamp"), ("prefix", "wamp."),
            ("prefix", "wamp.x"), ("wildcard", ""), ("wildcard", ".a"), ("wildcard", ".."),
            ("wildcard", "wamp"), ("wildcard", "wamp..x"), ("wildcard", #"w\u0061mp..x"#), ("exact", "wamp"),
        ])
    func reserved(match: String, pattern: String) throws {
        let alice = try World {
            $0.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)]
        }.join()
        alice.sends(
            #"[64,1,{"match":"\#(match)"},"\#(pattern)"]"#, #"[64,2,{"match":"\#(match)"},"wampum.a"]"#)
        alice.receives(
            #"[8,64,1,{},"wamp.error.invalid_uri",["URIs that begin with wamp. are reserved"]]"#)
        alice.receives("[65,2,1]")
    }

    @Test(
        "A reserved pattern may be subscribed to", arguments: [("prefix", "wamp."), ("wildcard", "wamp..x")])
    func reservedSubscription(match: String, pattern: String) throws {
        let alice = try World().join()
        alice.sends(#"[32,1,{"match":"\#(match)"},"\#(pattern)"]"#)
        alice.receives("[33,1,1]")
        alice.receivesNothing()
    }

    // MARK: Authorization

    @Test(
        "A pattern is allowed only if every procedure that it can match is (advanced profile, Authorization)",
        arguments: [
            ("prefix", "com.", false), ("prefix", "com.secret.x", false), ("prefix", "com.t", true),
            ("wildcard", "com..", false), ("wildcard", "com..b", false), ("wildcard", "com.", true),
            ("wildcard", "com.t.", true),
        ])
    func authorization(match: String, pattern: String, isAllowed: Bool) throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "com.", match: .prefix, allow: .all),
                .init(uri: "com.secret.", match: .wildcard, allow: .init(call: true)),
                .init(uri: "com.secret.", match: .prefix, allow: .init(call: true)),
            ]
        }
        let alice = try world.join()
        alice.sends(#"[64,1,{"match":"\#(match)"},"\#(pattern)"]"#)
        alice.receives(
            isAllowed
                ? "[65,1,1]"
                : #"[8,64,1,{},"wamp.error.not_authorized","#
                    + #"["this session's role is not allowed to do this with this URI"]]"#)
    }

    @Test("A call is authorized by its procedure, not by the pattern that serves it")
    func callAuthorization() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "com.", match: .prefix, allow: .init(call: true, register: true)),
                .init(uri: "com.secret", allow: .init(register: true)),
            ]
        }
        let alice = try world.join()
        alice.sends(
            #"[64,1,{"match":"prefix"},"com."]"#, #"[48,2,{},"com.secret"]"#, #"[48,3,{},"com.open"]"#)
        alice.receives("[65,1,1]")
        alice.receives(
            #"[8,48,2,{},"wamp.error.not_authorized","#
                + #"["this session's role is not allowed to do this with this URI"]]"#)
        alice.receives(#"[68,1,1,{"procedure":"com.open"}]"#)
    }
}
