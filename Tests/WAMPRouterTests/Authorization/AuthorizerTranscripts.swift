import Testing

@testable import WAMPRouter

@Stage
@Suite("What no rule decides, an authorizer does (advanced profile, Authorization)")
struct AuthorizerTranscripts {
    /// A world whose role `asking` has a rule for com.ruled. and leaves the rest to com.authorize.
    private func world(cache: Int = 0, _ adjust: (inout RouterConfiguration) -> Void = { _ in }) throws
        -> World
    {
        try World {
            $0.addRole("service")
            $0.realms[0].roles.append(
                .init(
                    name: "asking",
                    permissions: [
                        .init(uri: "com.ruled.", match: .prefix, allow: .init(call: true, subscribe: true))
                    ],
                    authorizer: .init(
                        procedure: "com.authorize", timeout: .seconds(1),
                        cacheLifetime: .milliseconds(cache), maximumCachedAnswers: 100)))
            adjust(&$0)
        }
    }

    /// An authorizer, and a session that it decides about.
    private func pair(_ world: World) throws -> (authorizer: ScriptedPeer, alice: ScriptedPeer) {
        let authorizer = try world.join(role: "service", announcing: "call_canceling")
        authorizer.sends(#"[64,1,{},"com.authorize"]"#)
        authorizer.receives("[65,1,1]")
        return (authorizer, try world.join(as: "alice", role: "asking"))
    }

    /// The authorizer is asked.
    private func isAsked(
        _ authorizer: ScriptedPeer, _ number: Int, about alice: ScriptedPeer, _ uri: String, _ action: String,
        match: String = "exact", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        authorizer.receives(
            #"[68,\#(number),1,{"caller":*,"caller_authid":"wamp.router","caller_authrole":"wamp.router"},"#
                + #"[{"session":\#(alice.session),"realm":"realm1","authid":"alice","authrole":"asking","#
                + #""authmethod":"anonymous","authprovider":"static","peer":"127.0.0.1:4711","#
                + #""transport":"websocket"},"\#(uri)","\#(action)",{"version":1,"match":"\#(match)"}]]"#,
            sourceLocation: sourceLocation)
    }

    @Test("It is asked about all four actions, and what it allows is done")
    func allows() throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        let requests = [
            (#"[64,1,{"match":"prefix"},"com.x"]"#, "register", "prefix", "[65,1,2]"),
            (#"[32,2,{},"com.x"]"#, "subscribe", "exact", "[33,2,1]"),
        ]
        for (number, (request, action, match, answer)) in requests.enumerated() {
            alice.sends(request)
            alice.receivesNothing()
            isAsked(authorizer, number + 1, about: alice, "com.x", action, match: match)
            authorizer.sends("[70,\(number + 1),{},[true]]")
            world.advance(by: .zero)
            alice.receives(answer)
        }
        alice.sends(#"[48,3,{},"com.x.y"]"#)
        isAsked(authorizer, 3, about: alice, "com.x.y", "call")
        authorizer.sends("[70,3,{},[true]]")
        world.advance(by: .zero)
        alice.receives(#"[68,1,2,{"procedure":"com.x.y"}]"#)
        alice.sends(#"[16,4,{"acknowledge":true,"exclude_me":false},"com.x",[7]]"#)
        isAsked(authorizer, 4, about: alice, "com.x", "publish")
        authorizer.sends(#"[70,4,{},[{"allow":true}]]"#)
        world.advance(by: .zero)
        alice.receives("[36,1,*,{},[7]]")
        alice.receives("[17,4,*]")
    }

    @Test(
        "What it denies is not authorized, and the next request counts on",
        arguments: ["false", #"{"allow":false}"#])
    func denies(answer: String) throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        alice.sends(#"[48,1,{},"com.x"]"#)
        isAsked(authorizer, 1, about: alice, "com.x", "call")
        authorizer.sends("[70,1,{},[\(answer)]]")
        world.advance(by: .zero)
        alice.receives(
            #"[8,48,1,{},"wamp.error.not_authorized",["this session's role is not allowed to do this with this URI"]]"#
        )
        alice.sends(#"[32,2,{},"com.ruled.a"]"#)
        alice.receives("[33,2,1]")
    }

    @Test("A rule that selects the URI decides alone, whether it allows or denies")
    func rulesComeFirst() throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        alice.sends(#"[16,1,{"acknowledge":true},"com.ruled.a"]"#)
        alice.receives(
            #"[8,16,1,{},"wamp.error.not_authorized",["this session's role is not allowed to do this with this URI"]]"#
        )
        authorizer.receivesNothing()
    }

    @Test(
        "An authorizer that is not there, fails, takes too long or answers something else opens nothing",
        arguments: ["absent", "error", "late", "nonsense", "leaves"])
    func fails(how: String) throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        if how == "absent" {
            authorizer.sends("[66,2,1]")
            authorizer.receives("[67,2]")
        }
        alice.sends(#"[48,1,{},"com.x"]"#)
        if how != "absent" { isAsked(authorizer, 1, about: alice, "com.x", "call") }
        switch how {
        case "error": authorizer.sends(#"[8,68,1,{},"com.e",["true"]]"#)
        case "late": world.advance(by: .seconds(1))
        case "nonsense": authorizer.sends(#"[70,1,{},["true"]]"#)
        case "leaves": authorizer.disappears()
        default: break
        }
        world.advance(by: .zero)
        alice.receives(
            #"[8,48,1,{},"wamp.error.authorization_failed",["the authorizer of this session's role did not decide"]]"#
        )
        alice.sends(#"[32,2,{},"com.ruled.a"]"#)
        alice.receives("[33,2,1]")
    }

    @Test("While it is asked nothing that the session sends overtakes; others are not held up")
    func keepsOrder() throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        let bob = try world.join(role: "service")
        bob.sends(#"[32,1,{"match":"prefix"},"com."]"#)
        bob.receives("[33,1,1]")
        alice.sends(
            #"[48,1,{},"com.x"]"#, #"[32,2,{},"com.ruled.a"]"#, #"[16,3,{"acknowledge":true},"com.y",[1]]"#)
        alice.sends(#"[32,4,{},"com.ruled.b"]"#)
        alice.receivesNothing()
        bob.sends(#"[16,2,{"exclude_me":false},"com.z",[2]]"#)
        bob.receives(#"[36,1,*,{"topic":"com.z"},[2]]"#)
        isAsked(authorizer, 1, about: alice, "com.x", "call")
        authorizer.sends("[70,1,{},[true]]")
        world.advance(by: .zero)
        alice.receives(
            #"[8,48,1,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.receives("[33,2,2]")
        bob.receivesNothing()
        isAsked(authorizer, 2, about: alice, "com.y", "publish")
        authorizer.sends("[70,2,{},[true]]")
        world.advance(by: .zero)
        alice.receives("[17,3,*]")
        alice.receives("[33,4,3]")
        bob.receives(#"[36,1,*,{"topic":"com.y"},[1]]"#)
    }

    @Test("A session that waits still answers its invocations")
    func answersInvocations() throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        alice.sends(#"[64,1,{},"com.x"]"#)
        _ = authorizer.nextText()
        authorizer.sends("[70,1,{},[true]]")
        world.advance(by: .zero)
        alice.receives("[65,1,2]")
        let bob = try world.join(role: "service")
        alice.sends(#"[48,2,{},"com.other"]"#)
        bob.sends(#"[48,1,{},"com.x"]"#)
        alice.receives("[68,1,2,{}]")
        alice.sends("[70,1,{},[5]]")
        bob.receives("[50,1,{},[5]]")
    }

    @Test("An answer holds for all sessions of the role, for as long as it may be kept")
    func caches() throws {
        let world = try world(cache: 1000)
        let (authorizer, alice) = try pair(world)
        let carol = try world.join(as: "carol", role: "asking")
        alice.sends(#"[32,1,{},"com.x"]"#)
        isAsked(authorizer, 1, about: alice, "com.x", "subscribe")
        authorizer.sends("[70,1,{},[true]]")
        world.advance(by: .zero)
        alice.receives("[33,1,1]")
        world.advance(by: .milliseconds(999))
        carol.sends(#"[32,1,{},"com.x"]"#)
        carol.receives("[33,1,1]")
        authorizer.receivesNothing()
        // Another action, another match policy, and the same when the time is up.
        carol.sends(#"[16,2,{},"com.x"]"#)
        _ = authorizer.nextText()
        authorizer.sends("[70,2,{},[true]]")
        world.advance(by: .milliseconds(1))
        carol.sends(#"[32,3,{},"com.x"]"#)
        _ = authorizer.nextText()
        authorizer.sends("[70,3,{},[false]]")
        world.advance(by: .zero)
        carol.receives(
            #"[8,32,3,{},"wamp.error.not_authorized",["this session's role is not allowed to do this with this URI"]]"#
        )
    }

    @Test("The authorizer may say that its answer is for this once", arguments: ["false", "0"])
    func doesNotCache(cache: String) throws {
        let world = try world(cache: 1000)
        let (authorizer, alice) = try pair(world)
        for number in 1...2 {
            alice.sends(#"[32,\#(number),{},"com.x"]"#)
            isAsked(authorizer, number, about: alice, "com.x", "subscribe")
            authorizer.sends(#"[70,\#(number),{},[{"allow":true,"cache":\#(cache)}]]"#)
            world.advance(by: .zero)
            alice.receives("[33,\(number),1]")
        }
    }

    @Test("Sessions that leave or say goodbye while it is asked do so in order")
    func leaves() throws {
        let world = try world()
        let (authorizer, alice) = try pair(world)
        let carol = try world.join(as: "carol", role: "asking")
        alice.sends(#"[48,1,{},"com.x"]"#, #"[6,{},"wamp.close.normal"]"#)
        carol.sends(#"[48,1,{},"com.x"]"#)
        alice.receivesNothing()
        carol.disappears()
        authorizer.sends("[70,2,{},[true]]", "[70,1,{},[true]]")
        world.advance(by: .zero)
        alice.receives(
            #"[8,48,1,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
    }

    @Test("A session that sends too much while it waits is ended")
    func bounds() throws {
        let world = try world { $0.limits.maximumOutboundBytes = $0.limits.maximumMessageSize }
        let (_, alice) = try pair(world)
        let payload = String(repeating: "x", count: 1 << 20)
        alice.sends(#"[48,1,{},"com.x",["\#(payload)"]]"#)
        for number in 2...4 { alice.sends(#"[48,\#(number),{},"com.x",["\#(payload)"]]"#) }
        alice.receives(
            #"[3,{"message":"more than 4194304 bytes were sent while an authorizer was being asked"},"#
                + #""wamp.error.limit_exceeded"]"#)
    }

    @Test("The router's own session is in no list")
    func isHidden() throws {
        let world = try world()
        let (_, alice) = try pair(world)
        alice.sends(#"[48,1,{},"com.x"]"#)
        let bob = try world.join(role: "service")
        bob.sends(#"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.kill_all"]"#)
        bob.receives("[50,1,{},[3]]")
        bob.receives("[50,2,{},[2]]")
    }
}
