import Routing
import Testing
import WAMP

@Suite("Rendezvous hashing: advanced profile, Sharded Registration, Sharded Subscription")
struct RendezvousTests {
    private static let keys = (0..<3_000).map { "key\($0)" }

    /// The owner of a key among nodes that are asked about in this order.
    private func owner(_ key: String, _ nodes: [UInt64]) -> UInt64? {
        var rendezvous = Rendezvous(key: ResourceKey(key.utf8Bytes))
        var owner: UInt64?
        for node in nodes where rendezvous.prefers(node) { owner = node }
        return owner
    }

    private func node(_ name: String) -> UInt64 { Rendezvous.node(name.utf8Bytes.span.bytes) }

    /// Session ids and named nodes, and what a peer could make them be.
    private static let nodeSets: [[UInt64]] = [
        Array(1...10),
        (1...10).map { $0 << 40 },
        (0..<10).map { 1 << 53 - $0 },
        (0..<10).map { Rendezvous.node("node\($0)".utf8Bytes.span.bytes) },
    ]

    @Test(
        "Whatever the key, the first node is preferred to none", arguments: [0, 1, 1 << 53, .max] as [UInt64])
    func alone(node: UInt64) {
        for key in Self.keys.prefix(100) + [""] { #expect(owner(key, [node]) == node) }
    }

    @Test("Without nodes a key has no owner")
    func none() {
        #expect(owner("key", []) == nil)
    }

    @Test("The owner does not depend on the order in which the nodes are asked about")
    func order() {
        var random = SplitMix(seed: 6)
        for nodes in Self.nodeSets {
            for key in Self.keys.prefix(200) {
                #expect(owner(key, nodes) == owner(key, nodes.shuffled(using: &random)))
            }
        }
    }

    @Test("Keys are spread evenly over the nodes", arguments: nodeSets)
    func spread(nodes: [UInt64]) {
        var counts: [UInt64?: Int] = [:]
        for key in Self.keys { counts[owner(key, nodes), default: 0] += 1 }
        // 300 each, with a standard deviation of 16.
        #expect(counts.count == nodes.count)
        #expect(counts.values.allSatisfy { (220...380).contains($0) })
    }

    @Test("A node goes: only its keys move, evenly to all of the others", arguments: nodeSets)
    func goes(nodes: [UInt64]) {
        let left = Array(nodes.dropFirst())
        var heirs: [UInt64?: Int] = [:]
        for key in Self.keys {
            let (before, after) = (owner(key, nodes), owner(key, left))
            if before == nodes[0] { heirs[after, default: 0] += 1 } else { #expect(after == before) }
        }
        // About 33 each, with a standard deviation below 6.
        #expect(heirs.count == left.count)
        #expect(heirs.values.allSatisfy { (10...60).contains($0) })
    }

    @Test("A node comes: what moves moves to it, an even share from each of the others", arguments: nodeSets)
    func comes(nodes: [UInt64]) {
        let before = Array(nodes.dropLast())
        var givers: [UInt64?: Int] = [:]
        for key in Self.keys {
            let (old, new) = (owner(key, before), owner(key, nodes))
            guard old != new else { continue }
            #expect(new == nodes[nodes.count - 1])
            givers[old, default: 0] += 1
        }
        #expect(givers.count == before.count)
        #expect(givers.values.allSatisfy { (10...60).contains($0) })
    }

    // Another hash or seed moves keys of everybody who upgrades.
    @Test("Owners are the same in every router and after every restart")
    func fixed() {
        let nodes = ["a", "b", "c", "d"].map { node($0) }
        let owners = (0..<16).map { key in owner("key\(key)", nodes).flatMap { nodes.firstIndex(of: $0) } }
        #expect(owners == [1, 2, 3, 3, 2, 2, 1, 1, 3, 3, 1, 3, 2, 0, 3, 0])
    }

    @Test("A key with the name of a node is a key like any other")
    func sameName() {
        let own = (0..<1_000).count {
            owner("host\($0)", [node("host\($0)"), node("other\($0)")]) == node("host\($0)")
        }
        // 500, with a standard deviation of 16.
        #expect((420...580).contains(own))
    }

    @Test("Different names are different nodes, and the same name is the same")
    func names() {
        #expect(Set((0..<1_000).map { node("node\($0)") }).count == 1_000)
        #expect(node("node1") == node("node1"))
        #expect(node("") != node("a"))
    }

    @Test("Keys of every length up to some words belong to somebody")
    func lengths() {
        for length in 0...70 {
            let key = String(repeating: "k", count: length)
            #expect(owner(key, Self.nodeSets[0]) != nil)
        }
        // Neighbours in length are not neighbours in owner.
        let owners = (0...70).map { owner(String(repeating: "k", count: $0), Self.nodeSets[0]) }
        #expect(Set(owners).count > 5)
    }
}
