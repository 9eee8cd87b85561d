/// Bounds on what one received message may ask of a scanner or parser.
package struct ScanLimits: Equatable, Sendable {
    /// The largest accepted value of `depth`: the stack of open containers has a fixed size.
    package static let greatestDepth = 512

    /// How many lists and dictionaries may be open at once, the message's own list included: 1...512.
    ///
    /// 64 is far beyond what applications nest and far below what exhausts the stack of a recursive
    /// parser on the receiving side.
    package let depth: Int

    package init(depth: Int = 64) {
        self.depth = min(max(depth, 1), Self.greatestDepth)
    }
}

/// Whether the bytes of a message are already known to be UTF-8.
package enum UTF8Trust: Equatable, Sendable {
    /// The transport has checked them (a WebSocket text frame, RFC 6455 section 8.1).
    case validated
    /// The scanner must check them.
    case unchecked
}
