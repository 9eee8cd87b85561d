import WAMP

/// Wildcard patterns that come and go, as a tree of URI components, to find those that a URI matches
/// (advanced profile, "Wildcard Matching").
///
/// An empty component of a pattern matches exactly one component that is not empty. A literal component is
/// tried before the wildcard at every level, and the first pattern so found is the most specific: its first
/// run of literals is the longest, then its second run, and so on ("Pattern-based Registrations").
///
/// A node has one depth, and so one place in the URI: a search visits it once at most. Every component of the URI is
/// hashed and compared once; what leads from node to node is its number.
package struct WildcardTrie: Sendable {
    /// Deeper than any URI in use; it bounds the memory of a search.
    package static let maximumComponents = 64

    private var root = WildcardNode(parent: -1, symbol: 0, number: 0)
    private var nodes: NodeTable<WildcardNode>
    private var numbers = NodeNumbers()
    /// The number of literal components that lead on from the node with each number.
    private var literals: [Int32] = [0]
    private var components: ComponentNumbers
    /// The number of patterns.
    package private(set) var count = 0

    /// - Parameter seed: a random number that stays secret; it keys the hash tables.
    package init(seed: UInt64) {
        nodes = NodeTable(seed: seed)
        components = ComponentNumbers(seed: seed)
    }

    /// There are no patterns.
    package var isEmpty: Bool { count == 0 }
    /// The number of nodes and components there is memory for.
    var capacity: Int { nodes.capacity + literals.count + components.capacity }

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
            guard let place = child(of: node, pattern.extracting(start..<end)) else { return nil }
            if end == pattern.byteCount { return self[place].value < 0 ? nil : self[place].value }
            node = self[place].number
            start = end &+ 1
        }
    }

    /// The value of the most specific pattern that `uri` matches.
    package func mostSpecific(of uri: RawSpan) -> Int32? {
        var first: Int32 = -1
        search(uri) { value in
            first = value
            return false
        }
        return first < 0 ? nil : first
    }

    /// Calls `body` with the value of every pattern that `uri` matches, the most specific first.
    @inline(__always)
    package func forEachMatch(of uri: RawSpan, _ body: (Int32) -> Void) {
        search(uri) { value in
            body(value)
            return true
        }
    }

    /// Calls `body` with the value of every pattern that `uri` matches, the most specific first, until it returns
    /// false.
    ///
    /// Goes down by literals as long as it can, then back to the lowest node that the wildcard leads on from and that
    /// was left by a literal.
    @inline(__always)
    private func search(_ uri: RawSpan, _ body: (Int32) -> Bool) {
        // Of each level: the number of the component, negative where it is not looked up yet, 0 where no pattern has it;
        // and the number of the node whose wildcard is still to be tried.
        var symbols = InlineArray<64, Int32>(repeating: 0)
        var waiting = InlineArray<64, Int32>(repeating: 0)
        var areWaiting: UInt64 = 0
        var known = 0
        var end = -1
        var level = 0
        var node = root
        while true {
            if level == known {
                // The first node at this level: nobody has looked at this component before.
                let start = end &+ 1
                end = URIComponents.end(in: uri, from: start)
                guard end > start else { return }
                symbols[level] = ~Int32(truncatingIfNeeded: start)
                known &+= 1
            }
            var place = -1
            if node.hasLiterals {
                if symbols[level] < 0 { symbols[level] = number(of: uri, from: Int(~symbols[level])) }
                if symbols[level] > 0 { place = nodes.find(below: node.number, symbols[level]) }
            }
            if node.hasWildcard {
                areWaiting |= 1 &<< UInt64(level)
                waiting[level] = node.number
            }
            while true {
                if place < 0 {
                    guard areWaiting != 0 else { return }
                    level = 63 &- areWaiting.leadingZeroBitCount
                    areWaiting &= ~(1 &<< UInt64(level))
                    place = nodes.find(below: waiting[level], WildcardNode.wildcard)
                    guard place >= 0 else { return }
                }
                node = nodes[place]
                level &+= 1
                let isLast = level == known && end == uri.byteCount
                if isLast, node.value >= 0, !body(node.value) { return }
                if !isLast, node.hasLiterals || node.hasWildcard { break }
                place = -1
            }
        }
    }

    /// The number of the component of `uri` that begins at `start`; 0 where no pattern has it.
    @inline(__always)
    private func number(of uri: RawSpan, from start: Int) -> Int32 {
        components.find(uri, from: start, to: URIComponents.end(in: uri, from: start))
    }

    /// What `component` of a pattern leads to below the node with the number `parent`; nil where there is nothing.
    private func child(of parent: Int32, _ component: RawSpan) -> Place? {
        var symbol = WildcardNode.wildcard
        if !component.isEmpty {
            symbol = components.find(component, from: 0, to: component.byteCount)
            guard symbol > 0 else { return nil }
        }
        return nodes.find(below: parent, symbol) < 0 ? nil : Place(parent: parent, symbol: symbol)
    }
}

// MARK: - Change

extension WildcardTrie {
    /// What a node is found by in the table of nodes, also when others have come and gone; the root has no parent.
    private struct Place {
        var parent: Int32 = -1
        var symbol: Int32 = 0
    }

    /// Stores `value`, which must not be negative, for `pattern`, which must not be in the tree and must be one
    /// that `admits` admits; another one is not stored.
    package mutating func insert(_ pattern: [UInt8], value: Int32) {
        assert(value >= 0 && Self.admits(pattern.span.bytes) && find(pattern.span.bytes) == nil)
        guard Self.admits(pattern.span.bytes) else { return }
        var place = Place()
        for component in URIComponents.all(of: pattern) {
            let parent = self[place].number
            place = child(of: parent, component.span.bytes) ?? makeChild(of: place, component)
        }
        if self[place].value < 0 { count += 1 }
        self[place].value = value
    }

    /// Removes `pattern`; does nothing where it is not in the tree.
    package mutating func remove(_ pattern: RawSpan) {
        guard find(pattern) != nil else { return }
        let components = URIComponents.all(of: Array(copying: pattern))
        var way = [Place()]
        for component in components {
            guard let place = child(of: self[way[way.count - 1]].number, component.span.bytes) else { return }
            way.append(place)
        }
        self[way[components.count]].value = -1
        count -= 1
        for depth in components.indices.reversed() {
            guard self[way[depth + 1]].isIdle else { break }
            removeChild(way[depth + 1], of: way[depth], components[depth])
        }
        compact()
    }

    private subscript(place: Place) -> WildcardNode {
        get {
            place.parent < 0 ? root : nodes[nodes.find(below: place.parent, place.symbol)]
        }
        _modify {
            if place.parent < 0 {
                yield &root
            } else {
                yield &nodes[nodes.find(below: place.parent, place.symbol)]
            }
        }
    }

    private mutating func makeChild(of parent: Place, _ component: [UInt8]) -> Place {
        let above = self[parent].number
        let number = numbers.take()
        if Int(number) == literals.count { literals.append(0) } else { literals[Int(number)] = 0 }
        var symbol = WildcardNode.wildcard
        if component.isEmpty {
            self[parent].hasWildcard = true
        } else {
            symbol = components.use(component)
            literals[Int(above)] += 1
            self[parent].hasLiterals = true
        }
        nodes.insert(WildcardNode(parent: above, symbol: symbol, number: number))
        return Place(parent: above, symbol: symbol)
    }

    private mutating func removeChild(_ child: Place, of parent: Place, _ component: [UInt8]) {
        numbers.giveBack(self[child].number)
        nodes.remove(at: nodes.find(below: child.parent, child.symbol))
        if component.isEmpty {
            self[parent].hasWildcard = false
        } else {
            self.components.release(component)
            literals[Int(child.parent)] -= 1
            self[parent].hasLiterals = literals[Int(child.parent)] > 0
        }
    }

    /// Gives the memory of free numbers back. It is done when three of four are free, so that what it costs is shared by
    /// the removals that went before.
    private mutating func compact() {
        if numbers.areSparse {
            let new = numbers.renumber()
            literals = literals.indices.filter { new[$0] >= 0 }.map { literals[$0] }
            nodes.rebuild { node in
                node.parent = new[Int(node.parent)]
                node.number = new[Int(node.number)]
            }
        }
        if components.areSparse {
            let new = components.renumber()
            nodes.rebuild { $0.symbol = new[Int($0.symbol)] }
        }
    }
}
