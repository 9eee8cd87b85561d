import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Extension types of MessagePack, which no other serialization carries")
struct ExtensionTypeTranscripts {
    private nonisolated static let others = [Dialect.json, .cbor]
    private static let refusal =
        #"{},"wamp.error.invalid_argument",["the receiver's serialization cannot carry a MessagePack extension type"]]"#
    private static let features = [
        "progressive_call_results", "progressive_call_invocations", "call_canceling", "call_reroute",
    ]

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
        #expect(world.inspect { $0.outbox.effects.count } == 0, sourceLocation: sourceLocation)
    }

    @Test("Between two peers of MessagePack they pass as they are")
    func passed() throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, .messagePack, in: world)
        try alice.sends(extended: #"[48,1,{"_x_a":"EXT"},"com.p",["EXT"],{"k":"EXT"}]"#)
        try bob.receives(extended: #"[68,1,1,{"_x_a":"EXT"},["EXT"],{"k":"EXT"}]"#)
        try bob.sends(extended: #"[70,1,{"_x_a":"EXT"},["EXT"]]"#)
        try alice.receives(extended: #"[50,1,{"_x_a":"EXT"},["EXT"]]"#)
        alice.sends(#"[48,2,{},"com.p"]"#)
        bob.receives("[68,2,1,{}]")
        try bob.sends(extended: #"[8,68,2,{"a":"EXT"},"com.e",["EXT"]]"#)
        try alice.receives(extended: #"[8,48,2,{"a":"EXT"},"com.e",["EXT"]]"#)
        isIdle(world)
    }

    @Test(
        "CALL: the caller gets ERROR, the callee hears nothing and its next invocation has the next id",
        arguments: others,
        [
            #"{},"com.p",["EXT"]"#, #"{},"com.p",[],{"k":["EXT"]}"#, #"{"_x_a":{"b":"EXT"}},"com.p""#,
            #"{"_x_a":1,"_x_b":"EXT"},"com.p",[1]"#,
        ])
    func call(dialect: Dialect, call: String) throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, dialect, in: world)
        alice.sends(#"[48,1,{},"com.p",[1]]"#)
        bob.receives("[68,1,1,{},[1]]")
        try alice.sends(extended: "[48,2,\(call)]")
        alice.receives("[8,48,2,\(Self.refusal)")
        alice.sends(#"[48,3,{},"com.p",[3]]"#)
        bob.receives("[68,2,1,{},[3]]")
        bob.sends("[70,1,{}]", "[70,2,{},[3]]")
        alice.receives("[50,1,{}]")
        alice.receives("[50,3,{},[3]]")
        isIdle(world)
        bob.receivesNothing()
    }

    @Test("An option that is not passed on may have any type", arguments: others)
    func otherOption(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, dialect, in: world)
        try alice.sends(extended: #"[48,1,{"zzz":"EXT"},"com.p",[1]]"#)
        bob.receives("[68,1,1,{},[1]]")
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        isIdle(world)
    }

    @Test(
        "YIELD and ERROR of a callee: the caller gets ERROR in their place", arguments: others,
        [
            #"[70,1,{},["EXT"]]"#, #"[70,1,{"_x_a":"EXT"}]"#, #"[8,68,1,{},"com.e",["EXT"]]"#,
            #"[8,68,1,{"a":"EXT"},"com.e"]"#,
        ])
    func answer(dialect: Dialect, answer: String) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, .messagePack, in: world)
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        for request in 1...2 { bob.receives("[68,\(request),1,{}]") }
        try bob.sends(extended: answer)
        alice.receives("[8,48,1,\(Self.refusal)")
        bob.receivesNothing()
        bob.sends("[70,2,{},[2]]")
        alice.receives("[50,2,{},[2]]")
        alice.receivesNothing()
        isIdle(world)
    }

    @Test("Progressive YIELD: the call ends with ERROR, and the callee is interrupted", arguments: others)
    func progressiveYield(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(dialect, .messagePack, in: world)
        alice.sends(#"[48,1,{"receive_progress":true},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true}]"#)
        bob.sends(#"[70,1,{"progress":true},[1]]"#)
        alice.receives(#"[50,1,{"progress":true},[1]]"#)
        try bob.sends(extended: #"[70,1,{"progress":true},["EXT"]]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        isIdle(world)
        // What it had sent before it knew.
        bob.sends(#"[70,1,{"progress":true},[2]]"#, #"[8,68,1,{},"wamp.error.canceled"]"#)
        alice.receivesNothing()
        bob.receivesNothing()
        alice.sends(#"[48,2,{},"com.p"]"#)
        bob.receives("[68,2,1,{}]")
    }

    @Test(
        "A chunk: the call ends with ERROR, and a callee that has had a part is interrupted",
        arguments: others)
    func chunk(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, dialect, in: world)
        // The first chunk: the callee has heard nothing of the call.
        try alice.sends(extended: #"[48,1,{"progress":true},"com.p",["EXT"]]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        bob.receivesNothing()
        alice.sends(#"[48,1,{"progress":true},"com.p",[1]]"#)
        bob.receivesNothing()
        // A later one.
        for request in 2...3 {
            let isLast = request == 3
            alice.sends(#"[48,\#(request),{"progress":true},"com.p",[1]]"#)
            bob.receives(#"[68,\#(request - 1),1,{"progress":true},[1]]"#)
            try alice.sends(extended: #"[48,\#(request),{"progress":\#(!isLast)},"com.p",["EXT"]]"#)
            alice.receives("[8,48,\(request),\(Self.refusal)")
            bob.receives(#"[69,\#(request - 1),{"mode":"killnowait"}]"#)
            isIdle(world)
            if !isLast { alice.sends(#"[48,\#(request),{},"com.p",[2]]"#) }
            bob.sends(#"[70,\#(request - 1),{}]"#)
            alice.receivesNothing()
            bob.receivesNothing()
        }
        alice.sends(#"[48,4,{},"com.p"]"#)
        bob.receives("[68,3,1,{}]")
    }

    @Test("A call that waited: ERROR when its turn has come, and the next one has it", arguments: others)
    func waited(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, dialect, #""concurrency":1"#, in: world)
        alice.sends(#"[48,1,{},"com.p",[1]]"#)
        for request in 2...3 { try alice.sends(extended: #"[48,\#(request),{},"com.p",["EXT"]]"#) }
        alice.sends(#"[48,4,{},"com.p",[4]]"#)
        bob.receives("[68,1,1,{},[1]]")
        alice.receivesNothing()
        bob.sends("[70,1,{},[1]]")
        bob.receives("[68,2,1,{},[4]]")
        alice.receives("[50,1,{},[1]]")
        for request in 2...3 { alice.receives("[8,48,\(request),\(Self.refusal)") }
        bob.sends("[70,2,{}]")
        alice.receives("[50,4,{}]")
        isIdle(world)
    }

    @Test("Chunks that waited: those behind one that cannot be sent are not sent either", arguments: others)
    func waitedInChunks(dialect: Dialect) throws {
        for place in 0..<3 {
            let world = try World()
            let (alice, bob) = try pair(.messagePack, dialect, #""concurrency":1"#, in: world)
            alice.sends(#"[48,1,{},"com.p"]"#)
            for chunk in 0..<3 {
                let argument = chunk == place ? #""EXT""# : "\(chunk)"
                try alice.sends(
                    extended: #"[48,2,{"progress":\#(chunk < 2)},"com.p",[\#(argument)]]"#)
            }
            alice.sends(#"[48,3,{},"com.p",[3]]"#)
            bob.receives("[68,1,1,{}]")
            bob.sends("[70,1,{}]")
            for chunk in 0..<place { bob.receives(#"[68,2,1,{"progress":true},[\#(chunk)]]"#) }
            if place > 0 { bob.receives(#"[69,2,{"mode":"killnowait"}]"#) }
            alice.receives("[50,1,{}]")
            alice.receives("[8,48,2,\(Self.refusal)")
            let next = place > 0 ? 3 : 2
            bob.receives("[68,\(next),1,{},[3]]")
            bob.sends("[70,\(next),{}]")
            alice.receives("[50,3,{}]")
            bob.receivesNothing()
            isIdle(world)
        }
    }

    @Test("A call that is given to another callee, which cannot take it", arguments: others)
    func rerouted(dialect: Dialect) throws {
        let world = try World()
        let (alice, bob) = try pair(.messagePack, .messagePack, #""invoke":"first""#, in: world)
        let carol = try join(dialect, in: world)
        carol.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        carol.receives("[65,1,1]")
        try alice.sends(extended: #"[48,1,{},"com.p",["EXT"]]"#)
        try bob.receives(extended: #"[68,1,1,{},["EXT"]]"#)
        bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        alice.receives("[8,48,1,\(Self.refusal)")
        carol.receivesNothing()
        isIdle(world)
        alice.sends(#"[48,2,{},"com.p",[2]]"#)
        bob.receives("[68,2,1,{},[2]]")
        bob.sends(#"[8,68,2,{},"wamp.error.unavailable"]"#)
        carol.receives("[68,1,1,{},[2]]")
    }

    @Test(
        "Of several waiting calls that a new callee gets, those behind one that cannot be sent have the next ids"
    )
    func idsHaveNoGap() throws {
        let world = try World()
        let (alice, bob) = try pair(
            .messagePack, .messagePack, #""invoke":"roundrobin","concurrency":1"#, in: world)
        alice.sends(#"[48,1,{},"com.p",[1]]"#)
        try alice.sends(extended: #"[48,2,{},"com.p",["EXT"]]"#)
        alice.sends(#"[48,3,{},"com.p",[3]]"#)
        try alice.sends(extended: #"[48,4,{},"com.p",["EXT"]]"#)
        alice.sends(#"[48,5,{"progress":true},"com.p",[5]]"#, #"[48,6,{},"com.p",[6]]"#)
        bob.receives("[68,1,1,{},[1]]")
        let carol = try join(.json, in: world)
        carol.sends(#"[64,1,{"invoke":"roundrobin","concurrency":4},"com.p"]"#)
        carol.receives("[65,1,1]")
        for request in [2, 4] { alice.receives("[8,48,\(request),\(Self.refusal)") }
        carol.receives("[68,1,1,{},[3]]")
        carol.receives(#"[68,2,1,{"progress":true},[5]]"#)
        carol.receives("[68,3,1,{},[6]]")
        alice.sends(#"[48,5,{},"com.p",[55]]"#)
        carol.receives("[68,2,1,{},[55]]")
        carol.sends("[70,2,{},[5]]", "[70,3,{},[6]]", "[70,1,{},[3]]")
        for request in [5, 6, 3] { alice.receives("[50,\(request),{},[\(request)]]") }
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
        isIdle(world)
        carol.receivesNothing()
    }

    @Test("EVENT: those who cannot take it miss it, the others do not", arguments: ["", ",[\"EXT\"]"])
    func event(payload: String) throws {
        let world = try World()
        let peers = try [Dialect.json, .messagePack, .cbor, .messagePack.rawSocket(), .json.batched].map {
            let peer = try join($0, in: world)
            peer.sends(#"[32,1,{},"com.t"]"#)
            peer.receives("[33,1,1]")
            return peer
        }
        let alice = try join(.messagePack, in: world)
        let options = payload.isEmpty ? #"{"_x_a":"EXT"}"# : "{}"
        try alice.sends(extended: #"[16,1,\#(options),"com.t"\#(payload)]"#)
        alice.sends(#"[16,2,{"acknowledge":true},"com.t",[2]]"#)
        alice.receives("[17,2,*]")
        for peer in peers {
            if peer.dialect.serializer == .messagePack {
                let text = peer.nextText() ?? ""
                #expect(text.contains("not msgpack"), "the extension type has come")
                #expect(world.session(peer.session)?.droppedEvents == 0)
            } else {
                #expect(world.session(peer.session)?.droppedEvents == 1)
            }
            peer.receives("[36,1,*,{},[2]]")
            peer.receivesNothing()
        }
    }

    @Test(
        "A retained event, and one of the history, are left out for those who cannot take it",
        arguments: others)
    func kept(dialect: Dialect) throws {
        let world = try World.open { $0.realms[0].eventHistory = [.init(uri: "com.", match: .prefix)] }
        let alice = try join(.messagePack, in: world)
        alice.sends(#"[16,1,{"retain":true},"com.a",[1]]"#)
        try alice.sends(extended: #"[16,2,{"retain":true},"com.b",["EXT"]]"#)
        try alice.sends(extended: #"[16,3,{"retain":true,"_x_a":"EXT"},"com.c"]"#)
        let bob = try join(dialect, in: world)
        bob.sends(
            #"[32,1,{"match":"prefix","get_retained":true},"com."]"#,
            #"[48,2,{},"wamp.subscription.get_events",[1]]"#)
        bob.receives("[33,1,1]")
        bob.receives(#"[36,1,*,{"topic":"com.a","retained":true},[1]]"#)
        let events = bob.nextText() ?? ""
        #expect(events.hasPrefix(#"[50,2,{},[{"timestamp""#))
        #expect(events.ranges(of: "timestamp").count == 1)
        #expect(events.hasSuffix(#""args":[1]}]]"#))
        let carol = try join(.messagePack, in: world)
        carol.sends(#"[32,1,{"get_retained":true},"com.b"]"#)
        carol.receives("[33,1,*]")
        #expect(carol.nextTexts().count == 1)
    }

    @Test("A testament with one is refused: its arguments cannot be read", arguments: ["args", "kwargs"])
    func testament(place: String) throws {
        let world = try World.open()
        let alice = try join(.messagePack, in: world)
        let payload = place == "args" ? #"["EXT"],{}"# : #"[],{"k":"EXT"}"#
        try alice.sends(extended: #"[48,1,{},"wamp.session.add_testament",["com.t",\#(payload)]]"#)
        let text = alice.nextText() ?? ""
        #expect(text.hasPrefix(#"[8,48,1,{},"wamp.error.invalid_argument""#), "\(text)")
    }
}
