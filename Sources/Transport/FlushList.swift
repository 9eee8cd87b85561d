import NIOCore

/// The connections of one event loop that have something to send; all are flushed once per tick of the loop.
///
/// Whatever one tick decides for a connection leaves with one write. The first connection that becomes dirty schedules the
/// flush behind everything that this tick has still to read.
///
/// Unchecked because it is confined to its loop: `init` may run anywhere, every other member asserts the loop.
package final class FlushList: @unchecked Sendable {
    package let eventLoop: any EventLoop
    private var dirty: [OutboundQueue] = []
    private var flushing: [OutboundQueue] = []

    package init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func add(_ queue: OutboundQueue) {
        eventLoop.assertInEventLoop()
        if dirty.isEmpty { eventLoop.execute { self.flushAll() } }
        dirty.append(queue)
    }

    private func flushAll() {
        eventLoop.assertInEventLoop()
        // A flush that finds a dead peer may end a session, whose farewell makes other connections dirty: those go into
        // the next round.
        swap(&dirty, &flushing)
        for queue in flushing { queue.flush() }
        flushing.removeAll(keepingCapacity: true)
    }
}
