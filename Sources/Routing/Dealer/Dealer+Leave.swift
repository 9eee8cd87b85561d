import WAMP

extension Dealer {
    /// The session has left, in whatever way: its registrations end, callers that wait for it are told, and the callees that
    /// work for it are interrupted.
    package mutating func leave(_ session: SessionIndex, into outbox: inout Outbox) {
        for position in parties[session.position].registrations.values { removeRegistration(at: position) }

        // As a callee. In the order of the invocations, so that what callers see does not depend on hashing.
        for (_, position) in parties[session.position].invocations.entries.sorted(by: { $0.id < $1.id }) {
            let call = pending[position]
            finish(position)
            guard call.caller != session else { continue }
            outbox.append(
                .refused(
                    .call, to: call.caller, request: call.request,
                    Refusal(.canceled, "the callee has left before it answered")))
        }

        // As a caller. The callee's answer will find nothing and be dropped.
        for (_, position) in parties[session.position].calls.entries.sorted(by: { $0.id < $1.id }) {
            let call = pending[position]
            finish(position)
            guard parties[call.callee.position].acceptsInterrupts else { continue }
            outbox.append(.interrupt(to: call.callee, invocation: call.invocation, mode: .killnowait))
        }
        parties[session.position] = Party()
    }
}
