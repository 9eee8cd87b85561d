import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Messages that are longer than a peer takes (advanced profile, RawSocket Transport)")
struct MessageSizeTranscripts {
    private static let refusal =
        #"{},"wamp.error.payload_size_exceeded",["the message is larger than its receiver takes"]]"#
    private static let features = [
        "progressive_call_results", "progressive_call_invocations", "call_canceling", "call_reroute",
    ]
    /// An argument that makes a message longer than 2048 octets.
    private static let long = "\"" + String(repeating: "x", count: 2048) + "\""
    /// Each serialization over RawSocket, with messages of up to 2048 octets.
    private nonisolated static let small = Dialect.all.map { $0.rawSocket(length: 2) }

    private func join(_ dialect: Dialect, in world: World) throws -> ScriptedPeer {
        let peer = try world.connect(dialect)
        peer.joins(announcing: Self.features)
        return peer
    }

    /// A caller, and a callee that has registered com.p.
    private func pair(
        _ caller: Dialect, _ callee: Dialect, _ options: String = "", in world: World
    ) throws -> (alice: ScriptedPeer, bob: ScriptedPeer) {
        let bob = try join(callee, in: world)
        bob.sends(#"[64,1,{\#(options)},"com.p"]"#)
        bob.receives("[65,1,1]")
        return (try join(caller, in: world), bob)
    }

    private func isIdle(_ world: World, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(world.inspect { $0.dealer.pendingCount } == 0, sourceLocation: sourceLocation)
        #expect(world.inspect { $0.dealer.heldBytes } == 0, sourceLocation: sourceLocation)
    }

    @Test("Exactly as many octets as the peer takes pass, one more does not", arguments: Dialect.all)
    func exactly(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, dialect.rawSocket(length: 2), in: world)
        let empty = try dialect.encoded(#"[68,1,1,{},["\#(String(repeating: "x", count: 1000))"]]"#).count
        let fitting = String(repeating: "x", count: 2048 - empty + 1000)
        alice.sends(#"[48,1,{},"com.p",["\#(fitting)x"]]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        alice.sends(#"[48,2,{},"com.p",["\#(fitting)"]]"#)
        let invocation = bob.next()
        #expect(invocation?.payload.count == 2048)
        bob.sends("[70,1,{}]")
        alice.receives("[50,2,{}]")
        isIdle(world)
    }

    @Test(
        "CALL: the caller gets ERROR, the callee's next invocation has the next id", arguments: small,
        Dialect.all)
    func call(small: Dialect, dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, small, in: world)
        alice.sends(
            #"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[\#(Self.long)]]"#, #"[48,3,{},"com.p",[3]]"#)
        alice.receives("[8,48,2,\(Self.refusal)")
        bob.receives("[68,1,1,{},[1]]")
        bob.receives("[68,2,1,{},[3]]")
        bob.sends("[70,2,{},[3]]", "[70,1,{}]")
        alice.receives("[50,3,{},[3]]")
        alice.receives("[50,1,{}]")
        bob.receivesNothing()
        isIdle(world)
    }

    @Test("YIELD and ERROR of a callee: the caller gets ERROR in their place", arguments: small, Dialect.all)
    func answer(small: Dialect, dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(small, dialect, in: world)
        for number in 1...4 { alice.sends(#"[48,\#(number),{},"com.p"]"#) }
        for number in 1...4 { bob.receives("[68,\(number),1,{}]") }
        bob.sends(
            "[70,1,{},[\(Self.long)]]", #"[8,68,2,{},"com.e",[\#(Self.long)]]"#,
            #"[8,68,3,{"a":\#(Self.long)},"com.e"]"#, "[70,4,{},[4]]")
        for number in 1...3 { alice.receives("[8,48,\(number),\(Self.refusal)") }
        alice.receives("[50,4,{},[4]]")
        alice.receivesNothing()
        bob.receivesNothing()
        isIdle(world)
    }

    @Test(
        "Progressive YIELD: the call ends with ERROR, and the callee is interrupted", arguments: small,
        Dialect.all)
    func progressiveYield(small: Dialect, dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(small, dialect, in: world)
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true}]"#)
        bob.sends(
            #"[70,1,{"progress":true},[1]]"#, #"[70,1,{"progress":true},[\#(Self.long)]]"#,
            #"[70,1,{"progress":true},[3]]"#)
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        alice.receivesNothing()
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        bob.receivesNothing()
        isIdle(world)
    }

    @Test("A chunk: the call ends with ERROR, and the callee is interrupted", arguments: small, Dialect.all)
    func chunk(small: Dialect, dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, small, in: world)
        alice.sends(
            #"[48,1,{"progress":true},"com.p",[1]]"#, #"[48,1,{"progress":true},"com.p",[\#(Self.long)]]"#,
            #"[48,1,{},"com.p",[3]]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        bob.receives(#"[68,1,1,{"progress":true},[1]]"#)
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        bob.receivesNothing()
        isIdle(world)
    }

    @Test("Calls that waited or are rerouted: the next one has its turn", arguments: small, Dialect.all)
    func kept(small: Dialect, dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, small, #""concurrency":1,"invoke":"first""#, in: world)
        alice.sends(
            #"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.p",[\#(Self.long)]]"#, #"[48,3,{},"com.p",[3]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.sends("[70,1,{},[1]]")
        alice.receives("[50,1,{},[1]]")
        alice.receives("[8,48,2,\(Self.refusal)")
        bob.receives("[68,2,1,{},[3]]")
        bob.sends("[70,2,{}]")
        alice.receives("[50,3,{}]")
        isIdle(world)
        // To another callee.
        let carol = try join(dialect, in: world)
        carol.sends(#"[64,1,{"invoke":"last"},"com.q"]"#)
        bob.sends(#"[64,2,{"invoke":"last"},"com.q"]"#)
        let id = carol.receives("[65,1,*]").first ?? ""
        bob.receives("[65,2,\(id)]")
        let dave = try join(dialect, in: world)
        dave.sends(#"[64,1,{"invoke":"last"},"com.q"]"#)
        dave.receives("[65,1,\(id)]")
        alice.sends(#"[48,4,{},"com.q",[\#(Self.long)]]"#)
        dave.receives("[68,1,\(id),{},[\(Self.long)]]")
        dave.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        alice.receives("[8,48,4,\(Self.refusal)")
        bob.receivesNothing()
        carol.receivesNothing()
        isIdle(world)
    }

    @Test(
        "EVENT: those who cannot take it miss it, the others do not", arguments: Dialect.all, [2_048, 5_000])
    func event(dialect: Dialect, count: Int) throws {
        let world = try World()
        let peers = try (Self.small + Dialect.all.flatMap { [$0, $0.batched, $0.rawSocket()] }).map {
            let peer = try join($0, in: world)
            peer.sends(#"[32,1,{},"com.t"]"#)
            peer.receives("[33,1,1]")
            return peer
        }
        let alice = try join(dialect, in: world)
        let argument = "\"" + String(repeating: "x", count: count) + "\""
        alice.sends(
            #"[16,1,{},"com.t",[1]]"#, #"[16,2,{},"com.t",[\#(argument)]]"#, #"[16,3,{},"com.t",[3]]"#)
        for peer in peers {
            let isSmall = peer.dialect.framing == .rawSocket(length: 2)
            peer.receives("[36,1,*,{},[1]]")
            if !isSmall { peer.receives("[36,1,*,{},[\(argument)]]") }
            peer.receives("[36,1,*,{},[3]]")
            peer.receivesNothing()
            #expect(world.session(peer.session)?.droppedEvents == (isSmall ? 1 : 0))
        }
    }

    @Test("Retained events and answers of the meta API", arguments: small, Dialect.all)
    func others(small: Dialect, dialect: Dialect) throws {
        let world = try World.open { $0.realms[0].eventHistory = [.init(uri: "com.h")] }
        let alice = try join(dialect, in: world)
        alice.sends(
            #"[16,1,{"retain":true},"com.h",[\#(Self.long)]]"#, #"[16,2,{"retain":true},"com.i",[2]]"#)
        let bob = try join(small, in: world)
        bob.sends(#"[32,1,{"match":"prefix","get_retained":true},"com."]"#)
        let id = bob.receives("[33,1,*]").first ?? ""
        bob.receives(#"[36,\#(id),*,{"topic":"com.i","retained":true},[2]]"#)
        bob.sends(#"[48,2,{},"wamp.subscription.get_events",[1]]"#)
        bob.receives("[8,48,2,\(Self.refusal)")
        bob.sends(#"[48,3,{},"wamp.session.count"]"#)
        bob.receives("[50,3,{},[2]]")
        bob.receivesNothing()
    }

    @Test(
        "A client that does not even take WELCOME is told why, and its session ends unheard",
        arguments: Dialect.all)
    func welcome(dialect: Dialect) throws {
        let world = try World.open()
        let watcher = try world.join(dialect)
        watcher.sends(#"[32,1,{"match":"prefix"},"wamp.session."]"#)
        watcher.receives("[33,1,1]")
        let alice = try world.connect(dialect.rawSocket(length: 0))
        alice.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        alice.isAborted(
            "WELCOME is longer than the messages this client takes", "wamp.error.payload_size_exceeded")
        #expect(world.inspect { $0.sessionCount } == 1)
        watcher.receivesNothing()
    }
}
