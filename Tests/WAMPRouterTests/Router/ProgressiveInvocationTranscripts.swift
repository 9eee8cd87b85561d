import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Calls in pieces (advanced profile, Progressive Call Invocations)")
struct ProgressiveInvocationTranscripts {
    private static let both = ["progressive_call_invocations", "call_canceling"]
    private static let all = both + ["progressive_call_results", "payload_passthru_mode", "call_timeout"]
    private static let notSupported =
        #"{},"wamp.error.feature_not_supported","#
        + #"["the callee takes no progressive call invocations, or no call canceling with them"]]"#

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

    @Test(
        "All chunks have one request id on both sides, and one answer",
        arguments: ["{}", #"{"progress":false}"#])
    func chunks(last: String) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1 ],{"k":1}]"#, #"[48,1,{"progress":true},"com.p"]"#,
            #"[48,1,\#(last),"com.p",[3]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1 ],{"k":1}]"#)
        bob.receives(#"[68,1,1,{"progress":true}]"#)
        bob.receives("[68,1,1,{},[3]]")
        bob.sends("[70,1,{},[4]]")
        alice.receives("[50,1,{},[4]]")
        alice.receivesNothing()
        bob.receivesNothing()
        expectNothingKept(in: world)
    }

    @Test("Other requests may come between chunks, and have the next ids (Verification of CALL Request IDs)")
    func interleaved() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1]]"#, #"[48,2,{"progress":true},"com.p",[2]]"#,
            #"[32,3,{},"com.t"]"#, #"[48,1,{"progress":true},"com.p",[3]]"#, #"[48,4,{},"com.p",[4]]"#,
            #"[48,2,{},"com.p",[5]]"#, #"[48,1,{},"com.p",[6]]"#)
        alice.receives("[33,3,1]")
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives(#"[68,2,1,{"progress":true},[2]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[3]]"#)
        bob.receives("[68,3,1,{},[4]]")
        bob.receives("[68,2,1,{},[5]]")
        bob.receives("[68,1,1,{},[6]]")
        bob.sends("[70,2,{},[2]]", "[70,3,{},[4]]", "[70,1,{},[1]]")
        alice.receives("[50,2,{},[2]]")
        alice.receives("[50,4,{},[4]]")
        alice.receives("[50,1,{},[1]]")
    }

    @Test("The next chunk goes to the callee of the first one, whatever the policy says")
    func shared() throws {
        let world = try World()
        let (alice, bob) = try pair(Self.both, Self.both, #"{"invoke":"roundrobin"}"#, in: world)
        let carol = try world.join(announcing: "progressive_call_invocations", "call_canceling")
        carol.sends(#"[64,1,{"invoke":"roundrobin"},"com.p"]"#)
        carol.receives("[65,1,1]")
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1]]"#, #"[48,2,{"progress":true},"com.p",[2]]"#,
            #"[48,1,{"progress":true},"com.p",[3]]"#, #"[48,2,{},"com.p",[4]]"#, #"[48,1,{},"com.p",[5]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[3]]"#)
        bob.receives("[68,1,1,{},[5]]")
        carol.receives(#"[68,1,1,{"progress":true},[2]]"#)
        carol.receives("[68,1,1,{},[4]]")
    }

    // MARK: Freezing of Options

    @Test("The options of the first chunk hold for all; of the others only progress counts")
    func frozen() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(caller: true), trustlevel: 0)
            ]
        }
        let (alice, bob) = try pair(
            Self.all, Self.all, #"{"match":"prefix","forward_timeout":true}"#, in: world)
        alice.sends(
            #"[48,1,{"progress":true,"disclose_me":true,"receive_progress":true,"timeout":500,"_x_a":1,"ppt_scheme":"x_y"},"com.\u0070",[1]]"#,
            #"[48,1,{"timeout":1,"receive_progress":false,"_x_a":2,"_x_b":3,"progress":true},"com.p",[2]]"#,
            #"[48,1,{"ppt_scheme":"x_z","rkey":"k","runmode":"all"},"com.p",[3]]"#)
        let caller =
            #""caller":\#(alice.session),"caller_authid":"\#(alice.authid)","caller_authrole":"anonymous","trustlevel":0"#
        let before = #"{\#(caller),"timeout":500,"receive_progress":true"#
        let behind = #","procedure":"com.p","_x_a":1,"ppt_scheme":"x_y"}"#
        bob.receives(#"[68,1,1,\#(before),"progress":true\#(behind),[1]]"#)
        bob.receives(#"[68,1,1,\#(before),"progress":true\#(behind),[2]]"#)
        bob.receives(#"[68,1,1,\#(before)\#(behind),[3]]"#)
    }

    @Test("A chunk need not spell the procedure as the first one did")
    func escaped() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"progress":true},"c\u006fm.p",[1]]"#, #"[48,1,{"progress":true},"com.p",[2]]"#,
            #"[48,1,{},"com\u002ep",[3]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[2]]"#)
        bob.receives("[68,1,1,{},[3]]")
    }

    // MARK: Feature Announcement

    @Test("A caller that did not announce the feature breaks the protocol")
    func callerDidNotAnnounce() throws {
        let (alice, bob) = try pair(["call_canceling"], in: World())
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#)
        alice.isAborted(
            "CALL makes use of progressive_call_invocations, which the caller did not announce")
        bob.receivesNothing()
    }

    @Test(
        "A callee that lacks the feature, or canceling, is not called; the chunks on their way are discarded",
        arguments: [[], ["progressive_call_invocations"], ["call_canceling"]])
    func calleeDidNotAnnounce(callee: [String]) throws {
        let world = try World()
        let (alice, bob) = try pair(Self.both, callee, in: world)
        alice.sends(
            #"[48,1,{"progress":true},"com.p"]"#, #"[48,1,{"progress":true},"com.p"]"#, #"[48,1,{},"com.p"]"#,
            #"[48,2,{},"com.p"]"#)
        alice.receives("[8,48,1,\(Self.notSupported)")
        alice.receivesNothing()
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
    }

    @Test("call_cancelling with two l announces canceling as well")
    func spelling() throws {
        let (alice, bob) = try pair(
            Self.both, ["progressive_call_invocations", "call_cancelling"], in: World())
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"progress":true}]"#)
    }

    @Test(
        "A refused first chunk is answered once: no such procedure, or an invalid URI",
        arguments: [
            (
                "com.q",
                #"{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#
            ),
            ("com..q", #"{},"wamp.error.invalid_uri",["this is not a valid URI under the realm's rules"]]"#),
        ])
    func refused(uri: String, reason: String) throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"progress":true},"\#(uri)"]"#, #"[48,1,{"progress":true},"\#(uri)"]"#,
            #"[48,1,{},"\#(uri)"]"#)
        alice.receives("[8,48,1,\(reason)")
        alice.receivesNothing()
        bob.receivesNothing()
        #expect(alice.isConnected)
    }

    // MARK: Leaving, canceling

    @Test("A caller that leaves between chunks has its callee interrupted")
    func callerLeaves() throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"progress":true}]"#)
        alice.disappears()
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        bob.sends("[70,1,{}]")
        bob.receivesNothing()
        expectNothingKept(in: world)
    }

    @Test("While a call is being killed its chunks still go to the callee")
    func killed() throws {
        let (alice, bob) = try pair(in: World())
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1]]"#, #"[49,1,{"mode":"kill"}]"#, #"[48,1,{},"com.p",[2]]"#)
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives(#"[69,1,{"mode":"kill"}]"#)
        bob.receives("[68,1,1,{},[2]]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
    }

    // MARK: With other features

    @Test("Chunks and progressive results make a stream in both directions")
    func bothWays() throws {
        let world = try World()
        let (alice, bob) = try pair(Self.all, Self.all, in: world)
        alice.sends(#"[48,1,{"progress":true,"receive_progress":true},"com.p",[1]]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true,"progress":true},[1]]"#)
        bob.sends(#"[70,1,{"progress":true},[-1]]"#)
        alice.receives(#"[50,1,{"progress":true},[-1]]"#)
        alice.sends(#"[48,1,{"progress":true},"com.p",[2]]"#, #"[48,1,{},"com.p",[3]]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true,"progress":true},[2]]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true},[3]]"#)
        bob.sends(#"[70,1,{"progress":true},[-2]]"#, "[70,1,{},[-3]]")
        alice.receives(#"[50,1,{"progress":true},[-2]]"#)
        alice.receives("[50,1,{},[-3]]")
        expectNothingKept(in: world)
    }

    @Test("Chunks that have waited for a busy callee arrive in order, and the others behind them")
    func waiting() throws {
        let world = try World()
        let (alice, bob) = try pair(Self.both, Self.both, #"{"match":"prefix","concurrency":1}"#, in: world)
        let text = String(repeating: "x", count: 20_000)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"progress":true,"_x_a":1},"com.p",["\#(text)"]]"#,
            #"[48,2,{"progress":true,"_x_a":2},"com.\u0070",[2]]"#, #"[48,3,{},"com.p"]"#)
        bob.receives(#"[68,1,1,{"procedure":"com.p"}]"#)
        bob.receivesNothing()
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives(#"[68,2,1,{"progress":true,"procedure":"com.p","_x_a":1},["\#(text)"]]"#)
        bob.receives(#"[68,2,1,{"progress":true,"procedure":"com.p","_x_a":1},[2]]"#)
        bob.receivesNothing()
        // What is left of it is not its payload.
        #expect(world.inspect { $0.dealer.heldBytes < 2000 } == true)
        alice.sends(#"[48,2,{},"com.p",[3]]"#)
        bob.receives(#"[68,2,1,{"procedure":"com.p","_x_a":1},[3]]"#)
        bob.sends("[70,2,{}]")
        alice.receives("[50,2,{}]")
        bob.receives(#"[68,3,1,{"procedure":"com.p"}]"#)
        bob.sends("[70,3,{}]")
        expectNothingKept(in: world)
    }

    @Test("A call whose chunks have all waited goes to the callee as one whose chunks have all been sent")
    func waitingClosed() throws {
        let world = try World()
        let (alice, bob) = try pair(Self.both, Self.both, #"{"concurrency":1}"#, in: world)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"progress":true},"com.p",[1]]"#, #"[48,2,{},"com.p",[2]]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives(#"[68,2,1,{"progress":true},[1]]"#)
        bob.receives("[68,2,1,{},[2]]")
        alice.sends(#"[48,2,{},"com.p",[3]]"#)
        alice.isAborted("request id 2 belongs to a call that takes no more chunks")
        expectNothingKept(in: world)
    }

    @Test(
        "Chunks wait as long as the realm has memory for them; then the call ends, and the rest is discarded")
    func memoryLimit() throws {
        let world = try World { $0.limits.maximumHeldBytes = 1000 }
        let (alice, bob) = try pair(Self.both, Self.both, #"{"concurrency":1}"#, in: world)
        let text = String(repeating: "x", count: 1000)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"progress":true},"com.p",["\#(text)"]]"#,
            #"[48,2,{"progress":true},"com.p",[2]]"#, #"[48,2,{},"com.p",[3]]"#)
        bob.receives("[68,1,1,{}]")
        alice.receives(
            #"[8,48,2,{},"wamp.error.limit_exceeded","#
                + #"["no memory is left for calls of this session that have to be kept"]]"#)
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        alice.receivesNothing()
        bob.receivesNothing()
        expectNothingKept(in: world)
    }

    @Test("A progressive call is not rerouted while chunks may come")
    func rerouted() throws {
        let world = try World()
        let features = Self.both + ["call_reroute"]
        let (alice, bob) = try pair(features, features, #"{"invoke":"first"}"#, in: world)
        let carol = try world.join(
            announcing: "progressive_call_invocations", "call_canceling", "call_reroute")
        carol.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        carol.receives("[65,1,1]")
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"progress":true}]"#)
        bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        alice.receives(
            #"[8,48,1,{},"wamp.error.no_available_callee",["no callee of this procedure is available"]]"#)
        alice.sends(#"[48,1,{},"com.p"]"#)
        carol.receivesNothing()
        expectNothingKept(in: world)
    }
}
