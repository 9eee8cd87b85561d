import NIOCore

/// Who is told that a connection's peer takes less than it is sent: its session. Confined to the connection's loop.
package protocol OutboundObserver: AnyObject {
    /// A message was appended, and more waits than the budget although the kernel has taken what it takes. Called in the midst of
    /// deciding, for each message.
    func outboundFilled()
    /// Half of the budget or less waits again. Called between two decisions.
    func outboundDrained()
    /// More waits than `OutboundLimits` allow, and nothing more is taken. Called between two decisions; what is to be said to the peer
    /// goes behind `beginFarewell`.
    func outboundOverflowed()
}

extension OutboundQueue {
    /// A session begins, with a budget of its own, which is not more than the limits.
    package func setBudget(_ budget: OutboundBudget, observer: any OutboundObserver) {
        self.budget = OutboundBudget(
            bytes: min(budget.bytes, limits.maximumPendingBytes), messages: budget.messages)
        self.observer = observer
    }

    /// The session is over.
    package func removeBudget() {
        budget = limits.budget
        observer = nil
        isFull = false
        holdsEvents = false
        resumeReading([.slowConsumers, .rate])
    }

    /// The observer is to be told when half of the budget or less waits, as if it had been used up.
    package func awaitDrain() {
        isFull = true
        drainIfPossible()
    }

    /// Runs `body` on the loop, when whatever is being decided now has been.
    package func afterDecision(_ body: @escaping () -> Void) {
        flushList.eventLoop.assumeIsolated().execute(body)
    }

    /// The session ends because too much waits: what is appended from now on, its last words, is taken.
    package func beginFarewell() {
        removeBudget()
        isUnbounded = true
        acceptsMessages = true
    }

    /// To be called after a message was appended: one message of a client can make thousands for another one, before any
    /// flush. Then what the peer takes at once is sent at once, and if that is not enough the session is told, or the connection ends.
    @inline(__always)
    func boundPending() {
        if pendingBytes > budget.bytes || pendingMessages > budget.messages { exceeded() }
    }

    private var isOverBudget: Bool { pendingBytes > budget.bytes || pendingMessages > budget.messages }
    private var isOverLimit: Bool { pendingBytes > limits.maximumPendingBytes }

    @inline(never)
    private func exceeded() {
        if isClosed || hasOverflowed || isUnbounded { return }
        // A kernel that has just refused something says itself when it takes more.
        if inChannel == 0 || isOverLimit { writeOut() }
        if isOverLimit { return overflow() }
        guard isOverBudget else { return }
        isFull = true
        observer?.outboundFilled()
    }

    /// What was appended without `boundPending` is bounded, too.
    func checkLimit() {
        if isOverLimit, !isUnbounded { overflow() }
    }

    private func overflow() {
        acceptsMessages = false
        hasOverflowed = true
        // Not here: whoever appends is in the midst of deciding, and the end of a session is another decision.
        flushList.eventLoop.assumeIsolated().execute {
            guard let observer = self.observer else { return self.close(.all) }
            self.hasOverflowed = false
            observer.outboundOverflowed()
        }
    }

    func drainIfPossible() {
        guard isFull, isDrained else { return }
        isFull = false
        // Not here: what was written may have been written in the midst of deciding.
        flushList.eventLoop.assumeIsolated().execute { self.observer?.outboundDrained() }
    }

    private var isDrained: Bool {
        pendingBytes <= budget.bytes / 2 && pendingMessages <= budget.messages / 2
    }
}
