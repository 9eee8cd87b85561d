extension WAMPClient {
    /// Calls a procedure (basic profile, "Calling").
    ///
    /// When the task is cancelled, the call is canceled (advanced profile, "Call Canceling", mode `killnowait`) if the router
    /// knows how, and the error is `canceled` with a `CancellationError` as its cause.
    ///
    /// - Parameters:
    ///   - procedure: the URI of the procedure.
    ///   - args: positional arguments.
    ///   - kwargs: arguments by name.
    ///   - options: CALL.Options, such as `["timeout": 500]` in milliseconds, or `["disclose_me": true]`.
    /// - Throws: `WAMPError`: the ERROR of the callee or router, or why there was no answer.
    @discardableResult
    public func call(
        _ procedure: String, _ args: [Value] = [], kwargs: ValueDictionary = [:],
        options: ValueDictionary = [:]
    ) async throws -> CallResult {
        try await readyToSend()
        if Task.isCancelled { throw Self.cancellation(of: procedure) }
        let id = requests.nextID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                requests.add(.call(caller), id: id)
                transport.send(
                    .call(
                        Message.Call(
                            request: id, options: options, procedure: procedure,
                            payload: Message.Payload(arguments: args, argumentsKw: kwargs))))
            }
        } onCancel: {
            // This may run before the call is sent; what is executed by the event loop runs after that.
            eventLoop.execute { self.assumeIsolated { $0.cancelCall(id, of: procedure) } }
        }
    }

    private static func cancellation(of procedure: String) -> WAMPError {
        WAMPError(
            .canceled, "the task that called \(procedure) was cancelled", cause: CancellationError())
    }

    private func cancelCall(_ id: UInt64, of procedure: String) {
        guard let caller = requests.cancelCall(id) else { return }
        if routerRoles.supports(.callCanceling, as: .dealer) {
            transport.send(.cancel(Message.Cancel(request: id, options: ["mode": "killnowait"])))
        }
        caller.resume(throwing: Self.cancellation(of: procedure))
    }

    /// RESULT.
    func result(_ message: Message.Result) throws(Violation) {
        // Progressive results were not announced; an application that asks for them gets the final one.
        if message.details["progress"] == true { return }
        guard case .call(let caller) = try requests.take(message.request, .call, for: .result) else { return }
        caller.resume(
            returning: CallResult(
                message.payload.arguments, kwargs: message.payload.argumentsKw, details: message.details))
    }
}
