import WAMP

/// A node of a `PrefixTrie`: 32 bytes.
struct PrefixNode: TreeNode {
    var parent: Int32
    var number: Int32
    /// The value of the prefix that ends here, or -1.
    var value: Int32 = -1
    /// The number of nodes below it; 256 at most.
    private(set) var children: UInt16 = 0
    /// The bytes that lead to the nodes below it, each exclusive or the others: the only one where there is one.
    private(set) var choices: UInt8 = 0
    /// The number of bytes in its label.
    var count: UInt8 = 0
    /// The bytes by which it continues the node above.
    var label = PrefixLabel()

    init(parent: Int32, number: Int32) {
        self.parent = parent
        self.number = number
    }

    static var free: PrefixNode { PrefixNode(parent: -1, number: -1) }

    /// The first byte of its label.
    @inline(__always)
    var symbol: Int32 { Int32(label.first) }

    /// No prefix ends here and none goes on.
    var isIdle: Bool { value < 0 && children == 0 }

    /// Its whole label stands in `uri` from `start` on.
    @inline(__always)
    func continues(_ uri: RawSpan, _ start: Int) -> Bool {
        Int(count) <= uri.byteCount &- start
            && label.commonCount(with: PrefixLabel(uri, from: start)) >= Int(count)
    }

    /// The number of bytes of its label that stand in `uri` from `start` on.
    func sharedCount(_ uri: RawSpan, _ start: Int) -> UInt8 {
        let shared = label.commonCount(with: PrefixLabel(uri, from: start))
        return UInt8(truncatingIfNeeded: min(shared, Int(count), uri.byteCount - start))
    }

    mutating func gainChild(_ symbol: Int32) {
        children += 1
        choices ^= UInt8(truncatingIfNeeded: symbol)
    }

    mutating func loseChild(_ symbol: Int32) {
        children -= 1
        choices ^= UInt8(truncatingIfNeeded: symbol)
    }
}
