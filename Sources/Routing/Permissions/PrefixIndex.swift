import WAMP

/// Prefixes in sorted order, to find the longest one that a URI begins with.
///
/// One binary search, whatever the number of prefixes: the prefixes of a URI that are in the index are the
/// last entry which does not sort after the URI and its `parent` chain, as far as they are no longer than
/// what that entry and the URI have in common.
package struct PrefixIndex: Sendable {
    /// A prefix with what is stored for it.
    package struct Entry: Sendable {
        package var prefix: [UInt8]
        package var value: Int32

        package init(prefix: [UInt8], value: Int32) {
            self.prefix = prefix
            self.value = value
        }
    }

    private struct Node {
        var start: Int32
        var count: Int32
        var value: Int32
        /// The longest other entry that is a prefix of this one, or -1.
        var parent: Int32 = -1
    }

    private var nodes: [Node] = []
    /// The prefixes one after the other.
    private var bytes: [UInt8] = []
    /// The values of two entries with the same prefix, if there are such.
    package private(set) var duplicate: (Int32, Int32)?

    package init() {}

    package init(_ entries: [Entry]) {
        let sorted = entries.sorted { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        for (position, entry) in sorted.enumerated() {
            var node = Node(
                start: Int32(truncatingIfNeeded: bytes.count),
                count: Int32(truncatingIfNeeded: entry.prefix.count), value: entry.value)
            var ancestor = position - 1
            while ancestor >= 0, !entry.prefix.starts(with: sorted[ancestor].prefix) {
                ancestor = Int(nodes[ancestor].parent)
            }
            node.parent = Int32(truncatingIfNeeded: ancestor)
            if ancestor >= 0, sorted[ancestor].prefix == entry.prefix, duplicate == nil {
                duplicate = (sorted[ancestor].value, entry.value)
            }
            nodes.append(node)
            bytes.append(contentsOf: entry.prefix)
        }
    }

    /// The value of the longest prefix that `uri` begins with.
    package func longest(of uri: RawSpan) -> Int32? {
        let keys = bytes.span.bytes
        var low = 0
        var high = nodes.count
        // The common length of the URI and the entry before `low`, the last one that does not sort after the
        // URI.
        var common = 0
        while low < high {
            let middle = (low &+ high) / 2
            let node = nodes[middle]
            let start = Int(node.start)
            let key = keys.extracting(start..<start &+ Int(node.count))
            let shared = uri.commonPrefixCount(with: key)
            if key.sorts(after: uri, sharing: shared) {
                high = middle
            } else {
                low = middle &+ 1
                common = shared
            }
        }
        var candidate = low &- 1
        while candidate >= 0 {
            let node = nodes[candidate]
            if Int(node.count) <= common { return node.value }
            candidate = Int(node.parent)
        }
        return nil
    }
}

extension RawSpan {
    /// The number of bytes at the start that both have in common.
    func commonPrefixCount(with other: RawSpan) -> Int {
        let limit = Swift.min(byteCount, other.byteCount)
        var at = 0
        while limit &- at >= 8 {
            let difference =
                unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
                ^ other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
            if difference != 0 { return at &+ difference.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < limit, byte(at) == other.byte(at) { at &+= 1 }
        return at
    }

    /// Bytewise order, where `shared` bytes at the start are known to be equal and the next are known to
    /// differ.
    func sorts(after other: RawSpan, sharing shared: Int) -> Bool {
        guard shared < byteCount else { return false }
        guard shared < other.byteCount else { return true }
        return byte(shared) > other.byte(shared)
    }
}
