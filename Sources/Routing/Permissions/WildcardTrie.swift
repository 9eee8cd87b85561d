import WAMP

/// Wildcard patterns as a tree of URI components, to find the most specific one that a URI matches
/// (advanced profile, "Pattern-based Registrations").
///
/// An empty component of a pattern matches exactly one component that is not empty. A literal component is
/// tried before the wildcard at every level, and the first pattern so found is the most specific: its first
/// run of literals is the longest, then its second run, and so on.
package struct WildcardTrie: Sendable {
    /// Deeper than any URI in use; it bounds how deep the search goes into the stack.
    package static let maximumComponents = 64

    /// What became of a pattern that was to be inserted.
    package enum Insertion: Equatable, Sendable {
        case inserted
        /// The pattern is in the tree with this value; nothing was changed.
        case present(Int32)
        case tooManyComponents
    }

    /// A literal component below a node, and the node it leads to.
    private struct Literal {
        /// Where it stands in `components`.
        var range: Range<Int>
        var node: Int
    }

    private struct Node {
        /// The literal components that continue, sorted bytewise.
        var literals: [Literal] = []
        /// The node that the wildcard leads to, or -1.
        var wildcard = -1
        /// The value of the pattern that ends here, or -1.
        var value: Int32 = -1
    }

    private var nodes = [Node()]
    /// The literal components of all nodes one after the other.
    private var components: [UInt8] = []

    package init() {}

    /// No pattern has been inserted.
    package var isEmpty: Bool { nodes.count == 1 }

    /// Inserts `pattern` with `value`, which must not be negative.
    package mutating func insert(_ pattern: [UInt8], value: Int32) -> Insertion {
        assert(value >= 0)
        let components = pattern.split(separator: URIComponents.separator, omittingEmptySubsequences: false)
        guard components.count <= Self.maximumComponents else { return .tooManyComponents }
        var node = 0
        for component in components {
            node = component.isEmpty ? wildcard(below: node) : literal(Array(component), below: node)
        }
        guard nodes[node].value < 0 else { return .present(nodes[node].value) }
        nodes[node].value = value
        return .inserted
    }

    private mutating func wildcard(below node: Int) -> Int {
        if nodes[node].wildcard < 0 {
            nodes[node].wildcard = nodes.count
            nodes.append(Node())
        }
        return nodes[node].wildcard
    }

    private mutating func literal(_ component: [UInt8], below node: Int) -> Int {
        let present = child(of: node, component.span.bytes)
        if present >= 0 { return present }
        let range = components.count..<components.count + component.count
        let position =
            nodes[node].literals.firstIndex {
                component.lexicographicallyPrecedes(components[$0.range])
            } ?? nodes[node].literals.count
        components.append(contentsOf: component)
        nodes[node].literals.insert(Literal(range: range, node: nodes.count), at: position)
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The value of the most specific pattern that `uri` matches.
    package func mostSpecific(of uri: RawSpan) -> Int32? {
        let value = find(uri, from: 0, below: 0)
        return value < 0 ? nil : value
    }

    /// Visits every node at most once: a node has one depth, and so one place in the URI.
    private func find(_ uri: RawSpan, from start: Int, below node: Int) -> Int32 {
        let end = URIComponents.end(in: uri, from: start)
        guard end > start else { return -1 }
        let next = child(of: node, uri.extracting(start..<end))
        if next >= 0 {
            let value = end == uri.byteCount ? nodes[next].value : find(uri, from: end &+ 1, below: next)
            if value >= 0 { return value }
        }
        let any = nodes[node].wildcard
        guard any >= 0 else { return -1 }
        return end == uri.byteCount ? nodes[any].value : find(uri, from: end &+ 1, below: any)
    }

    private func child(of node: Int, _ component: RawSpan) -> Int {
        let keys = components.span.bytes
        var low = 0
        var high = nodes[node].literals.count
        while low < high {
            let middle = (low &+ high) / 2
            let key = keys.extracting(nodes[node].literals[middle].range)
            let shared = component.commonPrefixCount(with: key)
            if shared == key.byteCount, shared == component.byteCount {
                return nodes[node].literals[middle].node
            }
            if key.sorts(after: component, sharing: shared) { high = middle } else { low = middle &+ 1 }
        }
        return -1
    }
}
