import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Callees that are not available (advanced profile, Call Re-Routing)")
struct RerouteTranscripts {
    private static let unavailable = #"{},"wamp.error.unavailable"]"#
    private static let noneLeft =
        #"{},"wamp.error.no_available_callee",["no callee of this procedure is available"]]"#

    private func callees(
        _ count: Int, _ options: String, announcing features: [String] = ["call_reroute"], in world: World
    ) throws -> [ScriptedPeer] {
        try (0..<count).map { _ in
            let callee = try world.connect()
            callee.joins(announcing: features)
            callee.sends(#"[64,1,{\#(options)},"com.p"]"#)
            callee.receives("[65,1,1]")
            return callee
        }
    }

    @Test(
        "The next callee by the policy gets the call, and no_available_callee comes when all have refused",
        arguments: [("roundrobin", [0, 1, 2]), ("first", [0, 1, 2]), ("last", [2, 1, 0])])
    func order(invoke: String, order: [Int]) throws {
        let world = try World()
        let callees = try callees(3, #""invoke":"\#(invoke)""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p",[1]]"#)
        for place in order {
            for other in order where other != place { callees[other].receivesNothing() }
            callees[place].receives("[68,1,1,{},[1]]")
            callees[place].sends("[8,68,1,\(Self.unavailable)")
        }
        alice.receives("[8,48,1,\(Self.noneLeft)")
        for peer in callees { peer.receivesNothing() }
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.dealer.heldBytes } == 0)
    }

    @Test("random never asks the same callee twice")
    func random() throws {
        let world = try World()
        let callees = try callees(4, #""invoke":"random""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p",[1]]"#)
        var asked: [Int] = []
        for _ in 0..<4 {
            let place = try #require(callees.firstIndex { !$0.nextTexts().isEmpty })
            asked.append(place)
            callees[place].sends("[8,68,1,\(Self.unavailable)")
        }
        #expect(asked.sorted() == [0, 1, 2, 3])
        alice.receives("[8,48,1,\(Self.noneLeft)")
    }

    @Test("The second callee gets the call unchanged, and its answer goes to the caller")
    func unchanged() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(caller: true), trustlevel: 7)
            ]
        }
        let features = [
            "call_reroute", "progressive_call_results", "call_canceling", "payload_passthru_mode",
        ]
        let callees = try (0..<2).map { _ in
            let callee = try world.connect()
            callee.joins(announcing: features)
            callee.sends(#"[64,1,{"match":"prefix","invoke":"roundrobin"},"com."]"#)
            callee.receives("[65,1,1]")
            return callee
        }
        let alice = try world.connect()
        alice.joins(announcing: features)
        let payload = #"[1 , "\u00e9é", 1.50],{ "k" : -0 }"#
        alice.sends(
            #"[48,1,{"receive_progress":true,"_x_custom" :1,"ppt_scheme":"x_y"},"com.\u0070",\#(payload)]"#)
        let details =
            #"{"caller":\#(alice.session),"caller_authid":"\#(alice.authid)","caller_authrole":"anonymous","#
            + #""trustlevel":7,"receive_progress":true,"procedure":"com.p","_x_custom" :1,"ppt_scheme":"x_y"}"#
        callees[0].receives("[68,1,1,\(details),\(payload)]")
        callees[0].sends(#"[8,68,1,{"why":"busy"},"wamp.error.unavailable",["not now"]]"#)
        callees[1].receives("[68,1,1,\(details),\(payload)]")
        alice.receivesNothing()
        callees[1].sends(#"[70,1,{"progress":true},[1]]"#, "[70,1,{},[2]]")
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        alice.receives("[50,1,{},[2]]")
        // What the first one says now is late.
        callees[0].sends("[70,1,{},[3]]")
        alice.receivesNothing()
    }

    @Test(
        "A procedure with one callee has no other: no_available_callee", arguments: ["single", "roundrobin"])
    func single(invoke: String) throws {
        let world = try World()
        let callee = try callees(1, #""invoke":"\#(invoke)""#, in: world)[0]
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#)
        callee.receives("[68,1,1,{}]")
        callee.sends("[8,68,1,\(Self.unavailable)")
        alice.receives("[8,48,1,\(Self.noneLeft)")
    }

    @Test("From a callee that did not announce re-routing it is an error like any other")
    func notAnnounced() throws {
        let world = try World()
        let callees = try callees(2, #""invoke":"first""#, announcing: [], in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#)
        callees[0].receives("[68,1,1,{}]")
        callees[0].sends(#"[8,68,1,{},"wamp.error.unavailable",["x"]]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.unavailable",["x"]]"#)
        callees[1].receivesNothing()
    }

    @Test("The error is the same when it is written with escapes")
    func escaped() throws {
        let world = try World()
        let callees = try callees(2, #""invoke":"first""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#)
        callees[0].receives("[68,1,1,{}]")
        callees[0].sends(#"[8,68,1,{},"wamp.error.un\u0061vailable"]"#)
        callees[1].receives("[68,1,1,{}]")
        alice.receivesNothing()
    }

    @Test("A call that has had progressive results, or that is being killed, does not begin anew")
    func begun() throws {
        let world = try World()
        let features = ["call_reroute", "progressive_call_results", "call_canceling"]
        let callees = try callees(2, #""invoke":"first""#, announcing: features, in: world)
        let alice = try world.connect()
        alice.joins(announcing: features)
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        callees[0].receives(#"[68,1,1,{"receive_progress":true}]"#)
        callees[0].sends(#"[70,1,{"progress":true},[1]]"#, "[8,68,1,\(Self.unavailable)")
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        alice.receives("[8,48,1,\(Self.noneLeft)")

        alice.sends(#"[48,2,{},"com.p"]"#, #"[49,2,{"mode":"kill"}]"#)
        callees[0].receives("[68,2,1,{}]")
        callees[0].receives(#"[69,2,{"mode":"kill"}]"#)
        callees[0].sends("[8,68,2,\(Self.unavailable)")
        alice.receives("[8,48,2,\(Self.unavailable)")
        callees[1].receivesNothing()
    }

    @Test("A canceled call is not given to anybody, and a caller that left has none")
    func canceled() throws {
        let world = try World()
        let callees = try callees(2, #""invoke":"first""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#, #"[49,1,{"mode":"skip"}]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the caller canceled this call"]]"#)
        callees[0].receives("[68,1,1,{}]")
        callees[0].sends("[8,68,1,\(Self.unavailable)")
        alice.sends(#"[48,2,{},"com.p"]"#)
        callees[0].receives("[68,2,1,{}]")
        alice.disappears()
        callees[0].sends("[8,68,2,\(Self.unavailable)")
        callees[1].receivesNothing()
        #expect(world.inspect { $0.dealer.heldBytes } == 0)
    }

    @Test("CANCEL reaches the callee that has the call now")
    func cancelRerouted() throws {
        let world = try World()
        let callees = try callees(
            2, #""invoke":"first""#, announcing: ["call_reroute", "call_canceling"], in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#)
        callees[0].receives("[68,1,1,{}]")
        callees[0].sends("[8,68,1,\(Self.unavailable)")
        callees[1].receives("[68,1,1,{}]")
        alice.sends(#"[49,1,{}]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the caller canceled this call"]]"#)
        callees[1].receives(#"[69,1,{"mode":"killnowait"}]"#)
        callees[0].receivesNothing()
    }

    @Test("A callee that leaves is not one that is unavailable: its calls are canceled")
    func leaves() throws {
        let world = try World()
        let callees = try callees(2, #""invoke":"first""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p"]"#)
        callees[0].disappears()
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
        callees[1].receivesNothing()
    }

    @Test("A rerouted call waits for the callee that is left while that one is busy")
    func busy() throws {
        let world = try World()
        let callees = try callees(2, #""invoke":"roundrobin","concurrency":1"#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[2]]"#)
        callees[0].receives("[68,1,1,{},[1]]")
        callees[1].receives("[68,1,1,{},[2]]")
        callees[0].sends("[8,68,1,\(Self.unavailable)")
        callees[0].receivesNothing()
        callees[1].sends("[70,1,{}]")
        alice.receives("[50,2,{}]")
        callees[1].receives("[68,2,1,{},[1]]")
    }

    @Test("A resource key goes to the next callee of the key")
    func sharded() throws {
        let world = try World()
        let callees = try callees(3, #""invoke":"roundrobin""#, in: world)
        let alice = try world.join()
        alice.sends(#"[48,1,{"rkey":"k"},"com.p"]"#, #"[48,2,{"rkey":"k"},"com.p"]"#)
        var asked: [Int] = []
        for _ in 0..<3 {
            let place = try #require(
                callees.firstIndex { $0.nextTexts() == ["[68,1,1,{}]", "[68,2,1,{}]"] })
            asked.append(place)
            callees[place].sends("[8,68,1,\(Self.unavailable)", "[8,68,2,\(Self.unavailable)")
        }
        #expect(asked.sorted() == [0, 1, 2])
        alice.receives("[8,48,1,\(Self.noneLeft)")
        alice.receives("[8,48,2,\(Self.noneLeft)")
    }
}
