import WAMP

/// Prefixes that come and go, as a compressed tree over bytes, to find those that a URI begins with
/// (advanced profile, "Prefix Matching").
///
/// A node stands for the bytes that all prefixes below it have in common. There is one where a prefix ends and one where
/// prefixes part; a byte that leaves no choice has none:
///
/// ```
/// wamp., com.a, com.ab, com.b     ""  --c-->  "com."  --a-->  "com.a"  --b-->  "com.ab"
///                                  |             \-----b-->  "com.b"
///                                  \--w-->  "wamp."
/// ```
///
/// A search goes from node to node by the one byte of the URI that chooses. The bytes between are compared where a
/// prefix ends, from the end of the prefix before it on, so that every byte of the URI is looked at once.
package struct PrefixTrie: Sendable {
    private struct Edge {
        var byte: UInt8
        var node: Int32
    }

    private struct Node {
        /// The number of bytes that it stands for; -1 in a node that is free.
        var depth: Int32
        /// The value of the prefix that ends here, or -1.
        var value: Int32 = -1
        /// The prefix that ends here.
        var prefix: [UInt8] = []
        /// What may come next, in the order of the bytes.
        var edges: [Edge] = []
    }

    /// The root comes first, always.
    private var nodes = [Node(depth: 0)]
    private var free: [Int32] = []
    /// The number of prefixes.
    package private(set) var count = 0

    package init() {}

    /// There are no prefixes.
    package var isEmpty: Bool { count == 0 }
    /// The number of nodes there is memory for.
    var capacity: Int { nodes.count }

    // MARK: Search

    /// The value of `prefix` itself.
    package func find(_ prefix: RawSpan) -> Int32? {
        var at = 0
        while Int(nodes[at].depth) < prefix.byteCount {
            at = child(of: at, towards: prefix)
            guard at > 0 else { return nil }
        }
        return ends(at, prefix) ? nodes[at].value : nil
    }

    /// The value of the longest prefix that `uri` begins with.
    package func longest(of uri: RawSpan) -> Int32? {
        var longest: Int32 = -1
        forEachMatch(of: uri) { longest = $0 }
        return longest < 0 ? nil : longest
    }

    /// Calls `body` with the value of every prefix that `uri` begins with, from the shortest to the longest.
    @inline(__always)
    package func forEachMatch(of uri: RawSpan, _ body: (Int32) -> Void) {
        var at = 0
        var compared = 0
        repeat {
            let value = nodes[at].value
            if value >= 0 {
                let depth = Int(nodes[at].depth)
                guard Self.isSame(nodes[at].prefix, uri, compared, depth) else { return }
                compared = depth
                body(value)
            }
            at = child(of: at, towards: uri)
        } while at > 0
    }

    /// The node that the byte of `uri` behind those of `node` leads to, or 0.
    private func child(of node: Int, towards uri: RawSpan) -> Int {
        let depth = Int(nodes[node].depth)
        guard depth < uri.byteCount else { return 0 }
        let byte = uri.byte(depth)
        let edge = edge(of: node, byte)
        guard edge < nodes[node].edges.count, nodes[node].edges[edge].byte == byte else { return 0 }
        return Int(nodes[node].edges[edge].node)
    }

    /// The position of the first edge whose byte is not less than `byte`.
    private func edge(of node: Int, _ byte: UInt8) -> Int {
        var low = 0
        var high = nodes[node].edges.count
        while low < high {
            let middle = (low &+ high) / 2
            if nodes[node].edges[middle].byte < byte { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// `prefix` ends at `node`, which was reached by its bytes.
    private func ends(_ node: Int, _ prefix: RawSpan) -> Bool {
        nodes[node].value >= 0 && Int(nodes[node].depth) == prefix.byteCount
            && Self.isSame(nodes[node].prefix, prefix, 0, prefix.byteCount)
    }

    private static func isSame(_ prefix: [UInt8], _ uri: RawSpan, _ start: Int, _ end: Int) -> Bool {
        guard end <= uri.byteCount else { return false }
        return prefix.span.bytes.extracting(start..<end).hasSameBytes(as: uri.extracting(start..<end))
    }
}

// MARK: - Change

extension PrefixTrie {
    /// Stores `value`, which must not be negative, for `prefix`, which must not be in the tree.
    package mutating func insert(_ prefix: [UInt8], value: Int32) {
        assert(value >= 0 && find(prefix.span.bytes) == nil)
        let neighbour = neighbour(of: prefix)
        let shared = prefix.span.bytes.commonPrefixCount(with: neighbour.span.bytes)
        // Down to where the prefix parts from what is there.
        var node = 0
        var next = child(of: 0, towards: prefix.span.bytes)
        while next > 0, Int(nodes[next].depth) <= shared {
            node = next
            next = child(of: node, towards: prefix.span.bytes)
        }
        if Int(nodes[node].depth) < shared, next > 0 {
            let fork = makeNode(depth: shared)
            connect(node, prefix[Int(nodes[node].depth)], to: fork)
            connect(fork, neighbour[shared], to: next)
            node = fork
        }
        if shared < prefix.count {
            let leaf = makeNode(depth: prefix.count)
            connect(node, prefix[shared], to: leaf)
            node = leaf
        }
        if nodes[node].value < 0 { count += 1 }
        nodes[node].value = value
        nodes[node].prefix = prefix
    }

    /// Removes `prefix`; does nothing where it is not in the tree.
    package mutating func remove(_ prefix: RawSpan) {
        var above = 0
        var parent = 0
        var node = 0
        while Int(nodes[node].depth) < prefix.byteCount {
            let next = child(of: node, towards: prefix)
            guard next > 0 else { return }
            (above, parent, node) = (parent, node, next)
        }
        guard ends(node, prefix) else { return }
        nodes[node].value = -1
        nodes[node].prefix = []
        count -= 1
        if nodes[node].edges.isEmpty, node > 0 {
            disconnect(parent, from: node)
            release(node)
            (parent, node) = (above, parent)
        }
        // A node where no prefix ends and none part is no longer needed.
        if node > 0, nodes[node].value < 0, nodes[node].edges.count == 1 {
            connect(parent, prefix.byte(Int(nodes[parent].depth)), to: Int(nodes[node].edges[0].node))
            release(node)
        }
        if nodes.count > 64, free.count > nodes.count / 4 * 3 { compact() }
    }

    /// One of the prefixes that have the most bytes in common with `prefix`; empty where there are none.
    private func neighbour(of prefix: [UInt8]) -> [UInt8] {
        var node = 0
        while case let next = child(of: node, towards: prefix.span.bytes), next > 0 { node = next }
        while nodes[node].value < 0, let edge = nodes[node].edges.first { node = Int(edge.node) }
        return nodes[node].prefix
    }

    private mutating func makeNode(depth: Int) -> Int {
        let node = Node(depth: Int32(truncatingIfNeeded: depth))
        if let position = free.popLast() {
            nodes[Int(position)] = node
            return Int(position)
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func release(_ node: Int) {
        nodes[node] = Node(depth: -1)
        free.append(Int32(truncatingIfNeeded: node))
    }

    /// Lets `byte` lead from `node` to `next`, wherever it led before.
    private mutating func connect(_ node: Int, _ byte: UInt8, to next: Int) {
        let place = edge(of: node, byte)
        let edge = Edge(byte: byte, node: Int32(truncatingIfNeeded: next))
        if place < nodes[node].edges.count, nodes[node].edges[place].byte == byte {
            nodes[node].edges[place] = edge
        } else {
            nodes[node].edges.insert(edge, at: place)
        }
    }

    private mutating func disconnect(_ node: Int, from next: Int) {
        // A new array, so that a node which had many edges gives their memory back.
        nodes[node].edges = nodes[node].edges.filter { Int($0.node) != next }
    }

    /// Gives the memory of free nodes back. It is done when three of four are free, so that what it costs is shared by
    /// the removals that went before.
    private mutating func compact() {
        var places = [Int32](repeating: 0, count: nodes.count)
        var kept: [Node] = []
        for (position, node) in nodes.enumerated() where node.depth >= 0 {
            places[position] = Int32(truncatingIfNeeded: kept.count)
            kept.append(node)
        }
        nodes = []
        for node in kept.indices {
            for edge in kept[node].edges.indices {
                kept[node].edges[edge].node = places[Int(kept[node].edges[edge].node)]
            }
        }
        nodes = kept
        free = []
    }
}
