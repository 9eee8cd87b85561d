/// What decides which node a call or an event belongs to: `rkey` (advanced profile, "Sharded Registration", "Sharded
/// Subscription"). Only its hash is kept.
package struct ResourceKey: Equatable, Sendable {
    fileprivate let hash: UInt64

    /// - Parameter key: as UTF-8.
    package init(_ key: [UInt8]) {
        // Another seed than that of nodes: a key is not more akin to the node of its name than to others.
        hash = URIHash.hash(key.span.bytes, seed: 0x2d_35_8d_cc_aa_6c_78_a5)
    }
}

/// Which node a subscriber is: `nkey` (advanced profile, "Sharded Subscription"). Only its hash is kept.
package struct NodeKey: Equatable, Sendable {
    let node: UInt64

    /// - Parameter key: as UTF-8.
    package init(_ key: [UInt8]) {
        node = Rendezvous.node(key.span.bytes)
    }
}

/// Rendezvous hashing: which of several nodes a resource key belongs to (advanced profile, "Sharded Registration",
/// "Sharded Subscription").
///
/// Every node has a weight for every key, and the key belongs to the node with the greatest. So a node that comes takes an
/// equal share from each of the others, one that goes leaves its share to all of them, and nothing else moves.
package struct Rendezvous {
    private let key: UInt64
    private var greatest: UInt64 = 0

    package init(key: ResourceKey) {
        self.key = key.hash
    }

    // Weights are the same in every router and after every restart, so the seed is a constant. A client that chooses its keys
    // can only choose the callee that gets them.
    private static let seed: UInt64 = 0x51_7c_c1_b7_27_22_0a_95

    /// What a node's identity counts as.
    package static func node(_ identity: RawSpan) -> UInt64 { URIHash.hash(identity, seed: seed) }

    /// Whether the node outweighs all that were asked about before.
    package mutating func prefers(_ node: UInt64) -> Bool {
        let (high, low) = (key ^ node).multipliedFullWidth(by: URIHash.first ^ node)
        let mixed = (high ^ low).multipliedFullWidth(by: URIHash.second)
        let weight = mixed.high ^ mixed.low
        guard weight >= greatest else { return false }
        greatest = weight
        return true
    }
}
