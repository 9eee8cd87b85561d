import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Request ids of calls in pieces (advanced profile, Progressive Call Invocations)")
struct ProgressiveRequestIDTranscripts {
    private static let both = ["progressive_call_invocations", "call_canceling"]

    /// A caller, and a callee that has registered com.p.
    private func pair(
        _ caller: [String] = both, _ callee: [String] = both, _ options: String = "{}", in world: World
    ) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.connect()
        alice.joins(announcing: caller)
        let bob = try world.connect()
        bob.joins(announcing: callee)
        bob.sends(#"[64,1,\#(options),"com.p"]"#)
        bob.receives("[65,1,1]")
        return (alice, bob)
    }

    /// Nothing is left of the call.
    private func expectNothingKept(in world: World) {
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.dealer.heldBytes } == 0)
    }

    // MARK: Continuations on Completed Calls

    @Test(
        "Chunks of a call that is complete are discarded",
        arguments: [#"[70,1,{},[9]]"#, #"[8,68,1,{},"com.e"]"#])
    func completed(answer: String) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{"progress":true},"com.p",[1]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.sends(answer)
        alice.receives(answer.hasPrefix("[70") ? "[50,1,{},[9]]" : #"[8,48,1,{},"com.e"]"#)
        expectNothingKept(in: world)
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[2]]"#, #"[48,1,{},"com.p",[3]]"#, #"[48,2,{},"com.p",[4]]"#)
        alice.receivesNothing()
        bob.receives("[68,2,1,{},[4]]")
        bob.receivesNothing()
    }

    @Test(
        "Chunks of a call that was canceled, or whose callee has left, are discarded",
        arguments: ["cancel", "leave"])
    func over(how: String) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{"progress":true},"com.p",[1]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        if how == "cancel" {
            alice.sends("[49,1,{}]")
            alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the caller canceled this call"]]"#)
            bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        } else {
            bob.disappears()
            alice.receives(
                #"[8,48,1,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
        }
        alice.sends(#"[48,1,{"progress":true},"com.p",[2]]"#, #"[48,1,{},"com.p",[3]]"#)
        alice.receivesNothing()
        bob.receivesNothing()
        #expect(alice.isConnected)
        expectNothingKept(in: world)
    }

    @Test("A chunk with an earlier id that no call has is discarded, whatever request had the id")
    func earlierID() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[32,1,{},"com.t"]"#, #"[48,2,{},"com.none"]"#, #"[48,1,{"progress":true},"com.p"]"#,
            #"[48,2,{},"com.p"]"#, #"[48,3,{},"com.p"]"#)
        alice.receives("[33,1,1]")
        alice.receives(
            #"[8,48,2,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.receivesNothing()
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
    }

    @Test("A chunk for another procedure belongs to no call and is discarded")
    func otherProcedure() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1]]"#, #"[48,1,{},"com.q",[2]]"#, #"[48,1,{},"com.p",[3]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives("[68,1,1,{},[3]]")
        bob.receivesNothing()
        alice.receivesNothing()
    }

    // MARK: Protocol violations

    @Test(
        "A chunk behind the last one, or for a call that is not progressive, breaks the protocol",
        arguments: ["{}", #"{"progress":true}"#], [true, false])
    func notProgressive(options: String, isSecond: Bool) throws {
        let (alice, bob) = try pair(in: World())
        if isSecond { alice.sends(#"[48,1,{"progress":true},"com.p"]"#) }
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,1,\#(options),"com.p",["more"]]"#)
        alice.isAborted("request id 1 belongs to a call that takes no more chunks")
        let texts = bob.nextTexts()
        #expect(texts.filter { $0.contains("more") }.isEmpty)
        #expect(texts.last == #"[69,1,{"mode":"killnowait"}]"#)
    }

    @Test("A gap in the request ids breaks the protocol, with and without open calls")
    func gap() throws {
        let (alice, _) = try pair(in: World())
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#, #"[48,3,{"progress":true},"com.p"]"#)
        alice.isAborted("request id 3 where 2 was expected")
    }

    @Test("Without the announcement an earlier id is not the next one")
    func repeated() throws {
        let (alice, _) = try pair([], in: World())
        alice.sends(#"[48,1,{},"com.none"]"#)
        _ = alice.next()
        alice.sends(#"[48,1,{},"com.p"]"#)
        alice.isAborted("request id 1 where 2 was expected")
    }

    @Test("Id 0 is never one of a call")
    func zero() throws {
        let (alice, _) = try pair(in: World())
        alice.sends(#"[48,0,{"progress":true},"com.p"]"#)
        alice.isAborted("request id 0 where 1 was expected")
    }

    @Test("Options of a chunk that cannot be read break the protocol, though they do not count")
    func badOptions() throws {
        let (alice, _) = try pair(in: World())
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#, #"[48,1,{"progress":1},"com.p"]"#)
        alice.isAborted("option progress must be a boolean")
    }

    // MARK: Realms that tolerate request ids

    @Test("In a tolerant realm an open call goes on, and an id that no call has begins one")
    func tolerant() throws {
        let world = try World { $0.realms[0].requestIDs = .tolerant }
        let (alice, bob) = try pair(in: world)
        alice.sends(
            #"[48,900,{"progress":true},"com.p",[1]]"#, #"[48,7,{},"com.p",[2]]"#, #"[48,900,{},"com.p",[3]]"#
        )
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives("[68,2,1,{},[2]]")
        bob.receives("[68,1,1,{},[3]]")
        bob.sends("[70,1,{}]", "[70,2,{}]")
        alice.receives("[50,900,{}]")
        alice.receives("[50,7,{}]")
        alice.sends(#"[48,900,{"progress":true},"com.p",[4]]"#)
        bob.receives(#"[68,3,1,{"progress":true},[4]]"#)
        alice.sends(#"[48,7,{},"com.p"]"#, #"[48,7,{},"com.p"]"#)
        alice.isAborted("request id 7 belongs to a call that takes no more chunks")
    }

    @Test("In a tolerant realm the id that would be the next one goes on with the call that has it")
    func tolerantNext() throws {
        let world = try World { $0.realms[0].requestIDs = .tolerant }
        let (alice, bob) = try pair(in: world)
        for number in 1...3 { alice.sends(#"[48,1,{"progress":true},"com.p",[\#(number)]]"#) }
        alice.sends(
            #"[48,2,{"progress":true},"com.p",[4]]"#, #"[48,1,{},"com.p",[5]]"#, #"[48,2,{},"com.p",[6]]"#)
        for number in 1...3 { bob.receives(#"[68,1,1,{"progress":true},[\#(number)]]"#) }
        bob.receives(#"[68,2,1,{"progress":true},[4]]"#)
        bob.receives("[68,1,1,{},[5]]")
        bob.receives("[68,2,1,{},[6]]")
    }

    @Test("In a tolerant realm an open call goes on when its id is the one that would be next")
    func tolerantCrossing() throws {
        let world = try World { $0.realms[0].requestIDs = .tolerant }
        let (alice, bob) = try pair(in: world)
        alice.sends(
            #"[48,2,{"progress":true},"com.p",[1]]"#, #"[32,1,{},"com.t"]"#, #"[48,2,{},"com.p",[2]]"#)
        alice.receives("[33,1,1]")
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives("[68,1,1,{},[2]]")
    }
}
