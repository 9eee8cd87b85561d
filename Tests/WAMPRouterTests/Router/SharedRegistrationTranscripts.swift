import Testing

@testable import WAMPRouter

@Stage
@Suite("Procedures with several callees (advanced profile, Shared Registration, Sharded Registration)")
struct SharedRegistrationTranscripts {
    private static let exists =
        #"{},"wamp.error.procedure_already_exists",["this procedure is registered already"]]"#

    /// Callees that have registered com.p in this order, with the registration id 1.
    private func callees(
        _ count: Int, _ invoke: String, in world: World
    ) throws -> [ScriptedPeer] {
        try (0..<count).map { _ in
            let callee = try world.join()
            callee.sends(#"[64,1,{"invoke":"\#(invoke)"},"com.p"]"#)
            callee.receives("[65,1,1]")
            return callee
        }
    }

    /// Which of the callees gets each of these calls, in whose order it looks.
    private func takers(of calls: Range<Int>, _ caller: ScriptedPeer, _ callees: [ScriptedPeer]) -> [Int] {
        calls.flatMap { number in
            caller.sends(#"[48,\#(number),{},"com.p",[\#(number)]]"#)
            return callees.indices.filter { place in
                let texts = callees[place].nextTexts()
                #expect(texts.allSatisfy { $0.hasSuffix(",1,{},[\(number)]]") })
                return !texts.isEmpty
            }
        }
    }

    @Test("roundrobin takes the callees in turn, in the order in which they registered")
    func roundrobin() throws {
        let world = try World()
        let callees = try callees(3, "roundrobin", in: world)
        let alice = try world.join()
        #expect(takers(of: 1..<8, alice, callees) == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test("first takes the one that registered first, last the one that registered last; others stand by")
    func standBy() throws {
        for (invoke, order) in [("first", [0, 1, 2]), ("last", [2, 1, 0])] {
            let world = try World()
            let callees = try callees(3, invoke, in: world)
            let alice = try world.join()
            #expect(takers(of: 1..<3, alice, callees) == [order[0], order[0]])
            callees[order[0]].disappears()
            _ = alice.nextTexts()
            #expect(takers(of: 3..<5, alice, callees) == [order[1], order[1]])
            callees[order[1]].sends("[66,2,1]")
            callees[order[1]].receives("[67,2]")
            #expect(takers(of: 5..<7, alice, callees) == [order[2], order[2]])
        }
    }

    @Test("random takes one of them for each call, and each of them in the long run")
    func random() throws {
        let world = try World()
        let callees = try callees(3, "random", in: world)
        let alice = try world.join()
        let takers = takers(of: 1..<61, alice, callees)
        #expect(takers.count == 60)
        #expect(Set(takers) == [0, 1, 2])
        #expect(takers != takers.sorted())
    }

    @Test("Each callee counts its invocations for itself, and its answer goes to the caller")
    func answers() throws {
        let world = try World()
        let callees = try callees(2, "roundrobin", in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        callees[0].receives("[68,1,1,{}]")
        callees[1].receives("[68,1,1,{}]")
        callees[1].sends("[70,1,{},[2]]")
        callees[0].sends("[70,1,{},[1]]")
        alice.receives("[50,2,{},[2]]")
        alice.receives("[50,1,{},[1]]")
    }

    @Test(
        "A procedure that is registered takes no callee with another policy",
        arguments: ["single", "roundrobin", "random", "first", "last"],
        ["single", "roundrobin", "random", "first", "last"])
    func otherPolicy(first: String, second: String) throws {
        let world = try World()
        let bob = try world.join()
        let carol = try world.join()
        bob.sends(#"[64,1,{"invoke":"\#(first)"},"com.p"]"#)
        bob.receives("[65,1,1]")
        carol.sends(#"[64,1,{"invoke":"\#(second)"},"com.p"]"#)
        carol.receives(first == second && first != "single" ? "[65,1,1]" : "[8,64,1,\(Self.exists)")
        bob.sends(#"[64,2,{"invoke":"\#(second)"},"com.p"]"#)
        bob.receives(first == second && first != "single" ? "[65,2,1]" : "[8,64,2,\(Self.exists)")
    }

    @Test(
        "A session that registers a shared procedure twice is one callee of it, and one UNREGISTER ends that")
    func twice() throws {
        let world = try World()
        let callees = try callees(2, "roundrobin", in: world)
        let alice = try world.join()
        callees[0].sends(#"[64,2,{"invoke":"roundrobin"},"com.p"]"#)
        callees[0].receives("[65,2,1]")
        #expect(takers(of: 1..<4, alice, callees) == [0, 1, 0])
        callees[0].sends("[66,3,1]", "[66,4,1]")
        callees[0].receives("[67,3]")
        callees[0].receives(
            #"[8,66,4,{},"wamp.error.no_such_registration",["this session does not hold this registration"]]"#
        )
        #expect(takers(of: 4..<6, alice, callees) == [1, 1])
    }

    @Test("The registration lives as long as a callee has it; the next one may choose another policy")
    func lastCallee() throws {
        let world = try World()
        let callees = try callees(2, "roundrobin", in: world)
        callees[0].sends(#"[66,2,1]"#, #"[64,3,{"invoke":"first"},"com.p"]"#)
        callees[0].receives("[67,2]")
        callees[0].receives("[8,64,3,\(Self.exists)")
        callees[1].sends("[66,2,1]")
        callees[1].receives("[67,2]")
        callees[0].sends(#"[64,4,{"invoke":"first"},"com.p"]"#)
        callees[0].receives("[65,4,2]")
    }

    @Test("A registration has as many callees as configured")
    func limit() throws {
        let world = try World { $0.limits.maximumCalleesPerRegistration = 2 }
        let callees = try callees(2, "first", in: world)
        let late = try world.join()
        late.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        late.receives(
            #"[8,64,1,{},"wamp.error.limit_exceeded",["this procedure may not have more callees"]]"#)
        callees[0].sends("[66,2,1]")
        callees[0].receives("[67,2]")
        late.sends(#"[64,2,{"invoke":"first"},"com.p"]"#)
        late.receives("[65,2,1]")
    }

    @Test("A pattern may be shared, too")
    func sharedPattern() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let carol = try world.join()
        for peer in [bob, carol] {
            peer.sends(#"[64,1,{"match":"prefix","invoke":"roundrobin"},"com."]"#)
            peer.receives("[65,1,1]")
        }
        alice.sends(#"[48,1,{},"com.a"]"#, #"[48,2,{},"com.b"]"#)
        bob.receives(#"[68,1,1,{"procedure":"com.a"}]"#)
        carol.receives(#"[68,1,1,{"procedure":"com.b"}]"#)
    }

    @Test("A policy that does not exist is a protocol violation")
    func unknownPolicy() throws {
        let alice = try World().join()
        alice.sends(#"[64,1,{"invoke":"all"},"com.p"]"#)
        alice.isAborted("option invoke must be one of the values the specification lists")
    }

    // MARK: Sharded Registration

    /// Which callee gets a call with each of these resource keys.
    private func owners(
        of keys: [String], from request: Int, options: String = "", _ caller: ScriptedPeer,
        _ callees: [ScriptedPeer]
    ) -> [Int] {
        keys.enumerated().flatMap { number, key in
            caller.sends(#"[48,\#(request + number),{"rkey":"\#(key)"\#(options)},"com.p"]"#)
            return callees.indices.filter { !callees[$0].nextTexts().isEmpty }
        }
    }

    @Test(
        "A resource key always goes to the same callee, whatever the policy; keys are spread over all",
        arguments: ["roundrobin", "random", "first", "last"])
    func sharded(invoke: String) throws {
        let world = try World()
        let callees = try callees(3, invoke, in: world)
        let alice = try world.join()
        let keys = (1...30).map { "key\($0)" }
        let owners = owners(of: keys, from: 1, alice, callees)
        #expect(owners.count == 30)
        #expect(Set(owners) == [0, 1, 2])
        #expect(self.owners(of: keys, from: 31, alice, callees) == owners)
        #expect(
            self.owners(of: keys, from: 61, options: #","runmode":"partition""#, alice, callees) == owners)
    }

    @Test("When a callee goes, only its keys move")
    func shardGoes() throws {
        let world = try World()
        let callees = try callees(3, "roundrobin", in: world)
        let alice = try world.join()
        let keys = (1...30).map { "key\($0)" }
        let before = owners(of: keys, from: 1, alice, callees)
        callees[1].sends("[66,2,1]")
        _ = callees[1].nextTexts()
        let after = owners(of: keys, from: 31, alice, callees)
        for (old, new) in zip(before, after) { #expect(old == 1 ? new != 1 : new == old) }
    }

    @Test("A resource key does not go into the INVOCATION")
    func notForwarded() throws {
        let world = try World()
        let callees = try callees(1, "roundrobin", in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{"rkey":"k","runmode":"partition"},"com.p",[1]]"#)
        callees[0].receives("[68,1,1,{},[1]]")
    }

    @Test("runmode all is not offered, partition needs a key, and any other word is a protocol violation")
    func runmode() throws {
        let world = try World()
        let callees = try callees(1, "roundrobin", in: world)
        let alice = try world.join()
        alice.sends(
            #"[48,1,{"runmode":"all","rkey":"k"},"com.p"]"#, #"[48,2,{"runmode":"partition"},"com.p"]"#)
        alice.receives(
            #"[8,48,1,{},"wamp.error.option_not_allowed",["runmode all is not supported"]]"#)
        alice.receives(
            #"[8,48,2,{},"wamp.error.invalid_argument",["runmode partition needs an rkey"]]"#)
        alice.sends(#"[48,3,{"runmode":"some"},"com.p"]"#)
        alice.isAborted("option runmode must be one of the values the specification lists")
        callees[0].receivesNothing()
    }
}
