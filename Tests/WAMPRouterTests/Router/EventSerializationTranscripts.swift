import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Events for subscribers of every serialization and framing (basic profile, Serializers)")
struct EventSerializationTranscripts {
    private static let payload =
        #"[1,-1,18446744073709551615,1.0,"é😀\n\"","\u0000aGk=",true,null,[],{"z":1,"a":[{"":2}]}],{"k":[1.5]}"#
    private static let attributes = #""ppt_scheme":"x_y","_x_custom":[1,{"a":null},"\u0000aGk="]"#
    /// Each serialization in each framing.
    private nonisolated static let dialects = Dialect.all.flatMap { [$0, $0.batched, $0.rawSocket()] }

    private func world(_ adjust: (inout RouterConfiguration) -> Void = { _ in }) throws -> World {
        try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "", match: .prefix, allow: .all, disclose: .init(publisher: true), trustlevel: 3)
            ]
            adjust(&$0)
        }
    }

    private func join(_ dialect: Dialect, in world: World) throws -> ScriptedPeer {
        try world.join(dialect, announcing: "payload_passthru_mode")
    }

    private func disclosed(_ peer: ScriptedPeer) -> String {
        #""publisher":\#(peer.session),"publisher_authid":"\#(peer.authid)","publisher_authrole":"anonymous","trustlevel":3"#
    }

    /// Peers of all dialects that have subscribed to com.a.b exactly, by prefix and by wildcard.
    private func audience(in world: World) throws -> [ScriptedPeer] {
        try Self.dialects.map { dialect in
            let peer = try join(dialect, in: world)
            peer.sends(
                #"[32,1,{},"com.a.b"]"#, #"[32,2,{"match":"prefix"},"com."]"#,
                #"[32,3,{"match":"wildcard"},"com..b"]"#)
            for number in 1...3 { peer.receives("[33,\(number),\(number)]") }
            return peer
        }
    }

    @Test(
        "One PUBLISH is the same EVENT to all, for each of their subscriptions", arguments: dialects,
        [0, 5_000])
    func mixed(dialect: Dialect, padding: Int) throws {
        let world = try world()
        let audience = try audience(in: world)
        let alice = try join(dialect, in: world)
        // Frames of large events are shared.
        let payloads = ["x", "y"].map { letter in
            padding == 0
                ? Self.payload.replacing("é😀", with: letter)
                : "[\"\(String(repeating: letter, count: padding))\"]"
        }
        for (number, payload) in payloads.enumerated() {
            alice.sends(#"[16,\#(number + 1),{"zzz":1,\#(Self.attributes)},"com.a.b",\#(payload)]"#)
        }
        let topic = #""topic":"com.a.b","#
        for peer in audience {
            for payload in payloads {
                for (subscription, topic) in [(1, ""), (2, topic), (3, topic)] {
                    peer.receives(
                        "[36,\(subscription),*,{\(disclosed(alice)),\(topic)\(Self.attributes)},\(payload)]")
                }
            }
            peer.receivesNothing()
        }
        // Nothing is left of the events before, of the same or of another publisher.
        let carol = try join(.json, in: world)
        carol.sends(#"[16,1,{},"com.a.b",[2]]"#)
        for peer in audience { peer.receives("[36,1,*,{\(disclosed(carol))},[2]]") }
    }

    @Test("An event without payload, or of any shape, keeps it", arguments: Dialect.all)
    func shapes(dialect: Dialect) throws {
        let world = try World()
        let audience = try audience(in: world)
        let alice = try join(dialect, in: world)
        for (number, shape) in ["", #",[],{"k":1}"#, ",[[]]"].enumerated() {
            alice.sends(#"[16,\#(number + 1),{},"com.a.b"\#(shape)]"#)
            for peer in audience {
                peer.receives("[36,1,*,{}\(shape)]")
                for subscription in 2...3 {
                    peer.receives(#"[36,\#(subscription),*,{"topic":"com.a.b"}\#(shape)]"#)
                }
            }
        }
        alice.sends(#"[16,4,{"enc_algo":"cryptobox"},"com.a.b","\u0000aGk="]"#)
        for peer in audience { peer.receives(#"[36,1,*,{"enc_algo":"cryptobox"},"\u0000aGk="]"#) }
    }

    @Test("A topic that is escaped is the same topic to all")
    func escaped() throws {
        let world = try World()
        let audience = try audience(in: world)
        try join(.json, in: world).sends(#"[16,1,{},"com.\u0061.b"]"#)
        for peer in audience {
            peer.receives("[36,1,*,{}]")
            for subscription in 2...3 { peer.receives(#"[36,\#(subscription),*,{"topic":"com.a.b"}]"#) }
        }
    }

    @Test("Lists of the audience count in each serialization", arguments: Dialect.all)
    func audienceLists(dialect: Dialect) throws {
        let world = try World()
        let audience = try audience(in: world)
        let alice = try join(dialect, in: world)
        let chosen = audience[4].session
        alice.sends(
            #"[16,1,{"eligible":[\#(chosen)]},"com.a.b",[1]]"#,
            #"[16,2,{"exclude":[\#(chosen)],"exclude_authid":["é"],"eligible_authrole":["anonymous"]},"com.a.b",[2]]"#
        )
        for (number, peer) in audience.enumerated() {
            let argument = number == 4 ? 1 : 2
            peer.receives("[36,1,*,{},[\(argument)]]")
            for subscription in 2...3 {
                peer.receives(#"[36,\#(subscription),*,{"topic":"com.a.b"},[\#(argument)]]"#)
            }
            peer.receivesNothing()
        }
    }

    @Test("A retained event, asked for from another serialization", arguments: Dialect.pairs)
    func retained(dialects: Dialect.Pair) throws {
        let world = try world()
        let alice = try join(dialects.first, in: world)
        alice.sends(
            #"[16,1,{"retain":true,\#(Self.attributes)},"com.r",\#(Self.payload)]"#,
            #"[16,2,{},"com.noise",["other bytes in its place"]]"#)
        for framed in [dialects.second, dialects.second.batched, dialects.second.rawSocket()] {
            let bob = try join(framed, in: world)
            bob.sends(
                #"[32,1,{"get_retained":true},"com.r"]"#,
                #"[32,2,{"match":"prefix","get_retained":true},"com."]"#)
            let first = bob.receives("[33,1,*]").first ?? ""
            bob.receives(
                #"[36,\#(first),*,{\#(disclosed(alice)),"retained":true,\#(Self.attributes)},\#(Self.payload)]"#
            )
            let second = bob.receives("[33,2,*]").first ?? ""
            bob.receives(
                #"[36,\#(second),*,{\#(disclosed(alice)),"topic":"com.r","retained":true,\#(Self.attributes)},\#(Self.payload)]"#
            )
            bob.receivesNothing()
        }
    }

    @Test("Event history, asked for from another serialization", arguments: Dialect.pairs)
    func history(dialects: Dialect.Pair) throws {
        let world = try world {
            $0.realms[0].eventHistory = [.init(uri: "com.", match: .prefix, maximumEvents: 4)]
        }
        let alice = try join(dialects.first, in: world)
        alice.sends(
            #"[16,1,{\#(Self.attributes)},"com.h",\#(Self.payload)]"#, #"[16,2,{},"com.i"]"#,
            #"[16,3,{},"com.j",[],{"k":1}]"#, #"[16,4,{"enc_algo":"cryptobox"},"com.k","\u0000aGk="]"#)
        let bob = try join(dialects.second, in: world)
        bob.sends(#"[48,1,{},"wamp.subscription.get_events",[1]]"#)
        func entry(_ topic: String, _ attributes: String, _ payload: String) -> String {
            #"{"timestamp":"2027-01-15T08:00:00.000Z","subscription":1,"publication":*,"details":{\#(disclosed(alice)),"#
                + #""topic":"\#(topic)"\#(attributes)}\#(payload)}"#
        }
        let parts = Self.payload.replacing(#"],{"k""#, with: #"],"kwargs":{"k""#)
        let entries = [
            entry("com.h", ",\(Self.attributes)", ",\"args\":\(parts)"), entry("com.i", "", ""),
            entry("com.j", "", #","kwargs":{"k":1}"#),
            entry("com.k", #","enc_algo":"cryptobox""#, #","payload":"\u0000aGk=""#),
        ]
        bob.receives("[50,1,{},[\(entries.joined(separator: ","))]]")
    }

    @Test("A page of the history that goes on says so", arguments: Dialect.pairs)
    func historyPages(dialects: Dialect.Pair) throws {
        let world = try world { $0.realms[0].eventHistory = [.init(uri: "com.h")] }
        let alice = try join(dialects.first, in: world)
        for number in 1...3 { alice.sends(#"[16,\#(number),{},"com.h",[\#(number)]]"#) }
        let bob = try join(dialects.second, in: world)
        bob.sends(#"[48,1,{},"wamp.subscription.get_events",[1],{"limit":2}]"#)
        let result = bob.nextText() ?? ""
        #expect(result.hasPrefix("[50,1,{},["))
        #expect(result.hasSuffix(#"],{"more":true}]"#))
        #expect(result.ranges(of: "timestamp").count == 2)
    }
}
