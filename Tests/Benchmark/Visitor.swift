/// A session that joins and leaves, over and over, on a new connection each time.
final class Visitor: Session {
    private var started: UInt64 = 0
    private var isVisiting = false

    override var unansweredCount: Int { isVisiting ? 1 : 0 }

    /// The first visit began with the setup: it ends here.
    override func start() {
        isVisiting = true
        leave()
    }

    /// Latency is the time to be established: from the TCP connection's SYN to WELCOME.
    override func joined() {
        guard isVisiting else { return super.joined() }
        generator.measurement.recordLatency(started: started, now: generator.now)
        leave()
    }

    /// One operation: connect, join, leave, close.
    override func connectionClosed() {
        guard isLeaving else { return super.connectionClosed() }
        if hasLeft {
            generator.measurement.countOperation()
        } else {
            generator.measurement.countError("the connection was closed without an answer to GOODBYE")
        }
        guard generator.isLoading else {
            isVisiting = false
            return
        }
        started = generator.now
        reconnect()
    }
}
