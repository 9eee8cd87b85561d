import WAMP

extension Dealer {
    /// When `expire` has to be called next, at the latest, in milliseconds of the clock that `call` asks.
    package var nextDeadline: UInt64? { timers.nextDeadline }

    /// Ends the calls whose time is up (advanced profile, "Call Timeout"): the callee is interrupted if it understands that,
    /// the caller gets `wamp.error.timeout`. Calls that wait come first, then the others, each in the order of their deadlines.
    package mutating func expire(now: UInt64, into outbox: inout Outbox) {
        var expired: [Int32] = []
        timers.advance(to: now, into: &expired)
        for position in expired { pending[position].state.remove(.isTimed) }
        // First those that wait, so that none is given to a callee which the end of another one sets free.
        let waiting = expired.filter { pending[$0].state.contains(.isWaiting) }
        let others = expired.filter { !pending[$0].state.contains(.isWaiting) }
        for position in waiting { giveUp(position, Self.tookTooLong, into: &outbox) }
        for position in others {
            let call = pending[position]
            if parties[call.callee.position].acceptsInterrupts {
                outbox.append(
                    .interrupt(to: call.callee, invocation: call.invocation, mode: .killnowait))
            }
            giveUp(position, Self.tookTooLong, into: &outbox)
        }
    }

    private static let tookTooLong = Refusal(.timeout, "the call took longer than its timeout")

    /// When a call with this timeout ends, in milliseconds; 0 for never.
    static func deadline(of timeout: UInt64, now: () -> UInt64) -> UInt64 {
        timeout == 0 ? 0 : now() &+ min(timeout, 1 << 60)
    }

    /// Ends a call at a time of its own; 0 is never.
    mutating func startTimer(_ call: Int32, _ timeout: UInt64, deadline: UInt64) {
        guard deadline > 0 else { return }
        timers.insert(call, deadline: deadline)
        pending[call].timeout = timeout
        pending[call].state.insert(.isTimed)
    }

    /// A progressive result has come: the timeout is the time up to the next one (advanced profile, "Progressive Call
    /// Results", "Timeouts").
    mutating func restartTimer(_ call: Int32, now: () -> UInt64) {
        guard pending[call].state.contains(.isTimed) else { return }
        timers.insert(call, deadline: Self.deadline(of: pending[call].timeout, now: now))
    }
}
