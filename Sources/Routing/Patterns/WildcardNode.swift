/// A node of a `WildcardTrie`: 16 bytes.
struct WildcardNode: TreeNode {
    /// The symbol of the wildcard: of the empty component.
    static let wildcard: Int32 = 0

    var parent: Int32
    /// The number of the component that leads here.
    var symbol: Int32
    /// The value of the pattern that ends here, or -1.
    var value: Int32 = -1
    /// The number of the node, and in the two lowest bits what leads on from it.
    private var link: Int32

    init(parent: Int32, symbol: Int32, number: Int32) {
        self.parent = parent
        self.symbol = symbol
        link = number &<< 2
    }

    static var free: WildcardNode { WildcardNode(parent: -1, symbol: -1, number: -1) }

    @inline(__always)
    var number: Int32 {
        get { link &>> 2 }
        set { link = newValue &<< 2 | link & 3 }
    }

    /// The wildcard leads on from here.
    @inline(__always)
    var hasWildcard: Bool {
        get { link & 1 != 0 }
        set { link = newValue ? link | 1 : link & ~1 }
    }

    /// Literal components lead on from here.
    @inline(__always)
    var hasLiterals: Bool {
        get { link & 2 != 0 }
        set { link = newValue ? link | 2 : link & ~2 }
    }

    /// No pattern ends here and none goes on.
    var isIdle: Bool { value < 0 && link & 3 == 0 }
}
