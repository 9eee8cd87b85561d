import WAMP

extension Dealer {
    /// The session has left, in whatever way: its registrations end, callers that wait for it are told, and the callees that
    /// work for it are interrupted.
    package mutating func leave(_ session: SessionIndex, into outbox: inout Outbox) {
        // First of all the calls of its own that wait, so that none is given to anybody. Everything in the order of ids, so that
        // what others see does not depend on hashing.
        for position in calls(of: session) where pending[position].state.contains(.isWaiting) {
            finish(position, into: &outbox)
        }

        let services = parties[session.position].registrations
        parties[session.position].registrations = [:]
        for (_, service) in services.sorted(by: { $0.key < $1.key }) {
            detach(session, service, into: &outbox)
        }

        // As a callee.
        let invocations = parties[session.position].invocations.entries
        for (_, position) in invocations.sorted(by: { $0.id < $1.id }) {
            let call = pending[position]
            finish(position, into: &outbox)
            guard call.caller != session else { continue }
            outbox.append(
                .refused(
                    .call, to: call.caller, request: call.request,
                    Refusal(.canceled, "the callee has left before it answered")))
        }

        // As a caller. The callee's answer will find nothing and be dropped.
        for position in calls(of: session) {
            let call = pending[position]
            if parties[call.callee.position].acceptsInterrupts {
                outbox.append(
                    .interrupt(to: call.callee, invocation: call.invocation, mode: .killnowait))
            }
            finish(position, into: &outbox)
        }
        parties[session.position] = Party()
    }

    /// The calls of a caller under way, as positions in `pending`, in the order of their ids.
    private func calls(of session: SessionIndex) -> [Int32] {
        parties[session.position].calls.entries.sorted { $0.id < $1.id }.map(\.value)
    }
}
