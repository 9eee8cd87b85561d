import WAMP

extension Dealer {
    /// CANCEL (advanced profile, "Call Canceling").
    ///
    /// `skip` and `killnowait` answer the caller at once, `kill` waits for the callee's answer. A callee that did not announce
    /// the feature is treated as with `skip`, and so is a call that waits for a callee. A CANCEL that finds no call is a race with
    /// its answer and is dropped; one that finds a call being killed supersedes it, unless it is another `kill`: a callee is asked
    /// once, however often a caller asks.
    package mutating func cancel(
        _ session: SessionIndex, request: UInt64, mode: CancelMode, into outbox: inout Outbox
    ) {
        guard let position = parties[session.position].calls.find(request) else { return }
        let call = pending[position]
        let interrupts =
            mode != .skip && !call.state.contains(.isWaiting)
            && parties[call.callee.position].acceptsInterrupts
        let waitsForCallee = interrupts && mode == .kill
        if waitsForCallee && call.state.contains(.isBeingKilled) { return }

        if interrupts {
            outbox.append(.interrupt(to: call.callee, invocation: call.invocation, mode: mode))
        }
        if waitsForCallee {
            pending[position].state.insert(.isBeingKilled)
            return
        }
        finish(position, into: &outbox)
        outbox.append(
            .refused(
                .call, to: session, request: request, Refusal(.canceled, "the caller canceled this call")))
    }
}
