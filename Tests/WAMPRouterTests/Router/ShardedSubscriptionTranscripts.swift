import Testing

@testable import WAMPRouter

@Stage
@Suite("Subscribers that share the events (advanced profile, Sharded Subscription)")
struct ShardedSubscriptionTranscripts {
    /// Sessions that have subscribed to com.t with these node keys, empty for none.
    private func subscribers(_ nodeKeys: [String], in world: World) throws -> [ScriptedPeer] {
        try nodeKeys.map { key in
            let peer = try world.join()
            peer.sends(key.isEmpty ? #"[32,1,{},"com.t"]"# : #"[32,1,{"nkey":"\#(key)"},"com.t"]"#)
            peer.receives("[33,1,1]")
            return peer
        }
    }

    /// Who gets each of the publications with these resource keys.
    private func receivers(
        of keys: [String], from request: Int, _ publisher: ScriptedPeer, _ subscribers: [ScriptedPeer]
    ) -> [[Int]] {
        keys.enumerated().map { number, key in
            publisher.sends(#"[16,\#(request + number),{"rkey":"\#(key)"},"com.t",["\#(key)"]]"#)
            return subscribers.indices.filter {
                let texts = subscribers[$0].nextTexts()
                #expect(texts.allSatisfy { $0.hasSuffix(#",{},["\#(key)"]]"#) })
                return texts.count == 1
            }
        }
    }

    private static let keys = (1...40).map { "key\($0)" }

    @Test("Each resource key belongs to one node, always the same; those without a node key get everything")
    func nodes() throws {
        let world = try World()
        let subscribers = try subscribers(["n1", "n2", "", "n3"], in: world)
        let alice = try world.join()
        let first = receivers(of: Self.keys, from: 1, alice, subscribers)
        for receivers in first {
            #expect(receivers.count == 2)
            #expect(receivers.contains(2))
        }
        #expect(Set(first.flatMap { $0 }) == [0, 1, 2, 3])
        #expect(receivers(of: Self.keys, from: 41, alice, subscribers) == first)
    }

    @Test("An event without a resource key goes to all")
    func noKey() throws {
        let world = try World()
        let subscribers = try subscribers(["n1", "n2", ""], in: world)
        let alice = try world.join()
        alice.sends(#"[16,1,{},"com.t",[1]]"#)
        for peer in subscribers { peer.receives("[36,1,*,{},[1]]") }
    }

    @Test("Sessions with the same node key are one node")
    func sameNode() throws {
        let world = try World()
        let subscribers = try subscribers(["n1", "n2", "n1"], in: world)
        let alice = try world.join()
        let all = receivers(of: Self.keys, from: 1, alice, subscribers)
        #expect(Set(all) == [[0, 2], [1]])
    }

    @Test(
        "When a node goes, only its keys move; where nobody has a node key all get everything",
        arguments: ["leave", "unsubscribe", "subscribe without"])
    func nodeGoes(how: String) throws {
        let world = try World()
        let subscribers = try subscribers(["n1", "n2", "n3"], in: world)
        let alice = try world.join()
        let before = receivers(of: Self.keys, from: 1, alice, subscribers)
        switch how {
        case "leave": subscribers[0].disappears()
        case "unsubscribe": subscribers[0].sends("[34,2,1]")
        default: subscribers[0].sends(#"[32,2,{},"com.t"]"#)
        }
        if how != "leave" { _ = subscribers[0].nextTexts() }
        let left = Array(subscribers[1...])
        let after = receivers(of: Self.keys, from: 41, alice, left)
        for (old, new) in zip(before, after) {
            #expect(new.count == 1)
            if old != [0] { #expect(new.map { $0 + 1 } == old) }
        }
        if how == "subscribe without" { #expect(subscribers[0].nextTexts().count == Self.keys.count) }
    }

    @Test("A session that subscribes again is the node that it says last")
    func newKey() throws {
        let world = try World()
        let subscribers = try subscribers(["n1", "n2"], in: world)
        let alice = try world.join()
        let before = receivers(of: Self.keys, from: 1, alice, subscribers)
        subscribers[0].sends(#"[32,2,{"nkey":"n2"},"com.t"]"#)
        subscribers[0].receives("[33,2,1]")
        subscribers[1].sends(#"[32,2,{"nkey":"n1"},"com.t"]"#)
        subscribers[1].receives("[33,2,1]")
        let after = receivers(of: Self.keys, from: 41, alice, subscribers)
        for (old, new) in zip(before, after) { #expect(new != old) }
    }

    @Test("The publisher's other wishes hold as well: it is excluded, lists decide, patterns are sharded")
    func otherOptions() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        for peer in [alice, bob] {
            peer.sends(#"[32,1,{"match":"prefix","nkey":"n"},"com."]"#)
            peer.receives("[33,1,1]")
        }
        alice.sends(
            #"[16,2,{"rkey":"k"},"com.t",[1]]"#,
            #"[16,3,{"rkey":"k","exclude":[\#(bob.session)]},"com.t",[2]]"#)
        bob.receives(#"[36,1,*,{"topic":"com.t"},[1]]"#)
        bob.receivesNothing()
        alice.receivesNothing()
    }

    @Test(
        "Keys that are not strings break the protocol", arguments: [(16, "rkey"), (32, "nkey"), (48, "rkey")])
    func wrongType(code: Int, key: String) throws {
        let alice = try World().join()
        alice.sends(#"[\#(code),1,{"\#(key)":1},"com.t"]"#)
        alice.isAborted("option \(key) must be a string")
    }
}
