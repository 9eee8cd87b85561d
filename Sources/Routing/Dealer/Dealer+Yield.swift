import WAMP

extension Dealer {
    /// What came of a callee's answer, YIELD or ERROR.
    package enum AnswerVerdict: Equatable {
        /// It was passed on, or dropped because the call was canceled or its caller has left: a legitimate race.
        case taken
        /// No invocation with this id was ever sent to this session: a protocol violation.
        case neverInvoked
    }

    /// YIELD (basic profile, "Calling and Invocations").
    ///
    /// - Parameters:
    ///   - isProgress: one of several results, after which more follow (advanced profile, "Progressive Call Results"). A caller
    ///     that did not ask for them is not given any.
    ///   - now: as for `call`; asked only for a progressive result.
    package mutating func yield(
        _ session: SessionIndex, invocation: UInt64, isProgress: Bool, now: () -> UInt64,
        into outbox: inout Outbox
    ) -> AnswerVerdict {
        guard let position = parties[session.position].invocations.find(invocation) else {
            return lateAnswer(session, invocation)
        }
        let call = pending[position]
        if !isProgress {
            finish(position, into: &outbox)
        } else if call.state.contains(.receivesProgress) {
            pending[position].state.insert(.hasResults)
            restartTimer(position, now: now)
        } else {
            return .taken
        }
        outbox.append(.result(to: call.caller, request: call.request, isProgress: isProgress))
        return .taken
    }

    /// The caller whose call an invocation under way belongs to.
    package func caller(of invocation: UInt64, at session: SessionIndex) -> SessionIndex? {
        parties[session.position].invocations.find(invocation).map { pending[$0].caller }
    }

    /// A YIELD whose payload the caller could not read (advanced profile, "Payload Passthru Mode"): both sides are told, and the
    /// call ends.
    package mutating func refuseYield(
        _ session: SessionIndex, invocation: UInt64, into outbox: inout Outbox
    ) {
        guard let position = parties[session.position].invocations.find(invocation) else { return }
        let refusal = Refusal(.featureNotSupported, "the caller has no payload passthru mode")
        outbox.append(.refused(.yield, to: session, request: invocation, refusal))
        giveUp(position, refusal, into: &outbox)
    }

    /// Ids count up, so one below the next that is not pending was answered, canceled or left behind by its caller.
    func lateAnswer(_ session: SessionIndex, _ invocation: UInt64) -> AnswerVerdict {
        invocation > 0 && invocation < parties[session.position].nextInvocation ? .taken : .neverInvoked
    }
}
