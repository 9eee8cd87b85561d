import Testing

@testable import WAMPRouter

@Stage
@Suite("Results in pieces (advanced profile, Progressive Call Results)")
struct ProgressiveResultTranscripts {
    private static let features = ["progressive_call_results", "call_canceling"]

    private func pair(
        _ caller: [String] = features, _ callee: [String] = features, in world: World
    ) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.connect()
        alice.joins(announcing: caller)
        let bob = try world.connect()
        bob.joins(announcing: callee)
        bob.sends(#"[64,1,{},"com.p"]"#)
        bob.receives("[65,1,1]")
        return (alice, bob)
    }

    @Test("Each progressive YIELD is a progressive RESULT, and the last one is a plain one")
    func results() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(#"[48,1,{"receive_progress":true},"com.p",[0]]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true},[0]]"#)
        bob.sends(#"[70,1,{"progress":true},[1],{"k":1}]"#, #"[70,1,{"progress":true}]"#)
        bob.sends(#"[70,1,{"progress":false},[3]]"#, #"[70,1,{"progress":true},[4]]"#, "[70,1,{},[5]]")
        alice.receives(#"[50,1,{"progress":true},[1],{"k":1}]"#)
        alice.receives(#"[50,1,{"progress":true}]"#)
        alice.receives("[50,1,{},[3]]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("An ERROR may come after progressive results, and ends the call")
    func error() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        _ = bob.nextTexts()
        bob.sends(
            #"[70,1,{"progress":true},[1]]"#, #"[8,68,1,{},"com.e",[2]]"#, #"[70,1,{"progress":true},[3]]"#)
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        alice.receives(#"[8,48,1,{},"com.e",[2]]"#)
        alice.receivesNothing()
    }

    @Test("A callee without call canceling counts as one without progressive results")
    func withoutCanceling() throws {
        let (alice, bob) = try pair(Self.features, ["progressive_call_results"], in: World())
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[70,1,{"progress":true},[1]]"#, "[70,1,{},[2]]")
        alice.receives("[50,1,{},[2]]")
        alice.receivesNothing()
    }

    @Test(
        "The wish reaches the callee only if both sides announced the feature", arguments: [true, false],
        [true, false])
    func announced(caller: Bool, callee: Bool) throws {
        let (alice, bob) = try pair(
            caller ? Self.features : [], callee ? Self.features : [], in: World())
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        bob.receives(caller && callee ? #"[68,1,1,{"receive_progress":true}]"# : "[68,1,1,{}]")
        bob.sends(#"[70,1,{"progress":true},[1]]"#, "[70,1,{},[2]]")
        if caller && callee { alice.receives(#"[50,1,{"progress":true},[1]]"#) }
        alice.receives("[50,1,{},[2]]")
        alice.receivesNothing()
    }

    @Test(
        "A caller that did not ask gets no progressive results",
        arguments: ["{}", #"{"receive_progress":false}"#])
    func notAsked(options: String) throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(#"[48,1,\#(options),"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[70,1,{"progress":true},[1]]"#, "[70,1,{},[2]]")
        alice.receives("[50,1,{},[2]]")
        alice.receivesNothing()
    }

    @Test("After CANCEL progressive results are dropped; with kill they go on until the callee ends the call")
    func canceled() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"receive_progress":true},"com.p"]"#, "[49,1,{}]",
            #"[48,2,{"receive_progress":true},"com.p"]"#,
            #"[49,2,{"mode":"kill"}]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the caller canceled this call"]]"#)
        #expect(bob.nextTexts().count == 4)
        bob.sends(
            #"[70,1,{"progress":true},[1]]"#, #"[70,2,{"progress":true},[2]]"#,
            #"[8,68,2,{},"wamp.error.canceled"]"#)
        alice.receives(#"[50,2,{"progress":true},[2]]"#)
        alice.receives(#"[8,48,2,{},"wamp.error.canceled"]"#)
        alice.receivesNothing()
    }

    @Test("A caller that leaves between two results has its callee interrupted")
    func callerLeaves() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true}]"#)
        bob.sends(#"[70,1,{"progress":true}]"#)
        alice.disappears()
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        bob.sends(#"[70,1,{"progress":true}]"#, "[70,1,{}]")
        bob.receivesNothing()
    }

    @Test("Results of several calls keep their order, each call for itself")
    func interleaved() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"receive_progress":true},"com.p"]"#, #"[48,2,{"receive_progress":true},"com.p"]"#)
        _ = bob.nextTexts()
        for number in 1...6 { bob.sends(#"[70,\#(1 + number % 2),{"progress":true},[\#(number)]]"#) }
        bob.sends("[70,2,{}]", "[70,1,{}]")
        for number in 1...6 { alice.receives(#"[50,\#(1 + number % 2),{"progress":true},[\#(number)]]"#) }
        alice.receives("[50,2,{}]")
        alice.receives("[50,1,{}]")
    }
}
