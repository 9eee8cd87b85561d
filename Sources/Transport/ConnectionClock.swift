import NIOCore

/// Something that has deadlines: asked in regular intervals whether one has passed.
protocol Ticking: AnyObject {
    /// Where this connection stands in its clock's list.
    var clockPosition: Int { get set }

    /// The clock has advanced to `now`.
    func tick(_ now: NIODeadline)
}

/// Tells the connections of one event loop the time, instead of a timer object for each of them.
///
/// Deadlines are kept to within one `interval`; walking ten thousand connections takes well below a millisecond.
///
/// Unchecked because it is confined to its loop, as the connections are.
package final class ConnectionClock: @unchecked Sendable {
    private let eventLoop: any EventLoop
    private let interval: TimeAmount
    private var connections: [any Ticking] = []
    private var isRunning = false
    private var allClosed: EventLoopPromise<Void>?

    package init(eventLoop: any EventLoop, interval: TimeAmount) {
        self.eventLoop = eventLoop
        self.interval = interval
    }

    /// The time now.
    var now: NIODeadline { eventLoop.now }

    /// The number of connections that are being told the time.
    var count: Int { connections.count }

    func add(_ connection: any Ticking) {
        eventLoop.assertInEventLoop()
        connection.clockPosition = connections.count
        connections.append(connection)
        if !isRunning {
            isRunning = true
            scheduleTick()
        }
    }

    func remove(_ connection: any Ticking) {
        eventLoop.assertInEventLoop()
        let position = connection.clockPosition
        guard position >= 0, position < connections.count, connections[position] === connection else {
            return
        }
        connection.clockPosition = -1
        let last = connections.removeLast()
        if last !== connection {
            connections[position] = last
            last.clockPosition = position
        }
        if connections.isEmpty { allClosed?.succeed() }
    }

    /// Waits until there are no connections any more, but not longer than `limit`.
    package func connectionsClosed(within limit: TimeAmount) async {
        let closed = eventLoop.makePromise(of: Void.self)
        let timeout = eventLoop.scheduleTask(in: limit) { closed.succeed() }
        eventLoop.execute {
            if self.connections.isEmpty { closed.succeed() } else { self.allClosed = closed }
        }
        try? await closed.futureResult.get()
        timeout.cancel()
    }

    private func scheduleTick() {
        eventLoop.scheduleTask(in: interval) { self.tick() }
    }

    private func tick() {
        let now = eventLoop.now
        // From the back: whoever removes itself is replaced by one that has been told.
        var position = connections.count - 1
        while position >= 0 {
            if position < connections.count { connections[position].tick(now) }
            position -= 1
        }
        isRunning = !connections.isEmpty
        if isRunning { scheduleTick() }
    }
}
