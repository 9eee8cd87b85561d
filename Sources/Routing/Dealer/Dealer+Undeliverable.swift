import WAMP

// Messages that cannot be sent: they are larger than their receiver takes, or cannot be written in its serialization.

extension Dealer {
    /// An INVOCATION could not be sent: its caller gets ERROR, and a callee that has had a part of the call is interrupted.
    package mutating func undeliverable(
        _ invocation: Effect.Invocation, _ refusal: Refusal, into outbox: inout Outbox
    ) {
        let callee = invocation.callee
        guard let position = parties[callee.position].invocations.find(invocation.request) else { return }
        if invocation.isContinuation {
            interrupt(position, into: &outbox)
            giveUp(position, refusal, into: &outbox)
        } else {
            giveUp(position, refusal, into: &outbox)
            renumber(from: invocation.request, of: callee, in: &outbox)
        }
    }

    /// INVOCATION.Request counts what the callee has seen: one that it will never see is given to the next. Those were decided
    /// together with it, and none of them has been sent.
    private mutating func renumber(
        from unseen: UInt64, of callee: SessionIndex, in outbox: inout Outbox
    ) {
        let next = parties[callee.position].nextInvocation
        for id in unseen &+ 1..<max(next, unseen &+ 1) {
            guard let call = parties[callee.position].invocations.remove(id) else { continue }
            parties[callee.position].invocations.insert(id &- 1, value: call)
            pending[call].invocation = id &- 1
            held[call]?.frozen?.request = id &- 1
        }
        parties[callee.position].nextInvocation = next &- 1
        outbox.renumberInvocations(above: unseen, of: callee)
    }

    /// A progressive RESULT could not be sent: the call ends with ERROR.
    package mutating func undeliverableResult(
        to caller: SessionIndex, request: UInt64, _ refusal: Refusal, into outbox: inout Outbox
    ) {
        guard let position = parties[caller.position].calls.find(request) else { return }
        interrupt(position, into: &outbox)
        giveUp(position, refusal, into: &outbox)
    }

    private func interrupt(_ position: Int32, into outbox: inout Outbox) {
        let call = pending[position]
        guard parties[call.callee.position].acceptsInterrupts else { return }
        outbox.append(.interrupt(to: call.callee, invocation: call.invocation, mode: .killnowait))
    }
}
