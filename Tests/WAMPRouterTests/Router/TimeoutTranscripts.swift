import NIOCore
import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Calls that take too long (advanced profile, Call Timeouts)")
struct TimeoutTranscripts {
    private static let timeout = #"{},"wamp.error.timeout",["the call took longer than its timeout"]]"#
    private static let interrupt = #"{"mode":"killnowait"}]"#

    /// A caller, and a callee that has registered com.p.
    private func pair(
        _ callee: [String] = ["call_canceling"], _ options: String = "{}", in world: World
    ) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join(announcing: "progressive_call_invocations", "progressive_call_results")
        let bob = try world.connect()
        bob.joins(announcing: callee)
        bob.sends(#"[64,1,\#(options),"com.p"]"#)
        bob.receives("[65,1,1]")
        return (alice, bob)
    }

    /// A world with these settings of the realm, in milliseconds.
    private func world(standard: Int = 0, longest: Int = 0) throws -> World {
        try World {
            $0.realms[0].callTimeout.default = .milliseconds(standard)
            $0.realms[0].callTimeout.maximum = .milliseconds(longest)
        }
    }

    @Test(
        "When the time is up the caller gets wamp.error.timeout and the callee is interrupted; its answer is late",
        arguments: [true, false])
    func expires(cancels: Bool) throws {
        let world = try World()
        let (alice, bob) = try pair(cancels ? ["call_canceling"] : [], in: world)
        alice.sends(#"[48,1,{"timeout":500},"com.p",[1]]"#)
        bob.receives("[68,1,1,{},[1]]")
        world.advance(by: .milliseconds(499))
        alice.receivesNothing()
        bob.receivesNothing()
        world.advance(by: .milliseconds(1))
        alice.receives("[8,48,1,\(Self.timeout)")
        if cancels { bob.receives("[69,1,\(Self.interrupt)") }
        bob.sends("[70,1,{},[2]]", #"[8,68,1,{},"wamp.error.canceled"]"#)
        alice.sends("[49,1,{}]")
        world.advance(by: .seconds(10))
        alice.receivesNothing()
        bob.receivesNothing()
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.time.timerCount <= 1)
    }

    @Test(
        "A call that is answered, canceled or left behind in time has no timeout any more",
        arguments: ["answer", "error", "cancel", "leave"])
    func inTime(how: String) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(499))
        switch how {
        case "answer": bob.sends("[70,1,{}]")
        case "error": bob.sends(#"[8,68,1,{},"com.e"]"#)
        case "cancel": alice.sends("[49,1,{}]")
        default: alice.disappears()
        }
        if how != "leave" { #expect(alice.nextTexts().count == 1) }
        _ = bob.nextTexts()
        world.advance(by: .seconds(10))
        if how != "leave" { alice.receivesNothing() }
        bob.receivesNothing()
    }

    @Test("0 and no timeout are the same: none", arguments: ["{}", #"{"timeout":0}"#])
    func none(options: String) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,\#(options),"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .hours(1000))
        alice.receivesNothing()
        bob.receivesNothing()
        #expect(world.time.timerCount == 0)
    }

    @Test("Timeouts come in the order of their deadlines, not of the calls")
    func order() throws {
        let world = try World()
        let (alice, bob) = try pair([], in: world)
        alice.sends(
            #"[48,1,{"timeout":60000},"com.p"]"#, #"[48,2,{"timeout":300},"com.p"]"#,
            #"[48,3,{"timeout":200},"com.p"]"#)
        _ = bob.nextTexts()
        world.advance(by: .milliseconds(100))
        alice.sends(#"[48,4,{"timeout":150},"com.p"]"#)
        world.advance(by: .milliseconds(99))
        alice.receivesNothing()
        world.advance(by: .milliseconds(1))
        alice.receives("[8,48,3,\(Self.timeout)")
        alice.receivesNothing()
        world.advance(by: .milliseconds(50))
        alice.receives("[8,48,4,\(Self.timeout)")
        world.advance(by: .milliseconds(50))
        alice.receives("[8,48,2,\(Self.timeout)")
        world.advance(by: .milliseconds(59_699))
        alice.receivesNothing()
        world.advance(by: .milliseconds(1))
        alice.receives("[8,48,1,\(Self.timeout)")
    }

    @Test(
        "A timeout of any length is taken, and nothing comes of the longest",
        arguments: [1, 1 << 31, 1 << 53])
    func long(timeout: Int) throws {
        let world = try World()
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{"timeout":\#(timeout)},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        if timeout > 1 { world.advance(by: .milliseconds((1 << 31) - 1)) }
        alice.receivesNothing()
        world.advance(by: .milliseconds(1))
        if timeout <= 1 << 31 { alice.receives("[8,48,1,\(Self.timeout)") }
        alice.receivesNothing()
    }

    @Test("Further chunks do not put the end off, progressive results do: it is the time up to the next one")
    func progress() throws {
        let world = try World()
        let features = ["call_canceling", "progressive_call_invocations", "progressive_call_results"]
        let (alice, bob) = try pair(features, in: world)
        alice.sends(#"[48,1,{"timeout":500,"progress":true,"receive_progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true,"progress":true}]"#)
        world.advance(by: .milliseconds(400))
        alice.sends(#"[48,1,{"timeout":5000},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true}]"#)
        bob.sends(#"[70,1,{"progress":true}]"#)
        alice.receives(#"[50,1,{"progress":true}]"#)
        world.advance(by: .milliseconds(499))
        alice.receivesNothing()
        world.advance(by: .milliseconds(1))
        alice.receives("[8,48,1,\(Self.timeout)")
        bob.receives("[69,1,\(Self.interrupt)")
        // Chunks that were on their way.
        alice.sends(#"[48,1,{"progress":true},"com.p"]"#)
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("The time a call waits for a busy callee counts")
    func waiting() throws {
        let world = try World()
        let (alice, bob) = try pair(["call_canceling"], #"{"concurrency":1}"#, in: world)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"timeout":500},"com.p"]"#, #"[48,3,{"timeout":500},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(300))
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        bob.receives("[68,2,1,{}]")
        world.advance(by: .milliseconds(200))
        let texts = Set(alice.nextTexts())
        #expect(texts == ["[8,48,2,\(Self.timeout)", "[8,48,3,\(Self.timeout)"])
        bob.receives("[69,2,\(Self.interrupt)")
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.dealer.heldBytes } == 0)
    }

    @Test("A timeout makes room for the next call that waits")
    func makesRoom() throws {
        let world = try World()
        let (alice, bob) = try pair([], #"{"concurrency":1}"#, in: world)
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#, #"[48,2,{},"com.p",[2]]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(500))
        alice.receives("[8,48,1,\(Self.timeout)")
        bob.receives("[68,2,1,{},[2]]")
    }

    @Test("A rerouted call keeps its deadline")
    func rerouted() throws {
        let world = try World()
        let features = ["call_reroute", "call_canceling"]
        let (alice, bob) = try pair(features, #"{"invoke":"first"}"#, in: world)
        let carol = try world.join(announcing: "call_reroute", "call_canceling")
        carol.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        carol.receives("[65,1,1]")
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#)
        world.advance(by: .milliseconds(300))
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        carol.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(200))
        alice.receives("[8,48,1,\(Self.timeout)")
        carol.receives("[69,1,\(Self.interrupt)")
        bob.receivesNothing()
    }

    // MARK: Callee-Initiated Timeouts

    @Test("A callee that asks for it keeps the time itself, and the dealer does not")
    func forwarded() throws {
        let world = try World()
        let (alice, bob) = try pair(
            ["call_timeout", "call_canceling"], #"{"forward_timeout":true}"#, in: world)
        alice.sends(
            #"[48,1,{"timeout":500},"com.p",[1]]"#, #"[48,2,{},"com.p"]"#, #"[48,3,{"timeout":0},"com.p"]"#)
        bob.receives(#"[68,1,1,{"timeout":500},[1]]"#)
        bob.receives("[68,2,1,{}]")
        bob.receives("[68,3,1,{}]")
        world.advance(by: .hours(1))
        alice.receivesNothing()
        bob.receivesNothing()
        bob.sends(#"[8,68,1,{},"wamp.error.timeout",["too long"]]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.timeout",["too long"]]"#)
    }

    @Test(
        "Without the callee's feature call_timeout, or without asking, the dealer keeps the time",
        arguments: [("call_canceling", #"{"forward_timeout":true}"#), ("call_timeout", "{}")])
    func notForwarded(feature: String, options: String) throws {
        let world = try World()
        let (alice, bob) = try pair([feature], options, in: world)
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(500))
        alice.receives("[8,48,1,\(Self.timeout)")
    }

    @Test("Of two callees that share a procedure each one's own wish counts")
    func shared() throws {
        let world = try World()
        let (alice, bob) = try pair(
            ["call_timeout"], #"{"forward_timeout":true,"invoke":"roundrobin"}"#, in: world)
        let carol = try world.join(announcing: "call_timeout")
        carol.sends(#"[64,1,{"invoke":"roundrobin"},"com.p"]"#)
        carol.receives("[65,1,1]")
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#, #"[48,2,{"timeout":500},"com.p"]"#)
        bob.receives(#"[68,1,1,{"timeout":500}]"#)
        carol.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(500))
        alice.receives("[8,48,2,\(Self.timeout)")
        alice.receivesNothing()
    }

    @Test(
        "A call that is rerouted from a callee that keeps the time to one that does not is timed by the dealer"
    )
    func reroutedFromKeeper() throws {
        let world = try World()
        let (alice, bob) = try pair(
            ["call_timeout", "call_reroute"], #"{"forward_timeout":true,"invoke":"first"}"#, in: world)
        let carol = try world.join(announcing: "call_reroute")
        carol.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        carol.receives("[65,1,1]")
        alice.sends(#"[48,1,{"timeout":500},"com.p"]"#)
        bob.receives(#"[68,1,1,{"timeout":500}]"#)
        bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        carol.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(500))
        alice.receives("[8,48,1,\(Self.timeout)")
    }

    // MARK: Settings of the realm

    @Test("The realm's default holds for calls that name none, and its maximum for all")
    func settings() throws {
        let world = try world(standard: 300, longest: 1000)
        let (alice, bob) = try pair([], in: world)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"timeout":0},"com.p"]"#, #"[48,3,{"timeout":200},"com.p"]"#,
            #"[48,4,{"timeout":800},"com.p"]"#, #"[48,5,{"timeout":5000},"com.p"]"#)
        #expect(bob.nextTexts().count == 5)
        for (span, requests) in [(200, [3]), (100, [1, 2]), (500, [4]), (200, [5])] {
            world.advance(by: .milliseconds(Int64(span - 1)))
            alice.receivesNothing()
            world.advance(by: .milliseconds(1))
            #expect(Set(alice.nextTexts()) == Set(requests.map { "[8,48,\($0),\(Self.timeout)" }))
        }
    }

    @Test("A maximum alone ends calls that name no timeout")
    func maximumAlone() throws {
        let world = try world(longest: 1000)
        let (alice, bob) = try pair(in: world)
        alice.sends(#"[48,1,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        world.advance(by: .milliseconds(1000))
        alice.receives("[8,48,1,\(Self.timeout)")
        bob.receives("[69,1,\(Self.interrupt)")
    }

    @Test("A callee that keeps the time is told what holds, and the dealer sees to the maximum")
    func forwardedMaximum() throws {
        let world = try world(standard: 300, longest: 1000)
        let (alice, bob) = try pair(
            ["call_timeout", "call_canceling"], #"{"forward_timeout":true}"#, in: world)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{"timeout":200},"com.p"]"#, #"[48,3,{"timeout":5000},"com.p"]"#)
        bob.receives(#"[68,1,1,{"timeout":300}]"#)
        bob.receives(#"[68,2,1,{"timeout":200}]"#)
        bob.receives(#"[68,3,1,{"timeout":1000}]"#)
        world.advance(by: .milliseconds(999))
        alice.receivesNothing()
        world.advance(by: .milliseconds(1))
        #expect(alice.nextTexts().sorted() == (1...3).map { "[8,48,\($0),\(Self.timeout)" })
        #expect(bob.nextTexts().sorted() == (1...3).map { "[69,\($0),\(Self.interrupt)" })
    }
}
