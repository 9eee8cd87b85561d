import Testing

@testable import WAMPRouter

@Stage
@Suite("Meta events (advanced profile, Session Meta API, Subscriptions Meta API, Registration Meta API)")
struct RouterMetaEventsTests {
    /// A subscriber to meta events, subscription 1.
    private func watcher(_ world: World, _ topic: String = "wamp.", _ match: String = "prefix") throws
        -> ScriptedPeer
    {
        let alice = try world.join()
        alice.sends("[32,1,{\"match\":\"\(match)\"},\"\(topic)\"]")
        alice.receives("[33,1,1]")
        return alice
    }

    @Test("on_join tells who has joined, before anything else of the session")
    func join() throws {
        let world = try World()
        let alice = try watcher(world, "wamp.session.on_join", "exact")
        let bob = try world.join()
        alice.receives(
            #"[36,1,*,{},[{"session":\#(bob.session),"authid":"\#(bob.authid)","authrole":"anonymous","#
                + #""authmethod":"anonymous","authprovider":"static","#
                + #""transport":{"type":"websocket","serializer":"json"}}]]"#)
        bob.receivesNothing()
        alice.receivesNothing()
    }

    @Test(
        "on_leave tells who has left, however",
        arguments: ["goodbye", "abort", "violation", "lost", "killed"])
    func leave(how: String) throws {
        let world = try World.open()
        let alice = try watcher(world, "wamp.session.on_leave", "exact")
        let bob = try world.join()
        switch how {
        case "goodbye": bob.sends(#"[6,{},"wamp.close.normal"]"#)
        case "abort": bob.sends(#"[3,{},"wamp.error.x"]"#)
        case "violation": bob.sends("[99]")
        case "lost": bob.disappears()
        default: alice.sends(#"[48,2,{},"wamp.session.kill",[\#(bob.session)]]"#)
        }
        alice.receives(#"[36,1,*,{},[\#(bob.session),"\#(bob.authid)","anonymous"]]"#)
        if how == "killed" { alice.receives("[50,2,{}]") }
        alice.receivesNothing()
    }

    @Test("A subscription: on_create before on_subscribe, on_unsubscribe before on_delete")
    func subscription() throws {
        let world = try World()
        let bob = try world.join()
        let carol = try world.join()
        let alice = try watcher(world, "wamp.subscription.")
        func told(_ event: String, _ arguments: String) {
            alice.receives("[36,1,*,{\"topic\":\"wamp.subscription.\(event)\"},[\(arguments)]]")
        }
        bob.sends(#"[32,1,{"match":"prefix"},"com.t"]"#)
        told(
            "on_create",
            #"\#(bob.session),{"id":2,"created":"2027-01-15T08:00:00.000Z","uri":"com.t","match":"prefix"}"#)
        told("on_subscribe", "\(bob.session),2")
        carol.sends(#"[32,1,{"match":"prefix"},"com.t"]"#)
        told("on_subscribe", "\(carol.session),2")
        // The same subscription again.
        carol.sends(#"[32,2,{"match":"prefix"},"com.t"]"#)
        bob.sends("[34,2,2]")
        told("on_unsubscribe", "\(bob.session),2")
        carol.sends("[34,3,2]")
        told("on_unsubscribe", "\(carol.session),2")
        told("on_delete", "\(carol.session),2")
        alice.receivesNothing()
    }

    @Test("A registration: on_create before on_register, on_unregister before on_delete")
    func registration() throws {
        let world = try World()
        let bob = try world.join()
        let carol = try world.join()
        let alice = try watcher(world, "wamp.registration.")
        func told(_ event: String, _ arguments: String) {
            alice.receives("[36,1,*,{\"topic\":\"wamp.registration.\(event)\"},[\(arguments)]]")
        }
        bob.sends(#"[64,1,{"invoke":"last"},"com.p"]"#)
        told(
            "on_create",
            #"\#(bob.session),{"id":1,"created":"2027-01-15T08:00:00.000Z","uri":"com.p","match":"exact","invoke":"last"}"#
        )
        told("on_register", "\(bob.session),1")
        carol.sends(#"[64,1,{"invoke":"last"},"com.p"]"#)
        told("on_register", "\(carol.session),1")
        bob.sends("[66,2,1]")
        told("on_unregister", "\(bob.session),1")
        carol.sends("[66,2,1]")
        told("on_unregister", "\(carol.session),1")
        told("on_delete", "\(carol.session),1")
        alice.receivesNothing()
    }

    @Test("A session that leaves: its subscriptions and registrations end before it, on_leave is the last")
    func leaving() throws {
        let world = try World()
        let bob = try world.join()
        let alice = try watcher(world)
        bob.sends(#"[32,1,{},"com.t"]"#, #"[64,2,{},"com.p"]"#)
        for _ in 0..<4 { _ = alice.next() }
        bob.disappears()
        for (event, arguments) in [
            ("subscription.on_unsubscribe", "\(bob.session),2"),
            ("subscription.on_delete", "\(bob.session),2"),
            ("registration.on_unregister", "\(bob.session),1"),
            ("registration.on_delete", "\(bob.session),1"),
            ("session.on_leave", "\(bob.session),\"\(bob.authid)\",\"anonymous\""),
        ] {
            alice.receives("[36,1,*,{\"topic\":\"wamp.\(event)\"},[\(arguments)]]")
        }
        alice.receivesNothing()
    }

    @Test("What is taken back is told like what is given back")
    func revoked() throws {
        let world = try World.open()
        let bob = try world.join()
        bob.sends(#"[32,1,{},"com.t"]"#, #"[64,2,{},"com.p"]"#)
        let alice = try world.join()
        alice.sends(
            #"[32,1,{"match":"prefix"},"wamp."]"#,
            #"[48,2,{},"wamp.subscription.remove_subscriber",[1,\#(bob.session)]]"#,
            #"[48,3,{},"wamp.registration.remove_callee",[1,\#(bob.session)]]"#)
        alice.receives("[33,1,2]")
        for (kind, verb, request) in [
            ("subscription", "unsubscribe", 2), ("registration", "unregister", 3),
        ] {
            alice.receives("[36,2,*,{\"topic\":\"wamp.\(kind).on_\(verb)\"},[\(bob.session),1]]")
            alice.receives("[36,2,*,{\"topic\":\"wamp.\(kind).on_delete\"},[\(bob.session),1]]")
            alice.receives("[50,\(request),{}]")
        }
        alice.receivesNothing()
    }

    @Test("Nothing is told about subscriptions to reserved topics")
    func reserved() throws {
        let world = try World()
        let alice = try watcher(world, "wamp.subscription.")
        let bob = try world.join()
        bob.sends(#"[32,1,{},"wamp.session.on_join"]"#, "[34,2,2]", #"[32,3,{"match":"prefix"},"wamp.s"]"#)
        bob.disappears()
        alice.receivesNothing()
    }

    @Test("A session that leaves gets no event of its leaving, and none after its own subscription ends")
    func nothingToTheLeaving() throws {
        let world = try World()
        let bob = try watcher(world)
        bob.sends(#"[32,2,{},"com.t"]"#)
        _ = bob.nextTexts()
        bob.sends(#"[6,{},"wamp.close.normal"]"#)
        bob.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        bob.receivesNothing()
    }

    @Test("Only those who may subscribe to a meta topic get its events (Authorization)")
    func permissions() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "wamp.session.on_join", allow: .init(subscribe: true))
            ]
        }
        let alice = try world.join()
        alice.sends(
            #"[32,1,{},"wamp.session.on_leave"]"#, #"[32,2,{"match":"prefix"},"wamp."]"#,
            #"[32,3,{},"wamp.session.on_join"]"#)
        for request in [1, 2] {
            alice.receives(
                "[8,32,\(request),{},\"wamp.error.not_authorized\",[\"this session's role is not allowed to do this with this URI\"]]"
            )
        }
        alice.receives("[33,3,1]")
        let bob = try world.join()
        bob.disappears()
        #expect(alice.nextTexts().count == 1)
    }

    @Test("Clients cannot publish meta events")
    func forged() throws {
        let world = try World.open()
        let alice = try watcher(world)
        let bob = try world.join()
        _ = alice.nextTexts()
        bob.sends(#"[16,1,{"acknowledge":true},"wamp.session.on_leave",[1,"a","b"]]"#)
        bob.receives(
            "[8,16,1,{},\"wamp.error.invalid_uri\",[\"URIs that begin with wamp. are reserved\"]]")
        alice.receivesNothing()
    }

    @Test("Meta events stay in their realm")
    func realms() throws {
        let world = try World {
            $0.realms.append($0.realms[0])
            $0.realms[1].name = "realm2"
        }
        let alice = try watcher(world)
        let bob = try world.join("realm2")
        bob.sends(#"[32,1,{},"com.t"]"#, #"[64,2,{},"com.p"]"#)
        bob.disappears()
        alice.receivesNothing()
    }
}
