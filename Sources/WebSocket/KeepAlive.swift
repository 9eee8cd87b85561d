/// When to ping a silent peer, and when to give it up (RFC 6455 §5.5.2, §5.5.3).
///
/// ```
///   alive ──silent for `interval`: send ping──► awaitingPong ──silent for `timeout`──► failed
///     ▲                                              │
///     └────────────── any byte, any pong ────────────┘
/// ```
///
/// Any byte proves that the peer is alive: a pong may wait behind a large message. Times are nanoseconds of one
/// monotonic clock, passed in.
package struct KeepAlive: Equatable, Sendable {
    private enum State: Equatable {
        case alive
        case awaitingPong
        case failed
    }

    /// What to do after a tick.
    package enum TickAction: Equatable {
        /// Nothing before that time.
        case wait(until: UInt64)
        /// Send a ping with this payload (8 bytes, big-endian), and tick again at that time.
        case sendPing(payload: UInt64, until: UInt64)
        /// The peer is gone: close the transport; there is no one to send a close frame to.
        case fail
        /// It has failed before, or keep-alive is off.
        case none
    }

    /// What a pong was.
    package enum PongAction: Equatable {
        /// The answer to the outstanding ping, which took this long.
        case answered(roundTrip: UInt64)
        /// Unsolicited, or the answer to an earlier ping: a sign of life (§5.5.3).
        case unsolicited
    }

    private let interval: UInt64
    private let timeout: UInt64
    private var state = State.alive
    private var lastHeard: UInt64
    private var pingedAt: UInt64 = 0
    private var pings: UInt64 = 0

    /// A connection that opened `now`. After a silence of `interval` a ping is sent (0: never), after a further
    /// silence of `timeout` the connection is given up.
    package init(interval: UInt64, timeout: UInt64, now: UInt64) {
        self.interval = interval
        self.timeout = timeout
        lastHeard = now
    }

    /// The peer sent something.
    package mutating func bytesReceived(now: UInt64) {
        lastHeard = max(lastHeard, now)
        switch state {
        case .alive, .awaitingPong: state = .alive
        case .failed: break
        }
    }

    /// The peer sent a pong with this payload.
    package mutating func pongReceived(payload: UnsafeRawBufferPointer, now: UInt64) -> PongAction {
        bytesReceived(now: now)
        guard pings > 0, payload.count == 8 else { return .unsolicited }
        let number = UInt64(bigEndian: payload.loadUnaligned(as: UInt64.self))
        guard number == pings else { return .unsolicited }
        return .answered(roundTrip: now >= pingedAt ? now - pingedAt : 0)
    }

    /// Time has passed. Call it at the time that the last action named, or at any other.
    package mutating func tick(now: UInt64) -> TickAction {
        guard interval > 0 else { return .none }
        let next: State
        let action: TickAction
        switch state {
        case .alive:
            let due = Self.sum(lastHeard, interval)
            if now < due {
                (next, action) = (.alive, .wait(until: due))
            } else {
                pings &+= 1
                pingedAt = now
                (next, action) = (.awaitingPong, .sendPing(payload: pings, until: Self.sum(now, timeout)))
            }
        case .awaitingPong:
            let due = Self.sum(pingedAt, timeout)
            (next, action) = now < due ? (.awaitingPong, .wait(until: due)) : (.failed, .fail)
        case .failed:
            (next, action) = (.failed, .none)
        }
        state = next
        return action
    }

    /// A sum that stays at the end of time.
    private static func sum(_ time: UInt64, _ span: UInt64) -> UInt64 {
        let (sum, overflows) = time.addingReportingOverflow(span)
        return overflows ? .max : sum
    }
}
