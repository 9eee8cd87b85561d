import Testing

@testable import WAMPRouter

@Stage
@Suite("Subscriptions to patterns (advanced profile, Pattern-based Subscription)")
struct PatternSubscriptionTranscripts {
    @Test(
        "EVENT names the topic to subscribers of a pattern and never to those of the topic; one EVENT for each"
    )
    func topic() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(
            #"[32,1,{"match":"wildcard"},"com..b"]"#, #"[32,2,{"match":"prefix"},"com.a"]"#,
            #"[32,3,{"match":"exact"},"com.a.b"]"#, #"[32,4,{"match":"prefix"},"com."]"#)
        for id in 1...4 { bob.receives("[33,\(id),\(id)]") }
        alice.sends(#"[16,1,{"acknowledge":true},"com.a.b",[1 ],{"k":2}]"#)
        let publication = alice.receives("[17,1,*]")
        #expect(bob.receives(#"[36,3,*,{},[1 ],{"k":2}]"#) == publication)
        #expect(bob.receives(#"[36,4,*,{"topic":"com.a.b"},[1 ],{"k":2}]"#) == publication)
        #expect(bob.receives(#"[36,2,*,{"topic":"com.a.b"},[1 ],{"k":2}]"#) == publication)
        #expect(bob.receives(#"[36,1,*,{"topic":"com.a.b"},[1 ],{"k":2}]"#) == publication)
        bob.receivesNothing()
    }

    @Test("A topic spelled with escapes is named without those that it does not need")
    func escapedTopic() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[32,1,{"match":"pre\u0066ix"},"\u0063om.\u0061"]"#)
        bob.receives("[33,1,1]")
        alice.sends(#"[16,1,{},"com.\u0061.\"\\é"]"#, #"[16,2,{},"com.b"]"#)
        bob.receives(
            """
            [36,1,*,{"topic":"com.a.\\"\\\\é"}]
            """)
        bob.receivesNothing()
    }

    nonisolated static let matches: [(String, String, [String], [String])] = [
        ("prefix", "com.a", ["com.a", "com.ab", "com.a.b"], ["com", "com.b", "com.A", "org.com.a"]),
        ("prefix", "com.", ["com.a", "com.a.b"], ["com", "comb"]),
        ("wildcard", "com..b", ["com.a.b", "com.b.b"], ["com.b", "com.a.b.c", "com.a.c", "org.a.b"]),
        ("wildcard", "com.", ["com.a"], ["com", "com.a.b"]),
        ("wildcard", ".a", ["com.a", "é.a"], ["a", "com.a.a", "com.b"]),
        ("wildcard", "...", ["a.b.c.d"], ["a.b.c", "a.b.c.d.e"]),
        ("wildcard", "com.a", ["com.a"], ["com.ab", "com.b"]),
        ("wildcard", "com.*", ["com.*"], ["com.a"]),
        ("exact", "com.*", ["com.*"], ["com.a"]),
    ]

    @Test("What a pattern matches, and what it does not", arguments: matches)
    func matches(match: String, pattern: String, yes: [String], no: [String]) throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[32,1,{"match":"\#(match)"},"\#(pattern)"]"#)
        bob.receives("[33,1,1]")
        for (number, topic) in (yes + no).enumerated() {
            alice.sends(#"[16,\#(number + 1),{},"\#(topic)",["\#(topic)"]]"#)
        }
        for topic in yes {
            let text = try #require(bob.next()?.text)
            let details = match == "exact" ? "{}" : #"{"topic":"\#(topic)"}"#
            #expect(text.hasPrefix("[36,1,"))
            #expect(text.hasSuffix(#",\#(details),["\#(topic)"]]"#))
        }
        bob.receivesNothing()
    }

    @Test("The empty prefix matches every topic of clients")
    func emptyPrefix() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)]
        }
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[32,1,{"match":"prefix"},""]"#)
        bob.receives("[33,1,1]")
        alice.sends(#"[16,1,{},"a"]"#, #"[16,2,{},"com.b.c"]"#)
        // There are meta events among them.
        let events = bob.nextTexts().filter { !$0.contains(#""topic":"wamp."#) }
        #expect(
            events.map { $0.split(separator: ",").last } == [#"{"topic":"a"}]"#, #"{"topic":"com.b.c"}]"#])
    }

    @Test("The same text is another subscription under another policy, the same one under the same policy")
    func policies() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(
            #"[32,1,{"match":"prefix"},"com.a"]"#, #"[32,2,{"match":"wildcard"},"com.a"]"#,
            #"[32,3,{},"com.a"]"#, #"[32,4,{"match":"prefix"},"com.a"]"#,
            #"[32,5,{"match":"wildcard"},"com.a"]"#)
        for (request, id) in [(1, 1), (2, 2), (3, 3), (4, 1), (5, 2)] {
            bob.receives("[33,\(request),\(id)]")
        }
        bob.sends("[34,6,1]", "[34,7,3]")
        bob.receives("[35,6]")
        bob.receives("[35,7]")
        alice.sends(#"[16,1,{},"com.a"]"#)
        bob.receives(#"[36,2,*,{"topic":"com.a"}]"#)
        bob.receivesNothing()
    }

    @Test(
        "A publisher is excluded from its own pattern as from its own topic (advanced profile, Publisher Exclusion)"
    )
    func exclusion() throws {
        let alice = try World().join()
        alice.sends(
            #"[32,1,{"match":"prefix"},"com."]"#, #"[16,2,{},"com.a",[1]]"#,
            #"[16,3,{"exclude_me":false},"com.a",[2]]"#)
        alice.receives("[33,1,1]")
        alice.receives(#"[36,1,*,{"topic":"com.a"},[2]]"#)
        alice.receivesNothing()
    }

    // MARK: Which patterns are valid (basic profile, URIs)

    @Test(
        "Empty components stand anywhere in a wildcard pattern, at the end of a prefix, and nowhere else",
        arguments: [
            ("prefix", "com..a", false), ("prefix", ".com", false), ("prefix", ".", false),
            ("prefix", "com.", true), ("prefix", "com. a", false), ("wildcard", "com..", true),
            ("wildcard", "", true), ("wildcard", "com. .a", false), ("wildcard", "com.#.a", false),
            ("exact", "com..a", false), ("exact", "com.", false),
        ])
    func validity(match: String, pattern: String, isValid: Bool) throws {
        let alice = try World {
            $0.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)]
        }
        .join()
        alice.sends(#"[32,1,{"match":"\#(match)"},"\#(pattern)"]"#)
        if isValid {
            alice.receives("[33,1,1]")
        } else {
            alice.receives(
                #"[8,32,1,{},"wamp.error.invalid_uri",["this is not a valid URI under the realm's rules"]]"#)
        }
    }

    @Test(
        "Under the strict rule the components of a pattern are strict, too",
        arguments: [
            ("prefix", "com.Up"), ("wildcard", "com..Up"), ("wildcard", "com..a-b"), ("prefix", "com.é"),
        ])
    func strict(match: String, pattern: String) throws {
        let alice = try World { $0.realms[0].uriRules = .strict }.join()
        alice.sends(
            #"[32,1,{"match":"\#(match)"},"\#(pattern)"]"#, #"[32,2,{"match":"\#(match)"},"com.a_1."]"#)
        alice.receives(
            #"[8,32,1,{},"wamp.error.invalid_uri",["this is not a valid URI under the realm's rules"]]"#)
        alice.receives("[33,2,1]")
    }

    @Test(
        "A wildcard pattern has at most 64 components; a topic or prefix may have more", arguments: [32, 64])
    func components(code: Int) throws {
        let alice = try World().join()
        let most = "a" + String(repeating: ".", count: 63)
        let long = Array(repeating: "a", count: 70).joined(separator: ".")
        alice.sends(
            #"[\#(code),1,{"match":"wildcard"},"\#(most)"]"#,
            #"[\#(code),2,{"match":"wildcard"},"\#(most)."]"#,
            #"[\#(code),3,{"match":"wildcard"},"\#(long)"]"#, #"[\#(code),4,{"match":"prefix"},"\#(long)"]"#,
            #"[\#(code),5,{},"\#(long)"]"#)
        alice.receives("[\(code + 1),1,1]")
        for request in 2...3 {
            alice.receives(
                #"[8,\#(code),\#(request),{},"wamp.error.invalid_uri","#
                    + #"["this pattern has more components than the router accepts"]]"#)
        }
        alice.receives("[\(code + 1),4,2]")
        alice.receives("[\(code + 1),5,3]")
    }

    @Test("A policy that does not exist is a protocol violation", arguments: [32, 64])
    func unknownPolicy(code: Int) throws {
        let alice = try World().join()
        alice.sends(#"[\#(code),1,{"match":"regex"},"com.a"]"#)
        alice.isAborted("option match must be one of the values the specification lists")
    }

    // MARK: Authorization

    private static let refused =
        #"{},"wamp.error.not_authorized",["this session's role is not allowed to do this with this URI"]]"#

    @Test(
        "A pattern is allowed only if every URI that it can match is (advanced profile, Authorization)",
        arguments: [
            ("prefix", "com.", false), ("prefix", "com.s", false), ("prefix", "com.secret", false),
            ("prefix", "com.secrets", true), ("prefix", "com.t", true), ("prefix", "co", false),
            ("wildcard", "com.", false), ("wildcard", "com..", true), ("wildcard", ".secret", false),
            ("wildcard", "com..x", true), ("wildcard", "com.secret", false), ("wildcard", "", false),
            ("exact", "com.secret", false), ("exact", "com.secrets", true),
        ])
    func authorization(match: String, pattern: String, isAllowed: Bool) throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "com.", match: .prefix, allow: .all), .init(uri: "com.secret", allow: .init()),
            ]
        }
        let alice = try world.join()
        alice.sends(#"[32,1,{"match":"\#(match)"},"\#(pattern)"]"#)
        alice.receives(isAllowed ? "[33,1,1]" : "[8,32,1,\(Self.refused)")
    }
}
