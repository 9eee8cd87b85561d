import WAMP

/// Up to 16 bytes of a component of a pattern, below those before them: 32 bytes.
struct ComponentPart: TreeNode {
    /// The bytes of a part.
    struct Symbol: NodeSymbol {
        private var low: UInt64 = 0
        private var high: UInt64 = 0
        /// Tells a byte that is zero from none.
        private var count: UInt8 = 0

        init() {}

        /// The bytes of `uri` from `start` on, 16 or as many as there are before `end`.
        @inline(__always)
        init(_ uri: RawSpan, from start: Int, to end: Int) {
            let count = min(end &- start, PrefixLabel.maximumCount)
            let bits = PrefixLabel(uri, from: start).prefix(count).bits
            low = UInt64(truncatingIfNeeded: bits)
            high = UInt64(truncatingIfNeeded: bits >> 64)
            self.count = UInt8(truncatingIfNeeded: count)
        }

        @inline(__always)
        func hash(below parent: Int32, _ key: UInt64, _ multiplier: UInt64) -> UInt64 {
            let bytes = URIHash.fold(low ^ key, high ^ multiplier)
            // Folded again, for whoever chooses the bytes must not make up for the number above.
            return URIHash.fold(bytes ^ UInt64(UInt32(bitPattern: parent)), key | 1)
        }
    }

    var parent: Int32
    var number: Int32
    var symbol: Symbol

    static var free: ComponentPart { ComponentPart(parent: -1, number: -1, symbol: Symbol()) }
}
