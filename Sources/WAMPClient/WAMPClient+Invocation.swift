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
        let invocation = Invocation(message, registered: procedure.uri)
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
        switch answer {
        case .success(let result):
            transport.send(
                .yield(
                    Message.Yield(
                        request: request, options: result.details,
                        payload: Message.Payload(arguments: result.args, argumentsKw: result.kwargs))))
        case .failure(let error):
            transport.send(
                .error(
                    Message.Error(
                        requestType: UInt64(MessageType.invocation.rawValue), request: request,
                        error: error.uri, payload: error.payload)))
        }
    }
}
