import WAMP

extension Dealer {
    /// What became of a CALL with the request id of an earlier one.
    package enum ChunkVerdict: Equatable, Sendable {
        /// Passed on, kept until the callee is free, or refused.
        case taken
        /// No such call is under way any more: the caller does not know yet that its call is complete. Or it comes in chunks, but
        /// is one of another procedure. Dropped.
        case late
        /// The call was not progressive, or its last chunk has been sent: a protocol violation.
        case notProgressive
    }

    /// A CALL that goes on with a call under way (advanced profile, "Progressive Call Invocations"). It goes to the same
    /// callee with the same INVOCATION.Request; only its payload and `progress` count.
    ///
    /// - Parameters:
    ///   - isProgress: more chunks follow.
    ///   - keep: copies the CALL; asked only where the call still waits for a callee.
    package mutating func chunk(
        _ session: SessionIndex, request: UInt64, procedure: RawSpan, isProgress: Bool,
        keep: () -> StoredMessage, into outbox: inout Outbox
    ) -> ChunkVerdict {
        guard let call = parties[session.position].calls.find(request) else { return .late }
        guard pending[call].state.contains(.isOpen), let head = held[call]?.messages.first else {
            return .notProgressive
        }
        guard head.hasURI(procedure) else { return .late }
        if pending[call].state.contains(.isWaiting) {
            guard hasRoom(for: session) else {
                giveUp(call, Self.noMemory, into: &outbox)
                return .taken
            }
            let message = keep()
            held[call]?.messages.append(message)
            countHeld(message.byteCount, of: call)
            if !isProgress { pending[call].state.remove(.isOpen) }
            return .taken
        }
        guard var invocation = held[call]?.frozen else { return .notProgressive }
        invocation.isProgress = isProgress
        invocation.source = Effect.Source(head: head, body: nil)
        if !isProgress {
            pending[call].state.remove(.isOpen)
            release(call)
        }
        outbox.append(.invocation(invocation))
        return .taken
    }
}
