extension WAMPClient {
    /// INVOCATION (basic profile, "Invocation").
    func invocation(_ message: Message.Invocation) throws(Violation) {
        guard let procedure = registrations[message.registration] else {
            throw Violation(
                description:
                    "received INVOCATION for registration \(message.registration), which is not active")
        }
        let request = message.request
        guard invocations[request] == nil else {
            throw Violation(description: "received INVOCATION \(request) twice")
        }
        let invocation = Invocation(message, registered: procedure.uri, at: self)
        // Not a child task, because INTERRUPT cancels one of them and not its siblings.
        invocations[request] = Task {
            answer(request, await procedure.answer(invocation))
        }
    }

    /// INTERRUPT (advanced profile, "Call Canceling"): the handler's task is cancelled and still answers, as mode `kill`
    /// demands; in the other modes the router drops the answer. The invocation may have been answered already.
    func interrupt(_ message: Message.Interrupt) {
        invocations[message.request]?.cancel()
    }

    /// YIELD or ERROR, unless the session has ended.
    private func answer(_ request: UInt64, _ answer: Result<CallResult, WAMPError>) {
        guard invocations.removeValue(forKey: request) != nil else { return }
        do throws(WAMPError) {
            switch answer {
            case .success(let result): try yield(result, options: result.details, for: request)
            case .failure(let error): try fail(request, error)
            }
        } catch {
            // The answer is longer than the router takes: the caller gets to know that.
            try? fail(request, error)
        }
    }

    /// A progressive YIELD (advanced profile, "Progressive Call Results").
    ///
    /// - Throws: `WAMPError` with code `canceled` when the invocation has been answered or canceled.
    func progress(_ result: CallResult, of request: UInt64) async throws {
        try await readyToSend()
        guard let invocation = invocations[request], !invocation.isCancelled else {
            throw WAMPError(.canceled, "the invocation waits for no more results")
        }
        var options = result.details
        options["progress"] = true
        try yield(result, options: options, for: request)
    }

    private func yield(
        _ result: CallResult, options: ValueDictionary, for request: UInt64
    ) throws(WAMPError) {
        let payload = Message.Payload(arguments: result.args, argumentsKw: result.kwargs)
        try transport.send(.yield(Message.Yield(request: request, options: options, payload: payload)))
    }

    private func fail(_ request: UInt64, _ error: WAMPError) throws(WAMPError) {
        try transport.send(
            .error(
                Message.Error(
                    requestType: UInt64(MessageType.invocation.rawValue), request: request, error: error.uri,
                    payload: error.payload)))
    }
}
