import Testing

@testable import WAMPRouter

@Stage
@Suite("Events that are kept for those who come later (advanced profile, Event Retention)")
struct RetentionTranscripts {
    @Test("A subscriber that asks gets SUBSCRIBED, then the last retained event, as it was published")
    func retained() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(
            #"[16,1,{"retain":true},"com.t",["old"]]"#,
            #"[16,2,{"retain":true,"acknowledge":true},"com.t",[1 , "\u00e9é", 1.50],{ "k" : -0 }]"#,
            #"[16,3,{},"com.t",["passing"]]"#, #"[16,4,{"retain":false},"com.t",["passing"]]"#)
        let publication = alice.receives("[17,2,*]")
        bob.sends(#"[32,1,{"get_retained":true},"com.t"]"#)
        bob.receives("[33,1,1]")
        let received = bob.receives(#"[36,1,*,{"retained":true},[1 , "\u00e9é", 1.50],{ "k" : -0 }]"#)
        #expect(received == publication)
        bob.receivesNothing()
        alice.sends(#"[16,5,{},"com.t",["now"]]"#)
        bob.receives(#"[36,1,*,{},["now"]]"#)
    }

    @Test("Subscribers of the moment get a retained publication as any other")
    func live() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[32,1,{"get_retained":true},"com.t"]"#)
        bob.receives("[33,1,1]")
        bob.receivesNothing()
        alice.sends(#"[16,1,{"retain":true},"com.t",[1]]"#)
        bob.receives("[36,1,*,{},[1]]")
        bob.receivesNothing()
    }

    @Test(
        "Who does not ask gets none", arguments: ["{}", #"{"get_retained":false}"#, #"{"match":"prefix"}"#])
    func notAsked(options: String) throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(#"[16,1,{"retain":true},"com.t"]"#)
        bob.sends(#"[32,1,\#(options),"com.t"]"#)
        bob.receives("[33,1,1]")
        bob.receivesNothing()
    }

    @Test(
        "A pattern gets the last event of each topic that it matches, in the order of their publication",
        arguments: [
            ("prefix", "com.a", ["com.a.b", "com.ab", "com.a.c"]),
            ("wildcard", "com..c", ["com.b.c", "com.a.c"]),
        ])
    func patterns(match: String, pattern: String, topics: [String]) throws {
        let world = try World()
        let alice = try world.join()
        for (number, topic) in ["com.a.c", "com.b.c", "com.a.b", "com.ab", "com", "com.a.c"].enumerated() {
            alice.sends(#"[16,\#(number + 1),{"retain":true},"\#(topic)",[\#(number)]]"#)
            world.advance(by: .milliseconds(1))
        }
        let bob = try world.join()
        bob.sends(#"[32,1,{"match":"\#(match)","get_retained":true},"\#(pattern)"]"#)
        bob.receives("[33,1,1]")
        for topic in topics {
            let number = ["com.b.c": 1, "com.a.b": 2, "com.ab": 3, "com.a.c": 5][topic, default: 0]
            bob.receives(#"[36,1,*,{"topic":"\#(topic)","retained":true},[\#(number)]]"#)
        }
        bob.receivesNothing()
    }

    @Test("A topic spelled with escapes is the same topic, and is named without them")
    func escaped() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(#"[16,1,{"retain":true},"com.t",[1]]"#, #"[16,2,{"retain":true},"com.\u0074",[2]]"#)
        bob.sends(
            #"[32,1,{"get_retained":true},"com\u002et"]"#,
            #"[32,2,{"get_retained":true,"match":"prefix"},"c\u006fm."]"#)
        bob.receives("[33,1,1]")
        bob.receives(#"[36,1,*,{"retained":true},[2]]"#)
        bob.receives("[33,2,2]")
        bob.receives(#"[36,2,*,{"topic":"com.t","retained":true},[2]]"#)
        bob.receivesNothing()
    }

    @Test(
        "What an event tells besides is kept: publisher, trust level, forwarded attributes; also when the publisher is gone",
        arguments: [true, false])
    func details(leaves: Bool) throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(publisher: true), trustlevel: 4)
            ]
        }
        let alice = try world.join(announcing: "payload_passthru_mode")
        alice.sends(
            #"[16,1,{"retain":true,"ppt_scheme" : "x_y","zzz":1,"_x_a":[1, 2],"rkey":"k"},"com.t",[1]]"#)
        let publisher =
            #""publisher":\#(alice.session),"publisher_authid":"\#(alice.authid)","publisher_authrole":"anonymous""#
        if leaves { alice.disappears() }
        let bob = try world.join()
        bob.sends(#"[32,1,{"get_retained":true,"match":"prefix"},"com.t"]"#)
        bob.receives("[33,1,1]")
        bob.receives(
            #"[36,1,*,{\#(publisher),"trustlevel":4,"topic":"com.t","retained":true,"ppt_scheme" : "x_y","_x_a":[1, 2]},[1]]"#
        )
    }

    @Test("Each SUBSCRIBE that asks is answered, also one for a subscription that the session has")
    func again() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(#"[16,1,{"retain":true},"com.t",[1]]"#)
        bob.sends(#"[32,1,{},"com.t"]"#, #"[32,2,{"get_retained":true},"com.t"]"#)
        bob.receives("[33,1,1]")
        bob.receives("[33,2,1]")
        bob.receives(#"[36,1,*,{"retained":true},[1]]"#)
        bob.sends("[34,3,1]", #"[32,4,{"get_retained":true},"com.t"]"#)
        bob.receives("[35,3]")
        bob.receives("[33,4,2]")
        bob.receives(#"[36,2,*,{"retained":true},[1]]"#)
        bob.receivesNothing()
    }

    // MARK: Eligibility

    @Test(
        "A subscriber gets what it would have got when it was published, by all lists",
        arguments: AudienceTranscripts.cases)
    func eligibility(options: String, toBob: Bool, toCarol: Bool) throws {
        let world = try World(AudienceTranscripts.twoRoles)
        let alice = try world.join()
        let bob = try world.join(as: "bob")
        let carol = try world.join(as: "carol", role: "guest")
        let filled = options.replacing("BOB", with: bob.session).replacing("CAROL", with: carol.session)
        alice.sends(
            #"[16,1,{"retain":true},"com.t",["for all"]]"#,
            #"[16,2,{"retain":true\#(filled.isEmpty ? "" : "," + filled)},"com.t",["for some"]]"#)
        for (peer, isReceiver) in [(bob, toBob), (carol, toCarol)] {
            peer.sends(
                #"[32,1,{"get_retained":true},"com.t"]"#,
                #"[32,2,{"get_retained":true,"match":"wildcard"},"com."]"#)
            let payload = isReceiver ? #"["for some"]"# : #"["for all"]"#
            peer.receives("[33,1,1]")
            peer.receives(#"[36,1,*,{"retained":true},\#(payload)]"#)
            peer.receives("[33,2,2]")
            peer.receives(#"[36,2,*,{"topic":"com.t","retained":true},\#(payload)]"#)
            peer.receivesNothing()
        }
    }

    @Test("A publisher gets the last event that was not its own, unless it did not exclude itself")
    func publisher() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(
            #"[16,1,{"retain":true},"com.t",["alice"]]"#, #"[32,2,{"get_retained":true},"com.t"]"#)
        alice.receives("[33,2,1]")
        alice.receivesNothing()
        bob.sends(#"[16,1,{"retain":true},"com.t",["bob"]]"#, #"[32,2,{"get_retained":true},"com.t"]"#)
        alice.receives(#"[36,1,*,{},["bob"]]"#)
        bob.receives("[33,2,1]")
        bob.receives(#"[36,1,*,{"retained":true},["alice"]]"#)
        bob.sends(
            #"[16,3,{"retain":true,"exclude_me":false},"com.t",[3]]"#,
            #"[32,4,{"get_retained":true},"com.t"]"#)
        bob.receives("[36,1,*,{},[3]]")
        bob.receives("[33,4,1]")
        bob.receives(#"[36,1,*,{"retained":true},[3]]"#)
    }

    @Test("A publisher that comes back is another session and gets its event")
    func publisherComesBack() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends(#"[16,1,{"retain":true},"com.t",[1]]"#, #"[6,{},"wamp.close.normal"]"#)
        _ = alice.nextTexts()
        alice.joins()
        alice.sends(#"[32,1,{"get_retained":true},"com.t"]"#)
        alice.receives("[33,1,1]")
        alice.receives(#"[36,1,*,{"retained":true},[1]]"#)
    }

    @Test("What was refused is not retained, and who is refused gets nothing")
    func refused() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "com.t", allow: .init(subscribe: true)),
                .init(uri: "com.s", allow: .init(publish: true)),
            ]
        }
        let alice = try world.join()
        alice.sends(
            #"[16,1,{"retain":true},"com.t"]"#, #"[16,2,{"retain":true},"com..t"]"#,
            #"[16,3,{"retain":true,"exclude_me":false},"com.s"]"#, #"[32,4,{"get_retained":true},"com.t"]"#,
            #"[32,5,{"get_retained":true},"com.s"]"#)
        alice.receives("[33,4,1]")
        alice.receives(
            #"[8,32,5,{},"wamp.error.not_authorized","#
                + #"["this session's role is not allowed to do this with this URI"]]"#)
        alice.receivesNothing()
        #expect(world.inspect { $0.retained.topicCount } == 1)
    }

    // MARK: Bounds

    /// The retained events of com. as a new subscriber gets them.
    private func kept(in world: World) throws -> [String] {
        let peer = try world.join()
        peer.sends(#"[32,1,{"get_retained":true,"match":"prefix"},"com."]"#)
        return peer.nextTexts().dropFirst().map { String($0.drop { $0 != "{" }) }
    }

    @Test("With no topics retention is off")
    func off() throws {
        let world = try World { $0.realms[0].retention.maximumTopics = 0 }
        let alice = try world.join()
        alice.sends(#"[16,1,{"retain":true,"acknowledge":true},"com.t"]"#)
        alice.receives("[17,1,*]")
        #expect(try kept(in: world) == [])
    }

    @Test("Of more topics than configured the ones least recently published to are forgotten")
    func topics() throws {
        let world = try World { $0.realms[0].retention.maximumTopics = 2 }
        let alice = try world.join()
        for (number, topic) in ["a", "b", "a", "c"].enumerated() {
            alice.sends(#"[16,\#(number + 1),{"retain":true},"com.\#(topic)"]"#)
            world.advance(by: .milliseconds(1))
        }
        #expect(
            try kept(in: world) == [
                #"{"topic":"com.a","retained":true}]"#, #"{"topic":"com.c","retained":true}]"#,
            ])
    }

    @Test(
        "Of more bytes than configured likewise; an event that is too large alone leaves none for its topic")
    func bytes() throws {
        let world = try World { $0.realms[0].retention.maximumBytes = 4000 }
        let alice = try world.join()
        let large = String(repeating: "x", count: 1500)
        for (number, topic) in ["a", "b", "c"].enumerated() {
            alice.sends(#"[16,\#(number + 1),{"retain":true},"com.\#(topic)",["\#(large)"]]"#)
            world.advance(by: .milliseconds(1))
        }
        #expect(try kept(in: world).map { $0.prefix(16) } == [#"{"topic":"com.b""#, #"{"topic":"com.c""#])
        alice.sends(#"[16,4,{"retain":true},"com.c",["\#(large)\#(large)\#(large)"]]"#)
        #expect(try kept(in: world).map { $0.prefix(16) } == [#"{"topic":"com.b""#])
    }
}
