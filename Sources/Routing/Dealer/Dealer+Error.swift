import WAMP

extension Dealer {
    /// ERROR of an INVOCATION (basic profile, "Calling and Invocations").
    ///
    /// - Parameter isUnavailable: the error is `wamp.error.unavailable`, which from a callee that announced `call_reroute` is for the
    ///   dealer and not for the caller.
    package mutating func fail(
        _ session: SessionIndex, invocation: UInt64, isUnavailable: Bool, into outbox: inout Outbox
    ) -> AnswerVerdict {
        guard let position = parties[session.position].invocations.find(invocation) else {
            return lateAnswer(session, invocation)
        }
        if isUnavailable, parties[session.position].features.contains(.callReroute),
            !pending[position].state.contains(.isBeingKilled)
        {
            reroute(position, into: &outbox)
            return .taken
        }
        let call = pending[position]
        finish(position, into: &outbox)
        outbox.append(.failed(to: call.caller, request: call.request))
        return .taken
    }
}
