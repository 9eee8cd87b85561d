import NIOCore

/// What the connections of one event loop share.
package struct LoopServices: Sendable {
    package let flushList: FlushList
    package let clock: ConnectionClock
    package let counts = ConnectionCounts()
    package let receiveBlock: ReceiveBlock

    /// - Parameter interval: how exactly deadlines are kept.
    package init(eventLoop: any EventLoop, interval: TimeAmount) {
        flushList = FlushList(eventLoop: eventLoop)
        clock = ConnectionClock(eventLoop: eventLoop, interval: interval)
        receiveBlock = ReceiveBlock()
    }
}
