import WAMP

/// Wildcard patterns that come and go, as a tree of URI components, to find those that a URI matches
/// (advanced profile, "Wildcard Matching").
///
/// An empty component of a pattern matches exactly one component that is not empty. A literal component is
/// tried before the wildcard at every level, and the first pattern so found is the most specific: its first
/// run of literals is the longest, then its second run, and so on ("Pattern-based Registrations").
///
/// A node has one depth, and so one place in the URI: a search visits it once at most.
package struct WildcardTrie: Sendable {
    /// Deeper than any URI in use; it bounds how deep the search goes into the stack.
    package static let maximumComponents = 64

    private struct Node {
        /// The node that the wildcard leads to, or -1.
        var wildcard: Int32 = -1
        /// The value of the pattern that ends here, or -1.
        var value: Int32 = -1
        /// The number of literal components that continue it; -1 in a node that is free.
        var literals: Int32 = 0

        /// No pattern ends here and none goes on.
        var isIdle: Bool { value < 0 && wildcard < 0 && literals == 0 }
    }

    /// The root comes first, always.
    private var nodes = [Node()]
    private var free: [Int32] = []
    /// The literal components that continue each node, in the scope of the node, with the node that each leads to.
    private var literals: URITable
    /// The number of patterns.
    package private(set) var count = 0

    /// - Parameter seed: a random number that stays secret; it keys the hash table of literal components.
    package init(seed: UInt64) {
        literals = URITable(seed: seed)
    }

    /// There are no patterns.
    package var isEmpty: Bool { count == 0 }
    /// The number of nodes and literals there is memory for.
    var capacity: Int { nodes.count + literals.capacity }

    /// A pattern with these bytes has at most `maximumComponents` components, so that it can be stored.
    package static func admits(_ pattern: RawSpan) -> Bool {
        var components = 1
        var at = URIComponents.end(in: pattern, from: 0)
        while at < pattern.byteCount, components <= maximumComponents {
            components &+= 1
            at = URIComponents.end(in: pattern, from: at &+ 1)
        }
        return components <= maximumComponents
    }

    // MARK: Search

    /// The value of `pattern` itself.
    package func find(_ pattern: RawSpan) -> Int32? {
        var node: Int32 = 0
        var start = 0
        while true {
            let end = URIComponents.end(in: pattern, from: start)
            node = child(of: node, pattern.extracting(start..<end))
            guard node > 0 else { return nil }
            if end == pattern.byteCount { break }
            start = end &+ 1
        }
        let value = nodes[Int(node)].value
        return value < 0 ? nil : value
    }

    /// The value of the most specific pattern that `uri` matches.
    package func mostSpecific(of uri: RawSpan) -> Int32? {
        let value = mostSpecific(of: uri, from: 0, below: 0)
        return value < 0 ? nil : value
    }

    private func mostSpecific(of uri: RawSpan, from start: Int, below node: Int32) -> Int32 {
        let end = URIComponents.end(in: uri, from: start)
        guard end > start else { return -1 }
        let isLast = end == uri.byteCount
        if let next = literal(below: node, uri.extracting(start..<end)) {
            let value =
                isLast ? nodes[Int(next)].value : mostSpecific(of: uri, from: end &+ 1, below: next)
            if value >= 0 { return value }
        }
        let next = nodes[Int(node)].wildcard
        guard next >= 0 else { return -1 }
        return isLast ? nodes[Int(next)].value : mostSpecific(of: uri, from: end &+ 1, below: next)
    }

    /// Calls `body` with the value of every pattern that `uri` matches, the most specific first.
    package func forEachMatch(of uri: RawSpan, _ body: (Int32) -> Void) {
        forEachMatch(of: uri, from: 0, below: 0, body)
    }

    private func forEachMatch(of uri: RawSpan, from start: Int, below node: Int32, _ body: (Int32) -> Void) {
        let end = URIComponents.end(in: uri, from: start)
        guard end > start else { return }
        if let next = literal(below: node, uri.extracting(start..<end)) {
            visit(next, uri, end, body)
        }
        let next = nodes[Int(node)].wildcard
        if next >= 0 { visit(next, uri, end, body) }
    }

    /// Goes on at `node`, which the component of `uri` that ends at `end` has led to.
    private func visit(_ node: Int32, _ uri: RawSpan, _ end: Int, _ body: (Int32) -> Void) {
        guard end == uri.byteCount else { return forEachMatch(of: uri, from: end &+ 1, below: node, body) }
        let value = nodes[Int(node)].value
        if value >= 0 { body(value) }
    }

    /// The node that a literal component leads to.
    @inline(__always)
    private func literal(below node: Int32, _ component: RawSpan) -> Int32? {
        nodes[Int(node)].literals > 0 ? literals.find(component, scope: node) : nil
    }

    /// The node that a component of a pattern leads to, or -1.
    private func child(of node: Int32, _ component: RawSpan) -> Int32 {
        component.isEmpty ? nodes[Int(node)].wildcard : literal(below: node, component) ?? -1
    }
}

// MARK: - Change

extension WildcardTrie {
    /// Stores `value`, which must not be negative, for `pattern`, which must not be in the tree and must be one
    /// that `admits` admits; another one is not stored.
    package mutating func insert(_ pattern: [UInt8], value: Int32) {
        assert(value >= 0 && Self.admits(pattern.span.bytes) && find(pattern.span.bytes) == nil)
        guard Self.admits(pattern.span.bytes) else { return }
        var node: Int32 = 0
        for component in URIComponents.all(of: pattern) {
            let next = child(of: node, component.span.bytes)
            node = next > 0 ? next : makeChild(of: node, component)
        }
        if nodes[Int(node)].value < 0 { count += 1 }
        nodes[Int(node)].value = value
    }

    /// Removes `pattern`; does nothing where it is not in the tree.
    package mutating func remove(_ pattern: RawSpan) {
        guard find(pattern) != nil else { return }
        let components = URIComponents.all(of: pattern.withUnsafeBytes { Array($0) })
        var path: [Int32] = [0]
        for component in components { path.append(child(of: path[path.count - 1], component.span.bytes)) }
        nodes[Int(path[components.count])].value = -1
        count -= 1
        for depth in components.indices.reversed() {
            let node = path[depth + 1]
            guard nodes[Int(node)].isIdle else { break }
            removeChild(node, of: path[depth], components[depth])
        }
        if nodes.count > 64, free.count > nodes.count / 4 * 3 { compact() }
    }

    private mutating func makeChild(of parent: Int32, _ component: [UInt8]) -> Int32 {
        let node = free.popLast() ?? Int32(truncatingIfNeeded: nodes.count)
        if Int(node) == nodes.count { nodes.append(Node()) } else { nodes[Int(node)] = Node() }
        if component.isEmpty {
            nodes[Int(parent)].wildcard = node
        } else {
            nodes[Int(parent)].literals += 1
            literals.insert(component, scope: parent, value: node)
        }
        return node
    }

    private mutating func removeChild(_ node: Int32, of parent: Int32, _ component: [UInt8]) {
        nodes[Int(node)].literals = -1
        free.append(node)
        if component.isEmpty {
            nodes[Int(parent)].wildcard = -1
        } else {
            nodes[Int(parent)].literals -= 1
            literals.remove(component.span.bytes, scope: parent)
        }
    }

    /// Gives the memory of free nodes back. It is done when three of four are free, so that what it costs is shared by
    /// the removals that went before.
    private mutating func compact() {
        var places = [Int32](repeating: -1, count: nodes.count)
        var kept: [Node] = []
        for (position, node) in nodes.enumerated() where node.literals >= 0 {
            places[position] = Int32(truncatingIfNeeded: kept.count)
            kept.append(node)
        }
        for node in kept.indices where kept[node].wildcard >= 0 {
            kept[node].wildcard = places[Int(kept[node].wildcard)]
        }
        literals.renumber(places)
        nodes = kept
        free = []
    }
}
