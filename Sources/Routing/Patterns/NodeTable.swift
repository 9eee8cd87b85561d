import WAMP

/// What leads from one node of a tree to another, in few plain bytes.
protocol NodeSymbol: Equatable, BitwiseCopyable, Sendable {
    /// The hash of the symbol below the node with the number `parent`, keyed with two secret numbers.
    func hash(below parent: Int32, _ key: UInt64, _ multiplier: UInt64) -> UInt64
}

extension Int32: NodeSymbol {
    @inline(__always)
    func hash(below parent: Int32, _ key: UInt64, _ multiplier: UInt64) -> UInt64 {
        URIHash.fold(key ^ UInt64(UInt32(bitPattern: self)), multiplier ^ UInt64(UInt32(bitPattern: parent)))
    }
}

/// A node of a tree that is kept in a `NodeTable`, in few plain bytes.
protocol TreeNode: BitwiseCopyable, Sendable {
    associatedtype Symbol: NodeSymbol

    /// The number of the node above it.
    var parent: Int32 { get set }
    /// What leads from the node above to this one and to no other.
    var symbol: Symbol { get }
    /// What the nodes below know it by; negative in a place of the table that is free.
    var number: Int32 { get set }
    /// What a free place of the table holds.
    static var free: Self { get }
}

/// The nodes of a tree, without its root, each in a hash table under its parent and the symbol that leads to it.
///
/// A step down the tree reads one place of memory: there is no list of children to search, and a node is where it is
/// found. Open addressing with linear probing and deletion by shifting back, so that a tree that saw many nodes come
/// and go stays as fast as a new one; it gives memory back when few are left. The hash is keyed with a secret `seed`,
/// so that nobody outside can choose patterns whose nodes collide.
struct NodeTable<Node: TreeNode>: Sendable {
    private static var smallest: Int { 8 }

    private var places: [Node]
    private let key: UInt64
    private let multiplier: UInt64
    /// The number of nodes.
    private(set) var count = 0

    /// - Parameter seed: a random number that stays secret.
    init(seed: UInt64) {
        key = URIHash.key(seed: seed)
        multiplier = (seed ^ URIHash.first) | 1
        places = Array(repeating: .free, count: Self.smallest)
    }

    /// The number of places there is memory for.
    var capacity: Int { places.count }

    /// The place of the node that `symbol` leads to below the node with the number `parent`, or -1. It is valid until
    /// nodes come or go.
    @inline(__always)
    func find(below parent: Int32, _ symbol: Node.Symbol) -> Int {
        let mask = places.count &- 1
        var at = home(parent, symbol) & mask
        while places[at].number >= 0 {
            if places[at].parent == parent, places[at].symbol == symbol { return at }
            at = (at &+ 1) & mask
        }
        return -1
    }

    /// The node at a place that `find` gave. Whatever else changes, its parent and its symbol stay what they are.
    subscript(place: Int) -> Node {
        @inline(__always) get { places[place] }
        @inline(__always) _modify { yield &places[place] }
    }

    /// Adds a node. There must be none below its parent with its symbol.
    mutating func insert(_ node: Node) {
        assert(node.number >= 0 && find(below: node.parent, node.symbol) < 0)
        if (count + 1) * 3 > places.count * 2 { resize(to: places.count * 2) }
        put(node)
        count += 1
    }

    /// Removes the node at `place`.
    mutating func remove(at place: Int) {
        let mask = places.count - 1
        var hole = place
        var next = (hole + 1) & mask
        while places[next].number >= 0 {
            // A node may move into the hole if the hole lies between its home and where it stands.
            let home = home(places[next].parent, places[next].symbol) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                places[hole] = places[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        places[hole] = .free
        count -= 1
        // Far from where it grows again, so that one node that comes and goes does not move the others each time.
        if places.count > Self.smallest, count * 8 < places.count { resize(to: places.count / 2) }
    }

    /// Lets `change` change every node, whatever it is known by afterwards.
    mutating func rebuild(_ change: (inout Node) -> Void) {
        let old = places
        places = Array(repeating: .free, count: old.count)
        for var node in old where node.number >= 0 {
            change(&node)
            put(node)
        }
    }

    @inline(__always)
    private func home(_ parent: Int32, _ symbol: Node.Symbol) -> Int {
        Int(truncatingIfNeeded: symbol.hash(below: parent, key, multiplier))
    }

    private mutating func put(_ node: Node) {
        let mask = places.count - 1
        var at = home(node.parent, node.symbol) & mask
        while places[at].number >= 0 { at = (at + 1) & mask }
        places[at] = node
    }

    private mutating func resize(to capacity: Int) {
        let old = places
        places = Array(repeating: .free, count: capacity)
        for node in old where node.number >= 0 { put(node) }
    }
}
