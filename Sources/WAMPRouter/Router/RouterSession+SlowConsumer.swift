import Routing
import Transport
import WAMP

extension RouterSession {
    /// What is dropped of a session's events, until it can be told.
    struct DroppedEvents {
        var count = 0
        /// When the first of them was, in milliseconds since 1970.
        var since: UInt64 = 0
    }

    /// The session has its role: what waits for it is bounded by that from now on.
    func limitOutput() {
        guard let role else { return }
        outbound.setBudget(role.slowConsumer.queue, observer: self)
    }

    /// A message of others may not be added to what waits for the session, because it is not one of those that wait, and those who
    /// send it are not made to wait either.
    var refusesInvocations: Bool {
        guard outbound.isFull, let role else { return false }
        switch role.slowConsumer.action {
        case .pauseProducers: return false
        case .close, .dropOldest, .dropNewest: return true
        }
    }
}

extension RouterSession: OutboundObserver {
    func outboundFilled() {
        guard let role, let router else { return }
        switch role.slowConsumer.action {
        case .pauseProducers:
            if isCongested { return }
            isCongested = true
            router.assumeIsolated { $0.congested.append(self) }
        case .dropOldest, .dropNewest: outbound.holdsEvents = true
        case .close:
            // Not here: whoever writes is in the midst of deciding.
            if isCongested { return }
            isCongested = true
            outbound.afterDecision {
                router.assumeIsolated { $0.end(slowConsumer: self, "does not take what it is sent") }
            }
        }
    }

    func outboundDrained() {
        router?.assumeIsolated { $0.consumerDrained(self) }
    }

    func outboundOverflowed() {
        guard let router else { return closeTransport() }
        router.assumeIsolated {
            $0.end(
                slowConsumer: self, "takes so little of what may not be dropped that max_outbound_bytes wait")
        }
    }
}
