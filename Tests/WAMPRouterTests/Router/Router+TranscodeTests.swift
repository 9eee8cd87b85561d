import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Calls between peers of every two serializations (basic profile, Serializers)")
struct RouterTranscodeTests {
    /// A value of each type that all serializations have, as a payload.
    private static let payload =
        #"[1,-1,9223372036854775807,18446744073709551615,1.0,-0.5,"é😀\n\"","\u0000aGk=","#
        + #"true,false,null,[],{},{"z":1,"a":[{"":2}]}],{"k":"v","é":[1.5]}"#
    /// Options that are passed on.
    private static let attributes =
        #""ppt_scheme":"x_y","ppt_keyid":"é","_x_custom":[1,{"a":null},"\u0000aGk="]"#
    private static let features = [
        "progressive_call_results", "progressive_call_invocations", "call_canceling", "call_timeout",
        "call_reroute", "payload_passthru_mode",
    ]

    /// A world whose realm discloses callers and publishers that want it, and trusts them.
    private func world() throws -> World {
        try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(caller: true), trustlevel: 3)
            ]
        }
    }

    private func join(_ dialect: Dialect, in world: World) throws -> ScriptedPeer {
        let peer = try world.connect(dialect)
        peer.joins(announcing: Self.features)
        return peer
    }

    /// A callee of com.p under these options, and its first caller.
    private func pair(
        _ dialects: Dialect.Pair, _ options: String = "", in world: World
    ) throws -> (alice: ScriptedPeer, bob: ScriptedPeer) {
        let bob = try join(dialects.second, in: world)
        bob.sends(#"[64,1,{\#(options)},"com.p"]"#)
        bob.receives("[65,1,1]")
        return (try join(dialects.first, in: world), bob)
    }

    private func disclosed(_ peer: ScriptedPeer) -> String {
        #""caller":\#(peer.session),"caller_authid":"\#(peer.authid)","caller_authrole":"anonymous","trustlevel":3"#
    }

    private func isIdle(_ world: World, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(world.inspect { $0.dealer.pendingCount } == 0, sourceLocation: sourceLocation)
        #expect(world.inspect { $0.dealer.heldBytes } == 0, sourceLocation: sourceLocation)
    }

    @Test(
        "CALL to INVOCATION, YIELD to RESULT: details, options and values are the same",
        arguments: Dialect.pairs)
    func call(dialects: Dialect.Pair) throws {
        let world = try world()
        let (alice, bob) = try pair(
            dialects, #""match":"prefix","forward_timeout":true"#, in: world)
        alice.sends(
            #"[48,1,{"receive_progress":true,"timeout":900,"zzz":[],\#(Self.attributes)},"com.p",\#(Self.payload)]"#
        )
        bob.receives(
            #"[68,1,1,{\#(disclosed(alice)),"timeout":900,"receive_progress":true,"procedure":"com.p","#
                + #"\#(Self.attributes)},\#(Self.payload)]"#)
        bob.sends(
            #"[70,1,{"progress":true,\#(Self.attributes)},\#(Self.payload)]"#,
            #"[70,1,{"zzz":1,\#(Self.attributes)},\#(Self.payload)]"#)
        alice.receives(#"[50,1,{"progress":true,\#(Self.attributes)},\#(Self.payload)]"#)
        alice.receives(#"[50,1,{\#(Self.attributes)},\#(Self.payload)]"#)
        isIdle(world)
    }

    @Test("ERROR to ERROR: all details, the URI and the payload are the same", arguments: Dialect.pairs)
    func error(dialects: Dialect.Pair) throws {
        let world = try world()
        let (alice, bob) = try pair(dialects, in: world)
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        for request in 1...2 { bob.receives("[68,\(request),1,{\(disclosed(alice))}]") }
        bob.sends(
            #"[8,68,1,{"callee":5,"message":"é",\#(Self.attributes)},"com.é",\#(Self.payload)]"#,
            #"[8,68,2,{},"com.e"]"#)
        alice.receives(#"[8,48,1,{"callee":5,"message":"é",\#(Self.attributes)},"com.é",\#(Self.payload)]"#)
        alice.receives(#"[8,48,2,{},"com.e"]"#)
        isIdle(world)
    }

    @Test("A payload keeps its shape, whatever of it there is", arguments: Dialect.pairs)
    func shapes(dialects: Dialect.Pair) throws {
        let world = try World()
        let (alice, bob) = try pair(dialects, in: world)
        let shapes = [
            "", ",[1]", #",[],{"k":1}"#, #",[[]],{"k":{}}"#, #",[1],{"k":"\u0000aGk="}"#,
        ]
        for (number, shape) in shapes.enumerated() {
            alice.sends(#"[48,\#(number + 1),{},"com.p"\#(shape)]"#)
            bob.receives("[68,\(number + 1),1,{}\(shape)]")
            bob.sends("[70,\(number + 1),{}\(shape)]")
            alice.receives("[50,\(number + 1),{}\(shape)]")
        }
        // What is empty at the end is left out.
        alice.sends(#"[48,6,{},"com.p",[]]"#, #"[48,7,{},"com.p",[1],{}]"#)
        bob.receives("[68,6,1,{}]")
        bob.receives("[68,7,1,{},[1]]")
        bob.sends("[70,6,{},[],{}]", #"[8,68,7,{},"com.e",[]]"#)
        alice.receives("[50,6,{}]")
        alice.receives(#"[8,48,7,{},"com.e"]"#)
        // One binary value in the place of both (payload transparency).
        let secret = #"{"enc_algo":"cryptobox"}"#
        alice.sends(#"[48,8,\#(secret),"com.p","\u0000aGk="]"#)
        bob.receives(#"[68,8,1,\#(secret),"\u0000aGk="]"#)
        bob.sends(#"[70,8,\#(secret),"\u0000aGk="]"#)
        alice.receives(#"[50,8,\#(secret),"\u0000aGk="]"#)
        isIdle(world)
    }

    @Test("A URI that is escaped is the same URI to the other side")
    func escaped() throws {
        for dialect in Dialect.all {
            let world = try World()
            let (alice, bob) = try pair(
                Dialect.Pair(.json, dialect), #""match":"prefix""#, in: world)
            alice.sends(#"[48,1,{},"c\u006fm.p.\u00e9"]"#)
            bob.receives(#"[68,1,1,{"procedure":"com.p.é"}]"#)
            bob.sends("[70,1,{}]")
            alice.receives("[50,1,{}]")
            // The same from a callee that escapes the URI of its error.
            let (carol, dave) = try pair(Dialect.Pair(dialect, .json), in: World())
            carol.sends(#"[48,1,{},"com.p"]"#)
            dave.receives("[68,1,1,{}]")
            dave.sends(#"[8,68,1,{},"com.\u00e9"]"#)
            carol.receives(#"[8,48,1,{},"com.é"]"#)
        }
    }

    @Test("Progressive invocations: the chunks of a call arrive as one invocation", arguments: Dialect.pairs)
    func chunks(dialects: Dialect.Pair) throws {
        let world = try world()
        let (alice, bob) = try pair(dialects, #""match":"prefix""#, in: world)
        let details = #"\#(disclosed(alice)),"progress":true,"procedure":"com.p.x",\#(Self.attributes)"#
        alice.sends(#"[48,1,{"progress":true,\#(Self.attributes)},"com.p.x",[1]]"#)
        bob.receives("[68,1,1,{\(details)},[1]]")
        alice.sends(#"[48,1,{"progress":true},"com.p.x",\#(Self.payload)]"#, #"[48,1,{},"com.p.x"]"#)
        bob.receives("[68,1,1,{\(details)},\(Self.payload)]")
        bob.receives(#"[68,1,1,{\#(disclosed(alice)),"procedure":"com.p.x",\#(Self.attributes)}]"#)
        bob.sends("[70,1,{},\(Self.payload)]")
        alice.receives("[50,1,{},\(Self.payload)]")
        isIdle(world)
    }

    @Test("Calls that waited for their callee, in one message or in chunks", arguments: Dialect.pairs)
    func waiting(dialects: Dialect.Pair) throws {
        let world = try world()
        let (alice, bob) = try pair(dialects, #""match":"prefix","concurrency":1"#, in: world)
        alice.sends(
            #"[48,1,{},"com.p"]"#, #"[48,2,{\#(Self.attributes)},"com.p.y",\#(Self.payload)]"#,
            #"[48,3,{"progress":true,\#(Self.attributes)},"com.p",[1]]"#,
            #"[48,3,{"progress":true},"com.p",\#(Self.payload)]"#)
        bob.receives(#"[68,1,1,{\#(disclosed(alice)),"procedure":"com.p"}]"#)
        bob.receivesNothing()
        bob.sends("[70,1,{}]")
        bob.receives(
            #"[68,2,1,{\#(disclosed(alice)),"procedure":"com.p.y",\#(Self.attributes)},\#(Self.payload)]"#)
        bob.sends("[70,2,{}]")
        let details = #"\#(disclosed(alice)),"progress":true,"procedure":"com.p",\#(Self.attributes)"#
        bob.receives("[68,3,1,{\(details)},[1]]")
        bob.receives("[68,3,1,{\(details)},\(Self.payload)]")
        alice.sends(#"[48,3,{},"com.p",\#(Self.payload)]"#)
        bob.receives(
            #"[68,3,1,{\#(disclosed(alice)),"procedure":"com.p",\#(Self.attributes)},\#(Self.payload)]"#)
        bob.sends("[70,3,{},[3]]")
        for request in 1...2 { alice.receives("[50,\(request),{}]") }
        alice.receives("[50,3,{},[3]]")
        isIdle(world)
    }

    @Test("A call that is given to another callee, of another serialization", arguments: Dialect.pairs)
    func rerouted(dialects: Dialect.Pair) throws {
        for first in Dialect.all {
            let world = try world()
            let (alice, bob) = try pair(
                Dialect.Pair(dialects.first, first), #""match":"prefix","invoke":"first""#, in: world)
            let carol = try join(dialects.second, in: world)
            carol.sends(#"[64,1,{"match":"prefix","invoke":"first"},"com.p"]"#)
            carol.receives("[65,1,1]")
            alice.sends(#"[48,1,{\#(Self.attributes)},"com.p",\#(Self.payload)]"#)
            let invocation =
                #"[68,1,1,{\#(disclosed(alice)),"procedure":"com.p",\#(Self.attributes)},\#(Self.payload)]"#
            bob.receives(invocation)
            bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
            carol.receives(invocation)
            carol.sends("[70,1,{},\(Self.payload)]")
            alice.receives("[50,1,{},\(Self.payload)]")
            isIdle(world)
        }
    }

    @Test(
        "INTERRUPT, and the answers without a payload, are written in each serialization",
        arguments: Dialect.pairs)
    func withoutPayload(dialects: Dialect.Pair) throws {
        let world = try World()
        let (alice, bob) = try pair(dialects, in: world)
        alice.sends(#"[48,1,{},"com.p"]"#, "[49,1,{}]")
        bob.receives("[68,1,1,{}]")
        bob.receives(#"[69,1,{"mode":"killnowait"}]"#)
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the caller canceled this call"]]"#)
        bob.sends("[66,2,1]", #"[32,3,{},"com.t"]"#, #"[16,4,{"acknowledge":true},"com.t"]"#, "[34,5,1]")
        bob.receives("[67,2]")
        bob.receives("[33,3,1]")
        bob.receives("[17,4,*]")
        bob.receives("[35,5]")
        alice.sends(#"[48,2,{},"com.p"]"#)
        alice.receives(
            #"[8,48,2,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.sends(#"[6,{},"wamp.close.normal"]"#)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        bob.sends("[70,2,{}]")
        bob.isAborted("YIELD for invocation 2, which was never sent to this session")
        isIdle(world)
    }
}
