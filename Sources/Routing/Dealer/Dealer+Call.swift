import WAMP

extension Dealer {
    /// CALL (basic profile, "Calling"). The URI has been checked and the session is allowed to call it.
    ///
    /// - Parameters:
    ///   - disclosesCaller: the callee is to be told who calls.
    ///   - receivesProgress: the caller wants progressive results (advanced profile, "Progressive Call Results"); a callee that
    ///     did not announce them is not told and gives one result.
    package mutating func call(
        _ session: SessionIndex, request: UInt64, procedure: RawSpan, disclosesCaller: Bool,
        receivesProgress: Bool, into outbox: inout Outbox
    ) {
        guard let position = procedures.find(procedure) else {
            outbox.append(
                .refused(
                    .call, to: session, request: request,
                    Refusal(.noSuchProcedure, "no callee has registered this procedure")))
            return
        }
        guard parties[session.position].calls.count < limits.pendingCallsPerSession else {
            outbox.append(
                .refused(
                    .call, to: session, request: request,
                    Refusal(.limitExceeded, "too many calls of this session are under way")))
            return
        }

        let callee = registrations[position].callee
        let invocation = parties[callee.position].nextInvocation
        parties[callee.position].nextInvocation = invocation &+ 1
        let receivesProgress = receivesProgress && parties[callee.position].yieldsProgress
        let call = pending.insert(
            PendingCall(
                caller: session, request: request, callee: callee, invocation: invocation,
                receivesProgress: receivesProgress))
        parties[session.position].calls.insert(request, value: call)
        parties[callee.position].invocations.insert(invocation, value: call)
        outbox.append(
            .invocation(
                Effect.Invocation(
                    callee: callee, request: invocation, registration: registrations[position].id,
                    caller: disclosesCaller ? session : nil, receivesProgress: receivesProgress)))
    }

    /// A call of this session with this request id is under way.
    package func isPending(_ session: SessionIndex, request: UInt64) -> Bool {
        parties[session.position].calls.find(request) != nil
    }
}
