import Testing

@testable import WAMPRouter

@Stage
@Suite("CALL, REGISTER and what belongs to them (basic profile, Remote Procedure Calls)")
struct RouterRPCTests {
    private static let cancels = "{\"call_canceling\":true}"
    private static let noProcedure =
        "{},\"wamp.error.no_such_procedure\",[\"no callee has registered this procedure\"]]"

    /// A caller and a callee that has registered com.p.
    private func pair(calleeFeatures: String = "{}", _ world: World) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        let bob = try world.join(calleeFeatures: calleeFeatures)
        bob.sends("[64,1,{},\"com.p\"]")
        bob.receives("[65,1,1]")
        return (alice, bob)
    }

    @Test("A call goes to the callee and its result to the caller")
    func call() throws {
        let (alice, bob) = try pair(World())
        alice.sends("[48,1,{},\"com.p\",[1]]")
        bob.receives("[68,1,1,{},[1]]")
        bob.sends("[70,1,{},[2]]")
        alice.receives("[50,1,{},[2]]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("INVOCATION ids count 1, 2, 3 for each callee session")
    func invocationIDs() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        let carol = try world.join()
        carol.sends("[64,1,{},\"com.q\"]")
        carol.receives("[65,1,2]")
        alice.sends(
            "[48,1,{},\"com.p\"]", "[48,2,{},\"com.q\"]", "[48,3,{},\"com.p\"]", "[48,4,{},\"com.q\"]")
        bob.receives("[68,1,1,{}]")
        bob.receives("[68,2,1,{}]")
        carol.receives("[68,1,2,{}]")
        carol.receives("[68,2,2,{}]")
    }

    @Test("Answers may come in any order, and each to its caller")
    func answers() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        let carol = try world.join()
        alice.sends("[48,1,{},\"com.p\"]", "[48,2,{},\"com.p\"]")
        carol.sends("[48,1,{},\"com.p\"]")
        _ = bob.nextTexts()
        bob.sends("[70,3,{},[3]]", "[70,2,{},[2]]", "[70,1,{},[1]]")
        carol.receives("[50,1,{},[3]]")
        alice.receives("[50,2,{},[2]]")
        alice.receives("[50,1,{},[1]]")
        alice.receivesNothing()
    }

    @Test(
        "An ERROR of the callee arrives with its details, URI, arguments and keywords unchanged",
        arguments: [
            #"{},"com.e""#, #"{ "a" : [1, 2] },"com.e",[1 ],{"k" : 0.10}"#,
            #"{"_x_y":null},"com.\"é",[],{"k":[]}"#,
            #"{},"wamp.error.runtime_error",["\ud83d\ude00"]"#, #"{},"",[],{"":0}"#,
        ])
    func calleeError(tail: String) throws {
        let (alice, bob) = try pair(World())
        alice.sends("[48,1,{},\"com.p\"]")
        bob.receives("[68,1,1,{}]")
        bob.sends("[8,68,1,\(tail)]")
        alice.receives("[8,48,1,\(tail)]")
    }

    @Test("A procedure is registered once; UNREGISTER frees it, and pending invocations are still answered")
    func register() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        alice.sends("[64,1,{},\"com.p\"]")
        alice.receives(
            "[8,64,1,{},\"wamp.error.procedure_already_exists\",[\"this procedure is registered already\"]]"
        )
        bob.sends("[64,2,{},\"com.p\"]")
        bob.receives(
            "[8,64,2,{},\"wamp.error.procedure_already_exists\",[\"this procedure is registered already\"]]"
        )
        alice.sends("[48,2,{},\"com.p\"]", "[66,3,1]")
        alice.receives(
            "[8,66,3,{},\"wamp.error.no_such_registration\",[\"this session does not hold this registration\"]]"
        )
        bob.receives("[68,1,1,{}]")
        bob.sends("[66,3,1]", "[66,4,1]", "[70,1,{},[\"still\"]]")
        bob.receives("[67,3]")
        bob.receives(
            "[8,66,4,{},\"wamp.error.no_such_registration\",[\"this session does not hold this registration\"]]"
        )
        alice.receives("[50,2,{},[\"still\"]]")
        alice.sends("[48,4,{},\"com.p\"]", "[64,5,{},\"com.p\"]")
        alice.receives("[8,48,4,\(Self.noProcedure)")
        alice.receives("[65,5,2]")
    }

    @Test("A session may call its own procedure, REGISTERED comes before its first INVOCATION")
    func selfCall() throws {
        let alice = try World().join()
        alice.sends("[64,1,{},\"com.p\"]", "[48,2,{},\"com.p\",[7]]")
        alice.receives("[65,1,1]")
        alice.receives("[68,1,1,{},[7]]")
        alice.sends("[70,1,{},[8]]")
        alice.receives("[50,2,{},[8]]")
        alice.sends("[48,3,{},\"com.p\"]", "[6,{},\"wamp.close.normal\"]")
        alice.receives("[68,2,1,{}]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.receivesNothing()
    }

    // MARK: Leaving (basic profile, Session Closing; advanced profile, Call Canceling)

    @Test("A callee that leaves leaves its callers an ERROR, in the order of the calls")
    func calleeLeaves() throws {
        let (alice, bob) = try pair(World())
        alice.sends("[48,1,{},\"com.p\"]", "[48,2,{},\"com.p\"]")
        bob.sends("[6,{},\"wamp.close.normal\"]")
        for request in 1...2 {
            alice.receives(
                "[8,48,\(request),{},\"wamp.error.canceled\",[\"the callee has left before it answered\"]]"
            )
        }
        alice.sends("[48,3,{},\"com.p\"]")
        alice.receives("[8,48,3,\(Self.noProcedure)")
    }

    @Test(
        "A caller that leaves has its invocations interrupted, where the callee announced that",
        arguments: [true, false])
    func callerLeaves(announced: Bool) throws {
        let world = try World()
        let (alice, bob) = try pair(calleeFeatures: announced ? Self.cancels : "{}", world)
        alice.sends("[48,1,{},\"com.p\"]")
        bob.receives("[68,1,1,{}]")
        alice.disappears()
        if announced { bob.receives("[69,1,{\"mode\":\"killnowait\"}]") }
        bob.receivesNothing()
        bob.sends("[8,68,1,{},\"wamp.error.canceled\"]", "[70,1,{}]", "[32,2,{},\"com.t\"]")
        bob.receives("[33,2,1]")
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
    }

    // MARK: Canceling (advanced profile, Call Canceling)

    @Test(
        "skip and killnowait answer the caller at once; the callee's answer is dropped",
        arguments: [("{\"mode\":\"skip\"}", false), ("{\"mode\":\"killnowait\"}", true), ("{}", true)])
    func cancelAtOnce(options: String, interrupts: Bool) throws {
        let (alice, bob) = try pair(calleeFeatures: Self.cancels, World())
        alice.sends("[48,1,{},\"com.p\"]", "[49,1,\(options)]", "[49,1,\(options)]")
        bob.receives("[68,1,1,{}]")
        if interrupts { bob.receives("[69,1,{\"mode\":\"killnowait\"}]") }
        bob.receivesNothing()
        alice.receives("[8,48,1,{},\"wamp.error.canceled\",[\"the caller canceled this call\"]]")
        bob.sends("[70,1,{},[1]]")
        bob.sends("[8,68,1,{},\"wamp.error.canceled\"]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test(
        "kill waits for the callee's answer, whichever it is",
        arguments: [
            ("[8,68,1,{},\"wamp.error.canceled\"]", "[8,48,1,{},\"wamp.error.canceled\"]"),
            ("[70,1,{},[1]]", "[50,1,{},[1]]"),
        ])
    func kill(answer: String, expected: String) throws {
        let (alice, bob) = try pair(calleeFeatures: Self.cancels, World())
        alice.sends("[48,1,{},\"com.p\"]", "[49,1,{\"mode\":\"kill\"}]")
        bob.receives("[68,1,1,{}]")
        bob.receives("[69,1,{\"mode\":\"kill\"}]")
        alice.receivesNothing()
        bob.sends(answer)
        alice.receives(expected)
        alice.receivesNothing()
    }

    @Test("A later killnowait supersedes kill")
    func superseded() throws {
        let (alice, bob) = try pair(calleeFeatures: Self.cancels, World())
        alice.sends("[48,1,{},\"com.p\"]", "[49,1,{\"mode\":\"kill\"}]", "[49,1,{\"mode\":\"killnowait\"}]")
        bob.receives("[68,1,1,{}]")
        bob.receives("[69,1,{\"mode\":\"kill\"}]")
        bob.receives("[69,1,{\"mode\":\"killnowait\"}]")
        alice.receives("[8,48,1,{},\"wamp.error.canceled\",[\"the caller canceled this call\"]]")
        bob.sends("[70,1,{}]")
        alice.receivesNothing()
    }

    @Test(
        "A callee that did not announce canceling hears nothing, and every mode is skip",
        arguments: ["skip", "kill", "killnowait"])
    func notAnnounced(mode: String) throws {
        let (alice, bob) = try pair(World())
        alice.sends("[48,1,{},\"com.p\"]", "[49,1,{\"mode\":\"\(mode)\"}]")
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
        alice.receives("[8,48,1,{},\"wamp.error.canceled\",[\"the caller canceled this call\"]]")
    }

    @Test("An unknown mode is ERROR invalid_argument for the CANCEL, and the call goes on")
    func unknownMode() throws {
        let (alice, bob) = try pair(calleeFeatures: Self.cancels, World())
        alice.sends("[48,1,{},\"com.p\"]", "[49,1,{\"mode\":\"please\"}]")
        alice.receives(
            "[8,49,1,{},\"wamp.error.invalid_argument\",[\"mode must be skip, kill or killnowait\"]]"
        )
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
    }

    @Test("A CANCEL that comes after the answer, or for another session's call, is dropped")
    func lateCancel() throws {
        let world = try World()
        let (alice, bob) = try pair(calleeFeatures: Self.cancels, world)
        let mallory = try world.join()
        alice.sends("[48,1,{},\"com.p\"]")
        bob.receives("[68,1,1,{}]")
        mallory.sends("[49,1,{}]")
        bob.receivesNothing()
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        alice.sends("[49,1,{}]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("Features that were not announced are not there: a progressive YIELD is dropped")
    func progress() throws {
        let (alice, bob) = try pair(World())
        alice.sends("[48,1,{\"receive_progress\":true},\"com.p\"]")
        bob.receives("[68,1,1,{}]")
        bob.sends("[70,1,{\"progress\":true},[1]]")
        alice.receivesNothing()
        bob.sends("[70,1,{},[2]]")
        alice.receives("[50,1,{},[2]]")
    }

    @Test("One callee cannot answer the invocations of another")
    func foreignAnswer() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        let mallory = try world.join()
        alice.sends("[48,1,{},\"com.p\"]")
        bob.receives("[68,1,1,{}]")
        mallory.sends("[70,1,{},[\"forged\"]]")
        mallory.isAborted("YIELD for invocation 1, which was never sent to this session")
        alice.receivesNothing()
    }

    // MARK: Limits

    @Test("A session may register as many procedures as configured")
    func registrationLimit() throws {
        let alice = try World { $0.limits.maximumRegistrationsPerSession = 1 }.join()
        alice.sends("[64,1,{},\"com.a\"]", "[64,2,{},\"com.b\"]", "[66,3,1]", "[64,4,{},\"com.b\"]")
        alice.receives("[65,1,1]")
        alice.receives(
            "[8,64,2,{},\"wamp.error.limit_exceeded\",[\"this session may not register more procedures\"]]"
        )
        alice.receives("[67,3]")
        alice.receives("[65,4,2]")
    }

    @Test("A session may wait for as many calls as configured")
    func pendingLimit() throws {
        let (alice, bob) = try pair(World { $0.limits.maximumPendingCallsPerSession = 2 })
        alice.sends("[48,1,{},\"com.p\"]", "[48,2,{},\"com.p\"]", "[48,3,{},\"com.p\"]")
        alice.receives(
            "[8,48,3,{},\"wamp.error.limit_exceeded\",[\"too many calls of this session are under way\"]]"
        )
        bob.receives("[68,1,1,{}]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        alice.sends("[48,4,{},\"com.p\"]")
        alice.receivesNothing()
        bob.receives("[68,2,1,{}]")
        bob.receives("[68,3,1,{}]")
    }
}
