import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Callees that take so many invocations at a time (REGISTER.Options.concurrency)")
struct ConcurrencyTranscripts {
    private static let canceled = #"{},"wamp.error.canceled",["the caller canceled this call"]]"#

    /// A callee that has registered com.p for one invocation at a time.
    private func callee(
        in world: World, _ options: String = "", announcing features: [String] = []
    ) throws -> ScriptedPeer {
        let callee = try world.connect()
        callee.joins(announcing: features)
        callee.sends(#"[64,1,{"concurrency":1\#(options)},"com.p"]"#)
        callee.receives("[65,1,1]")
        return callee
    }

    @Test("Calls beyond the limit wait, in their order over all callers")
    func waiting() throws {
        let world = try World()
        let bob = try callee(in: world)
        let alice = try world.join()
        let carol = try world.join()
        alice.sends(#"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[2]]"#)
        carol.sends(#"[48,1,{},"com.p",[3]]"#)
        alice.sends(#"[48,3,{},"com.p",[4]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.receivesNothing()
        bob.sends("[70,1,{},[-1]]")
        alice.receives("[50,1,{},[-1]]")
        bob.receives("[68,2,1,{},[2]]")
        bob.receivesNothing()
        bob.sends(#"[8,68,2,{},"com.e"]"#)
        alice.receives(#"[8,48,2,{},"com.e"]"#)
        bob.receives("[68,3,1,{},[3]]")
        bob.sends("[70,3,{},[-3]]", "[70,4,{},[-4]]")
        carol.receives("[50,1,{},[-3]]")
        bob.receives("[68,4,1,{},[4]]")
        alice.receives("[50,3,{},[-4]]")
        for peer in [alice, bob, carol] { peer.receivesNothing() }
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.dealer.heldBytes } == 0)
    }

    @Test("A call that waited arrives as it would have: payload, details and forwarded attributes")
    func unchanged() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(caller: true), trustlevel: 3)
            ]
        }
        let features = [
            "progressive_call_results", "call_canceling", "payload_passthru_mode", "call_timeout",
        ]
        let bob = try world.connect()
        bob.joins(announcing: features)
        bob.sends(#"[64,1,{"match":"prefix","concurrency":1,"forward_timeout":true},"com."]"#)
        bob.receives("[65,1,1]")
        let alice = try world.connect()
        alice.joins(announcing: features)
        let options =
            #"{"receive_progress":true,"timeout":900,"ppt_scheme":"x_y","unknown":1,"_x_custom" : [1, {"a":null}]}"#
        let payload = #"[1 , "\u00e9é", 1.50],{ "k" : -0 }"#
        for number in 1...2 { alice.sends(#"[48,\#(number),\#(options),"com.\u0070",\#(payload)]"#) }
        alice.sends("[49,77,{}]", #"[16,3,{},"com.noise",["other bytes in the place of the call"]]"#)
        let details =
            #"{"caller":\#(alice.session),"caller_authid":"\#(alice.authid)","caller_authrole":"anonymous","#
            + #""trustlevel":3,"timeout":900,"receive_progress":true,"procedure":"com.p","ppt_scheme":"x_y","#
            + #""_x_custom" : [1, {"a":null}]}"#
        bob.receives("[68,1,1,\(details),\(payload)]")
        bob.receivesNothing()
        bob.sends(#"[70,1,{"progress":true},[1]]"#, "[70,1,{}]")
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        alice.receives("[50,1,{}]")
        bob.receives("[68,2,1,\(details),\(payload)]")
        bob.sends(#"[70,2,{"progress":true},[2]]"#)
        alice.receives(#"[50,2,{"progress":true},[2]]"#)
    }

    @Test(
        "A canceled call makes room, whether the callee was asked or not", arguments: ["skip", "killnowait"])
    func canceled(mode: String) throws {
        let world = try World()
        let bob = try callee(in: world, announcing: ["call_canceling"])
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p",[2]]"#)
        bob.receives("[68,1,1,{}]")
        alice.sends(#"[49,1,{"mode":"\#(mode)"}]"#)
        alice.receives("[8,48,1,\(Self.canceled)")
        if mode == "killnowait" { bob.receives(#"[69,1,{"mode":"killnowait"}]"#) }
        bob.receives("[68,2,1,{},[2]]")
        bob.sends("[70,1,{}]", "[70,2,{}]")
        alice.receives("[50,2,{}]")
        alice.receivesNothing()
    }

    @Test(
        "A call that waits is canceled at once in every mode, and no callee hears of it",
        arguments: ["skip", "kill", "killnowait"])
    func cancelWaiting(mode: String) throws {
        let world = try World()
        let bob = try callee(in: world, announcing: ["call_canceling"])
        let alice = try world.join()
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#, #"[48,3,{},"com.p"]"#,
            #"[49,2,{"mode":"\#(mode)"}]"#)
        alice.receives("[8,48,2,\(Self.canceled)")
        bob.receives("[68,1,1,{}]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives("[68,2,1,{}]")
        bob.sends("[70,2,{}]")
        alice.receives("[50,3,{}]")
        bob.receivesNothing()
    }

    @Test("A caller that leaves takes its waiting calls with it")
    func callerLeaves() throws {
        let world = try World()
        let bob = try callee(in: world)
        let alice = try world.join()
        let carol = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        carol.sends(#"[48,1,{},"com.p",["carol"]]"#)
        bob.receives("[68,1,1,{}]")
        alice.disappears()
        bob.receives(#"[68,2,1,{},["carol"]]"#)
        bob.receivesNothing()
    }

    @Test("When the last callee leaves, the calls under way and those that wait are canceled")
    func calleeLeaves() throws {
        let world = try World()
        let bob = try callee(in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        bob.disappears()
        let texts = Set(alice.nextTexts())
        #expect(
            texts == [
                #"[8,48,1,{},"wamp.error.canceled",["the callee has left before it answered"]]"#,
                #"[8,48,2,{},"wamp.error.canceled",["the last callee has left before one was free"]]"#,
            ])
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
    }

    @Test("UNREGISTERED of the last callee cancels the calls that wait, not the one under way")
    func unregister() throws {
        let world = try World()
        let bob = try callee(in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends("[66,2,1]", "[70,1,{}]")
        bob.receives("[67,2]")
        alice.receives(
            #"[8,48,2,{},"wamp.error.canceled",["the last callee has left before one was free"]]"#)
        alice.receives("[50,1,{}]")
    }

    @Test("A new callee gets REGISTERED, then the calls that have waited, as many as it takes")
    func newCallee() throws {
        let world = try World()
        let bob = try callee(in: world, #","invoke":"roundrobin""#)
        let alice = try world.join()
        alice.sends(
            #"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[2]]"#, #"[48,3,{},"com.p",[3]]"#,
            #"[48,4,{},"com.p",[4]]"#)
        bob.receives("[68,1,1,{},[1]]")
        let carol = try world.join()
        carol.sends(#"[64,1,{"concurrency":2,"invoke":"roundrobin"},"com.p"]"#)
        carol.receives("[65,1,1]")
        carol.receives("[68,1,1,{},[2]]")
        carol.receives("[68,2,1,{},[3]]")
        carol.receivesNothing()
        bob.receivesNothing()
        carol.sends("[70,2,{}]")
        carol.receives("[68,3,1,{},[4]]")
    }

    @Test(
        "roundrobin and random pass busy callees over; first and last wait for theirs",
        arguments: ["roundrobin", "random", "first", "last"])
    func policies(invoke: String) throws {
        let world = try World()
        let bob = try callee(in: world, #","invoke":"\#(invoke)""#)
        let carol = try callee(in: world, #","invoke":"\#(invoke)""#)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#, #"[48,3,{},"com.p"]"#)
        let counts = [bob.nextTexts().count, carol.nextTexts().count]
        switch invoke {
        case "first": #expect(counts == [1, 0])
        case "last": #expect(counts == [0, 1])
        default: #expect(counts == [1, 1])
        }
    }

    @Test("A session that calls itself while it is busy waits for itself, and gets there")
    func selfCall() throws {
        let world = try World()
        let bob = try callee(in: world)
        bob.sends(#"[48,2,{},"com.p",[1]]"#, #"[48,3,{},"com.p",[2]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.sends("[70,1,{}]")
        #expect(Set(bob.nextTexts()) == ["[50,2,{}]", "[68,2,1,{},[2]]"])
        bob.sends(#"[6,{},"wamp.close.normal"]"#)
        bob.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        bob.receivesNothing()
    }

    @Test("concurrency 0 is without a limit")
    func unlimited() throws {
        let world = try World()
        let bob = try world.join()
        bob.sends(#"[64,1,{"concurrency":0},"com.p"]"#)
        bob.receives("[65,1,1]")
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.receives("[68,2,1,{}]")
    }

    // MARK: Bounds

    @Test("As many calls wait for one registration as configured")
    func queueLimit() throws {
        let world = try World { $0.limits.maximumQueuedCallsPerRegistration = 1 }
        let bob = try callee(in: world)
        let alice = try world.join()
        alice.sends(
            #"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[2]]"#, #"[48,3,{},"com.p",[3]]"#)
        alice.receives(
            #"[8,48,3,{},"wamp.error.limit_exceeded","#
                + #"["all callees are busy, and too many calls wait for them"]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives("[68,2,1,{},[2]]")
        alice.sends(#"[48,4,{},"com.p",[4]]"#)
        alice.receivesNothing()
    }

    @Test("The realm keeps no more bytes for calls than configured")
    func memoryLimit() throws {
        let world = try World { $0.limits.maximumHeldBytes = 1000 }
        let bob = try callee(in: world)
        let alice = try world.join()
        let text = String(repeating: "x", count: 1000)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p",["\#(text)"]]"#, #"[48,3,{},"com.p"]"#)
        alice.receives(
            #"[8,48,3,{},"wamp.error.limit_exceeded","#
                + #"["no memory is left for calls of this session that have to be kept"]]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives(#"[68,2,1,{},["\#(text)"]]"#)
        alice.sends(#"[48,4,{},"com.p"]"#)
        alice.receivesNothing()
    }
}
