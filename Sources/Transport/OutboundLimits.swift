/// Bounds of what may wait for one connection.
package struct OutboundLimits: Sendable {
    /// A connection with more bytes waiting is closed: its peer does not read.
    package var maximumPendingBytes: Int
    /// A connection with more bytes waiting is not read from until half of this is left.
    package var pauseReadingAbove: Int
    /// Memory an idle connection keeps for its next message. One small batch; anything larger goes back to the allocator.
    package let retainedCapacity = 512

    /// The budget of a connection without a session: nothing of its own.
    var budget: OutboundBudget { OutboundBudget(bytes: maximumPendingBytes, messages: .max) }

    package init(maximumPendingBytes: Int, pauseReadingAbove: Int) {
        self.maximumPendingBytes = maximumPendingBytes
        self.pauseReadingAbove = pauseReadingAbove
    }
}

/// What a session may have waiting to be sent, before its messages are too many for it; less than `OutboundLimits` has, which end the
/// connection.
package struct OutboundBudget: Equatable, Sendable {
    package var bytes: Int
    package var messages: Int

    package init(bytes: Int, messages: Int) {
        self.bytes = bytes
        self.messages = messages
    }
}
