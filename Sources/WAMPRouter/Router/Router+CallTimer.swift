import NIOCore
import Routing

// When calls take longer than they may (advanced profile, "Call Timeouts").

extension Router {
    /// Milliseconds of a clock that never goes back.
    nonisolated var uptime: UInt64 { eventLoop.now.uptimeNanoseconds / 1_000_000 }

    /// The timer is set, and to a moment before a timeout that begins now ends: so it need not be set anew.
    func callTimerEnds(within timeout: UInt64) -> Bool {
        guard let callTimer else { return false }
        return callTimer.deadline <= uptime &+ min(timeout, 1 << 60)
    }

    /// Makes sure that the next timeout of a call is noticed.
    func setCallTimer() {
        guard let deadline = dealer.nextDeadline else { return }
        if let callTimer {
            if callTimer.deadline <= deadline { return }
            callTimer.task.cancel()
        }
        let wait = Int64(clamping: deadline &- min(deadline, uptime))
        let task = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(min(wait, 1 << 40))) {
            self.assumeIsolated { $0.expireCalls() }
        }
        callTimer = (task, deadline)
    }

    private func expireCalls() {
        callTimer = nil
        dealer.expire(now: uptime, into: &outbox)
        deliverPending()
        setCallTimer()
    }
}
