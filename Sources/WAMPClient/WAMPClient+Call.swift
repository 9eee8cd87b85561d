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
    ///   - progress: gets what comes before the final result (advanced profile, "Progressive Call Results").
    /// - Throws: `WAMPError`: the ERROR of the callee or router, or why there was no answer.
    @discardableResult
    public func call(
        _ procedure: String, _ args: [Value] = [], kwargs: ValueDictionary = [:],
        options: ValueDictionary = [:], progress: ProgressHandler? = nil
    ) async throws -> CallResult {
        try await readyToSend()
        if Task.isCancelled { throw Self.cancellation(of: procedure) }
        var options = options
        if progress != nil { options["receive_progress"] = true }
        let payload = Message.Payload(arguments: args, argumentsKw: kwargs)
        let id = try send {
            .call(Message.Call(request: $0, options: options, procedure: procedure, payload: payload))
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { requests.add(.call($0, progress: progress), id: id) }
        } onCancel: {
            // This may run before the call is pending; what is executed by the event loop runs after that.
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
            try? transport.send(.cancel(Message.Cancel(request: id, options: ["mode": "killnowait"])))
        }
        caller.resume(throwing: Self.cancellation(of: procedure))
    }

    /// RESULT.
    func result(_ message: Message.Result) throws(Violation) {
        let payload = message.payload
        let result = CallResult(
            payload.arguments, kwargs: payload.argumentsKw, details: message.details)
        if message.details["progress"] == true {
            let progress = try requests.progressHandler(ofCall: message.request)
            progress?(result)
            return
        }
        guard case .call(let caller, _) = try requests.take(message.request, .call, for: .result) else {
            return
        }
        caller.resume(returning: result)
    }
}
