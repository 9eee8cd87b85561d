import WAMP

/// Prefixes that come and go, as a compressed tree over bytes, to find those that a URI begins with
/// (advanced profile, "Prefix Matching").
///
/// A node stands for the bytes that all prefixes below it have in common. There is one where a prefix ends and one where
/// prefixes part, and each holds the bytes by which it continues the one above, its label:
///
/// ```
/// wamp., com.a, com.ab, com.b     ""  --com.-->  "com."  --a-->  "com.a"  --b-->  "com.ab"
///                                  |                \-----b-->  "com.b"
///                                  \--wamp.-->  "wamp."
/// ```
///
/// A label has 16 bytes at most; a longer one is a chain of nodes. A node that neither ends a prefix nor parts some is
/// in the tree only where the label of the one below does not fit into its own, so that a way down the tree has a node
/// for every eight bytes on average, those where prefixes end or part aside.
package struct PrefixTrie: Sendable {
    /// How the node with the number 0, which is no child, is found.
    private static let root = Place(parent: -1, symbol: 0)

    /// What a node is found by in the table of nodes, also when others have come and gone.
    private struct Place {
        var parent: Int32
        var symbol: Int32
    }

    private var top = PrefixNode(parent: -1, number: 0)
    private var nodes: NodeTable<PrefixNode>
    private var numbers = NodeNumbers()
    /// The number of prefixes.
    package private(set) var count = 0

    /// - Parameter seed: a random number that stays secret; it keys the hash table of nodes.
    package init(seed: UInt64) {
        nodes = NodeTable(seed: seed)
    }

    /// There are no prefixes.
    package var isEmpty: Bool { count == 0 }
    /// The number of nodes there is memory for.
    var capacity: Int { nodes.capacity + numbers.limit }
    /// The number of nodes, without the root.
    var nodeCount: Int { nodes.count }

    // MARK: Search

    /// The value of `prefix` itself.
    package func find(_ prefix: RawSpan) -> Int32? {
        var value = top.value
        var node: Int32 = 0
        var at = 0
        while at < prefix.byteCount {
            let place = nodes.find(below: node, Int32(prefix.byte(at)))
            guard place >= 0, nodes[place].continues(prefix, at) else { return nil }
            at &+= Int(nodes[place].count)
            node = nodes[place].number
            value = nodes[place].value
        }
        return value < 0 ? nil : value
    }

    /// The value of the longest prefix that `uri` begins with.
    @inline(__always)
    package func longest(of uri: RawSpan) -> Int32? {
        var longest: Int32 = -1
        forEachMatch(of: uri) { longest = $0 }
        return longest < 0 ? nil : longest
    }

    /// Calls `body` with the value of every prefix that `uri` begins with, from the shortest to the longest.
    @inline(__always)
    package func forEachMatch(of uri: RawSpan, _ body: (Int32) -> Void) {
        if top.value >= 0 { body(top.value) }
        var node: Int32 = 0
        var children = top.children
        var at = 0
        while children > 0, at < uri.byteCount {
            let place = nodes.find(below: node, Int32(uri.byte(at)))
            guard place >= 0, nodes[place].continues(uri, at) else { return }
            at &+= Int(nodes[place].count)
            if nodes[place].value >= 0 { body(nodes[place].value) }
            node = nodes[place].number
            children = nodes[place].children
        }
    }
}

// MARK: - Change

extension PrefixTrie {
    /// Stores `value`, which must not be negative, for `prefix`, which must not be in the tree.
    package mutating func insert(_ prefix: [UInt8], value: Int32) {
        assert(value >= 0 && find(prefix.span.bytes) == nil)
        var aboveSplit = Self.root
        var place = Self.root
        var at = 0
        while at < prefix.count {
            let next = Place(parent: self[place].number, symbol: Int32(prefix[at]))
            let found = nodes.find(below: next.parent, next.symbol)
            if found < 0 {
                grow(below: place, prefix, from: at)
            } else {
                let shared = nodes[found].sharedCount(prefix.span.bytes, at)
                if shared < nodes[found].count {
                    split(next, at: shared)
                    aboveSplit = place
                }
            }
            place = next
            at += Int(self[place].count)
        }
        if self[place].value < 0 { count += 1 }
        self[place].value = value
        // The upper part of what was split is shorter: it may fit into the node above.
        join(aboveSplit)
    }

    /// Removes `prefix`; does nothing where it is not in the tree.
    package mutating func remove(_ prefix: RawSpan) {
        guard find(prefix) != nil else { return }
        var way: [Place] = []
        var place = Self.root
        var at = 0
        while at < prefix.byteCount {
            way.append(place)
            place = Place(parent: self[place].number, symbol: Int32(prefix.byte(at)))
            at += Int(self[place].count)
        }
        self[place].value = -1
        count -= 1
        while self[place].isIdle, let above = way.popLast() {
            numbers.giveBack(self[place].number)
            nodes.remove(at: nodes.find(below: place.parent, place.symbol))
            self[above].loseChild(place.symbol)
            place = above
        }
        join(place)
        if numbers.areSparse { compact() }
    }

    private subscript(place: Place) -> PrefixNode {
        get {
            place.parent < 0 ? top : nodes[nodes.find(below: place.parent, place.symbol)]
        }
        _modify {
            if place.parent < 0 {
                yield &top
            } else {
                yield &nodes[nodes.find(below: place.parent, place.symbol)]
            }
        }
    }

    /// Makes a child of the node at `place` for the next bytes of `prefix`, as many as a label takes.
    private mutating func grow(below place: Place, _ prefix: [UInt8], from start: Int) {
        var node = PrefixNode(parent: self[place].number, number: numbers.take())
        node.label = PrefixLabel(prefix.span.bytes, from: start)
        node.count = UInt8(min(prefix.count - start, PrefixLabel.maximumCount))
        self[place].gainChild(node.symbol)
        nodes.insert(node)
    }

    /// Makes two nodes of the one at `place`, which keeps the first `count` bytes of its label.
    private mutating func split(_ place: Place, at count: UInt8) {
        var lower = self[place]
        var upper = PrefixNode(parent: lower.parent, number: numbers.take())
        upper.label = lower.label.prefix(Int(count))
        upper.count = count
        lower.parent = upper.number
        lower.label = lower.label.dropFirst(Int(count))
        lower.count -= count
        upper.gainChild(lower.symbol)
        self[place] = upper
        nodes.insert(lower)
        join(Place(parent: lower.parent, symbol: lower.symbol))
    }

    /// Makes one node of the one at `place` and the one below it, if it is not needed and their labels fit into one.
    private mutating func join(_ place: Place) {
        let upper = self[place]
        guard place.parent >= 0, upper.value < 0, upper.children == 1 else { return }
        let below = nodes.find(below: upper.number, Int32(upper.choices))
        var lower = nodes[below]
        guard Int(upper.count) + Int(lower.count) <= PrefixLabel.maximumCount else { return }
        nodes.remove(at: below)
        numbers.giveBack(upper.number)
        lower.parent = upper.parent
        lower.label = upper.label.appending(lower.label, at: Int(upper.count))
        lower.count += upper.count
        self[place] = lower
    }

    /// Gives the memory of free numbers back. It is done when three of four are free, so that what it costs is shared by
    /// the removals that went before.
    private mutating func compact() {
        let new = numbers.renumber()
        nodes.rebuild { node in
            node.parent = new[Int(node.parent)]
            node.number = new[Int(node.number)]
        }
    }
}
