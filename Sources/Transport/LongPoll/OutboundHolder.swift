/// Where an outbound queue without a channel leaves its messages: for a client that fetches them, or for one within the router.
package protocol OutboundHolder: AnyObject {
    /// Messages that have been flushed, each behind its length (`Framing.longPoll`). They count as pending until
    /// `OutboundQueue.wasWritten`.
    func hold(_ messages: UnsafeRawBufferPointer)

    /// The queue was to be closed when everything is written, which is now, or it has overflowed.
    func queueClosed()
}
