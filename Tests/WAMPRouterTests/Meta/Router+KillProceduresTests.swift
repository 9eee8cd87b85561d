import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.session.kill, kill_by_authid, kill_by_authrole, kill_all (advanced profile, Session Meta API)")
struct RouterKillProceduresTests {
    private static let killed = #"[6,{},"wamp.close.killed"]"#
    private static let goodbyeAndOut = #"[6,{},"wamp.close.goodbye_and_out"]"#

    /// A killer, and a client that was killed.
    private func pair(_ world: World, announcing features: String...) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        let bob = try world.connect()
        bob.joins(announcing: features)
        alice.sends(#"[48,1,{},"wamp.session.kill",[\#(bob.session)]]"#)
        alice.receives("[50,1,{}]")
        bob.receives(Self.killed)
        return (alice, bob)
    }

    @Test("kill ends the session at once: it is not in the realm any more, before its client has answered")
    func kill() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        alice.sends(
            #"[48,2,{},"wamp.session.count"]"#, #"[48,3,{},"wamp.session.kill",[\#(bob.session)]]"#)
        alice.receives("[50,2,{},[1]]")
        alice.isRefused(3, "no_such_session", "there is no other session \(bob.session) in this realm")
        #expect(world.inspect { $0.sessionCount } == 1)
        bob.receivesNothing()
        alice.receivesNothing()
    }

    @Test(
        "reason and message are what the client is told",
        arguments: [
            (#"{"reason":"com.why"}"#, #"[6,{},"com.why"]"#),
            (#"{"message":"go \"home\""}"#, #"[6,{"message":"go \"home\""},"wamp.close.killed"]"#),
            (#"{"message":"","reason":"wamp.close.normal"}"#, #"[6,{"message":""},"wamp.close.normal"]"#),
            (#"{"message":null,"reason":null}"#, #"[6,{},"wamp.close.killed"]"#),
        ])
    func reason(keywords: String, goodbye: String) throws {
        let world = try World.open()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends("[48,1,{},\"wamp.session.kill\",[\(bob.session)],\(keywords)]")
        alice.receives("[50,1,{}]")
        bob.receives(goodbye)
        bob.receivesNothing()
    }

    @Test(
        "A reason that is not a valid non-empty URI is invalid_uri, and nobody is killed",
        arguments: [#""""#, "1", "[]", #""com..why""#, #""go home""#])
    func invalidReason(reason: String) throws {
        let world = try World.open()
        let alice = try world.join()
        let bob = try world.join()
        let calls = [
            "kill\",[\(bob.session)]", "kill_by_authid\",[\"\(bob.authid)\"]",
            "kill_by_authrole\",[\"anonymous\"]", "kill_all\",[]",
        ]
        for (position, call) in calls.enumerated() {
            alice.sends("[48,\(position + 1),{},\"wamp.session.\(call),{\"reason\":\(reason)}]")
            let error = alice.next()?.text ?? ""
            #expect(
                error.hasPrefix(
                    "[8,48,\(position + 1),{},\"wamp.error.invalid_uri\",[\"keyword argument reason: "),
                "\(error)")
        }
        bob.receivesNothing()
    }

    @Test("Under strict rules a reason that only loose ones allow is refused, and those of WAMP are not")
    func strictReason() throws {
        let world = try World.open { $0.realms[0].uriRules = .strict }
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(
            #"[48,1,{},"wamp.session.kill",[\#(bob.session)],{"reason":"com.Why"}]"#,
            #"[48,2,{},"wamp.session.kill",[\#(bob.session)],{"reason":"wamp.close.normal"}]"#)
        alice.isRefused(
            1, "invalid_uri", "keyword argument reason: this is not a valid URI under the realm's rules")
        alice.receives("[50,2,{}]")
        bob.receives(#"[6,{},"wamp.close.normal"]"#)
    }

    @Test("Nobody kills its own session")
    func own() throws {
        let alice = try World.open().join()
        alice.sends(
            #"[48,1,{},"wamp.session.kill",[\#(alice.session)]]"#,
            #"[48,2,{},"wamp.session.kill_by_authid",["\#(alice.authid)"]]"#,
            #"[48,3,{},"wamp.session.kill_by_authrole",["anonymous"]]"#,
            #"[48,4,{},"wamp.session.kill_all"]"#)
        alice.isRefused(1, "no_such_session", "there is no other session \(alice.session) in this realm")
        alice.receives("[50,2,{},[[]]]")
        alice.receives("[50,3,{},[0]]")
        alice.receives("[50,4,{},[0]]")
        alice.receivesNothing()
    }

    @Test("kill_by_authid kills the other sessions of a user and lists them")
    func killByAuthID() throws {
        let world = try World.open()
        let alice = try world.join(as: "me")
        let bob = try world.join(as: "me")
        let carol = try world.join(as: "Me")
        alice.sends(
            #"[48,1,{},"wamp.session.kill_by_authid",["me"],{"reason":"com.why","message":"m"}]"#,
            #"[48,2,{},"wamp.session.kill_by_authid",["nobody"]]"#)
        alice.receives("[50,1,{},[[\(bob.session)]]]")
        alice.receives("[50,2,{},[[]]]")
        bob.receives(#"[6,{"message":"m"},"com.why"]"#)
        carol.receivesNothing()
        alice.receivesNothing()
    }

    @Test("kill_by_authrole kills the other sessions with a role and counts them")
    func killByAuthrole() throws {
        let world = try World.open { $0.addRole("staff") }
        let alice = try world.join(role: "staff")
        let bob = try world.join(role: "staff")
        let carol = try world.join()
        alice.sends(
            #"[48,1,{},"wamp.session.kill_by_authrole",["staff"],{"reason":"com.why"}]"#,
            #"[48,2,{},"wamp.session.kill_by_authrole",["nobody"]]"#)
        alice.receives("[50,1,{},[1]]")
        alice.receives("[50,2,{},[0]]")
        bob.receives(#"[6,{},"com.why"]"#)
        carol.receivesNothing()
    }

    @Test("kill_all kills everybody else, without on_leave and without testaments")
    func killAll() throws {
        let world = try World.open()
        let alice = try world.join()
        let bob = try world.join()
        let carol = try world.join()
        alice.sends(#"[32,1,{},"wamp.session.on_leave"]"#, #"[32,2,{},"com.t"]"#)
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
        bob.sends(#"[48,1,{},"wamp.session.add_testament",["com.t",[1],{}]]"#)
        bob.receives("[50,1,{}]")
        carol.sends(#"[32,1,{},"com.t"]"#)
        carol.receives("[33,1,2]")
        alice.sends(#"[48,3,{},"wamp.session.kill_all",[],{"message":"m"}]"#)
        alice.receives("[50,3,{},[2]]")
        alice.receivesNothing()
        for peer in [bob, carol] {
            peer.receives(#"[6,{"message":"m"},"wamp.close.killed"]"#)
            peer.receivesNothing()
        }
        #expect(world.inspect { $0.sessionCount } == 1)
    }

    @Test("Those who are killed together are not told of each other")
    func together() throws {
        let world = try World.open()
        let alice = try world.join()
        let others = try (0..<3).map { _ in try world.join() }
        for peer in others {
            peer.sends(#"[32,1,{"match":"prefix"},"wamp."]"#)
            _ = peer.nextTexts()
        }
        for peer in others { _ = peer.nextTexts() }
        alice.sends(#"[48,1,{},"wamp.session.kill_by_authrole",["anonymous"]]"#)
        for peer in others {
            peer.receives(Self.killed)
            peer.receivesNothing()
        }
        alice.receives("[50,1,{},[3]]")
    }

    @Test("What the session held ends: calls in both directions, registrations, subscriptions")
    func released() throws {
        let world = try World.open()
        let alice = try world.join(announcing: "call_canceling")
        let bob = try world.join()
        alice.sends(#"[64,1,{},"com.a"]"#)
        alice.receives("[65,1,1]")
        bob.sends(
            #"[64,1,{},"com.b"]"#, #"[32,2,{},"com.t"]"#, #"[48,3,{},"com.a"]"#, #"[48,4,{},"com.b"]"#)
        bob.receives("[65,1,2]")
        bob.receives("[33,2,1]")
        bob.receives("[68,1,2,{}]")
        alice.receives("[68,1,1,{}]")
        alice.sends(#"[48,2,{},"com.b"]"#, #"[48,3,{},"wamp.session.kill",[\#(bob.session)]]"#)
        bob.receives("[68,2,2,{}]")
        bob.receives(Self.killed)
        bob.receivesNothing()
        alice.receives(
            #"[8,48,2,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
        alice.receives(#"[69,1,{"mode":"killnowait"}]"#)
        alice.receives("[50,3,{}]")
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.dealer.registrationCount } == 1)
        #expect(world.inspect { $0.broker.subscriptionCount } == 0)
        alice.sends("[70,1,{}]", #"[16,4,{},"com.t"]"#)
        bob.receivesNothing()
    }

    // MARK: What the client does then

    @Test("A client that answers GOODBYE may say HELLO again on the transport")
    func answers() throws {
        let (_, bob) = try pair(World.open())
        let first = bob.session
        bob.sends(Self.goodbyeAndOut)
        bob.receivesNothing()
        bob.joins()
        #expect(bob.session != first)
        bob.sends(#"[32,1,{},"com.t"]"#)
        bob.receives("[33,1,1]")
    }

    @Test("GOODBYE and HELLO may come in one read, behind what was sent before the client knew")
    func oneRead() throws {
        let (_, bob) = try pair(World.open())
        bob.sends(
            #"[48,1,{},"com.p"]"#, #"[16,2,{"acknowledge":true},"com.t"]"#, Self.goodbyeAndOut,
            #"[1,"realm1",{"roles":{"caller":{}}}]"#, #"[48,1,{},"wamp.session.count"]"#)
        #expect(bob.next()?.text.hasPrefix("[2,") == true)
        bob.receives("[50,1,{},[2]]")
        bob.receivesNothing()
    }

    @Test("A client whose own GOODBYE crosses the router's may say HELLO again")
    func crossing() throws {
        let (_, bob) = try pair(World.open())
        bob.sends(#"[6,{},"wamp.close.normal"]"#, Self.goodbyeAndOut)
        bob.receivesNothing()
        bob.joins()
    }

    @Test("A client that answers but then says nothing is treated as one that never said HELLO")
    func answersOnly() throws {
        let world = try World.open()
        let (_, bob) = try pair(world)
        bob.sends(Self.goodbyeAndOut)
        for _ in 0..<12 { world.loop.advanceTime(by: .seconds(1)) }
        bob.isAborted("no session was opened in time")
    }

    @Test("A client that does not answer is cut off after the hello timeout, without another word")
    func silent() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        for _ in 0..<9 { world.loop.advanceTime(by: .seconds(1)) }
        bob.receivesNothing()
        for _ in 0..<3 { world.loop.advanceTime(by: .seconds(1)) }
        bob.receivesClose()
        for _ in 0..<5 { world.loop.advanceTime(by: .seconds(1)) }
        #expect(!bob.isConnected)
        #expect(alice.isConnected)
        alice.receivesNothing()
    }

    @Test("Nor does anything else that it sends keep it alive")
    func talking() throws {
        let world = try World.open()
        let (_, bob) = try pair(world)
        for _ in 0..<12 {
            world.loop.advanceTime(by: .seconds(1))
            bob.sends(#"[48,1,{},"com.p"]"#)
        }
        bob.receivesClose()
    }

    @Test(
        "What is no answer is dropped in silence, whatever it is",
        arguments: [
            #"[1,"realm1",{"roles":{"caller":{}}}]"#, #"[48,7,{},"com.p"]"#, "[2,1,{}]", "[300]", "[99]",
            "no",
            "[]", #"[5,"",{}]"#, "[6]",
        ])
    func dropped(message: String) throws {
        let (_, bob) = try pair(World.open())
        bob.sends(message)
        bob.sends(frames: [SentFrame(opcode: 2, payload: [1, 2, 3])])
        bob.sends("[16,1,{},\"com.t\",[\"\(String(repeating: "x", count: 70_000))\"]]")
        bob.receivesNothing()
        bob.sends(Self.goodbyeAndOut)
        bob.joins()
    }

    @Test("ABORT from the client closes the transport")
    func aborts() throws {
        let (_, bob) = try pair(World.open())
        bob.sends(#"[3,{},"wamp.error.x"]"#)
        bob.receivesClose()
    }

    @Test("A client that closes its transport, or loses it, is gone", arguments: [true, false])
    func closes(orderly: Bool) throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        if orderly {
            bob.sends(frames: [SentFrame(opcode: 8, payload: [0x03, 0xE8])])
            bob.receivesClose()
        } else {
            bob.disappears()
        }
        #expect(!bob.isConnected)
        alice.sends(#"[48,2,{},"wamp.session.count"]"#)
        alice.receives("[50,2,{},[1]]")
    }

    @Test("A shutdown does not wait for those who were killed before")
    func shutdown() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        let drained = world.shutDown()
        alice.receives(#"[6,{"message":"the router is shutting down"},"wamp.close.system_shutdown"]"#)
        bob.receivesNothing()
        alice.sends(Self.goodbyeAndOut)
        #expect(drained.count == 1)
    }
}
