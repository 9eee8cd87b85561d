extension WAMPClient {
    /// Registers a procedure (basic profile, "Registering and Unregistering").
    ///
    /// Each invocation runs the handler in a task of its own, many at a time; the task is cancelled when the call is, and
    /// when the session ends. What the handler throws becomes the caller's ERROR: a `WAMPError` with its URI and
    /// arguments, a `CancellationError` as `wamp.error.canceled`, any other error as `wamp.error.runtime_error` with
    /// its description.
    ///
    /// - Parameters:
    ///   - procedure: the URI of the procedure, or a pattern.
    ///   - options: REGISTER.Options, such as `["match": "prefix"]` or `["invoke": "roundrobin"]`.
    ///   - handler: what the procedure does.
    /// - Throws: `WAMPError`
    @discardableResult
    public func register(
        _ procedure: String, options: ValueDictionary = [:], handler: @escaping InvocationHandler
    ) async throws -> Registration {
        let registered = Procedure(uri: procedure, handler: handler)
        return try await request {
            .register(registered, $0)
        } _: {
            .register(Message.Register(request: $0, options: options, procedure: procedure))
        }
    }

    /// Unregisters a procedure. Invocations that are running go on.
    ///
    /// - Throws: `WAMPError`
    public func unregister(_ registration: Registration) async throws {
        try await request {
            .unregister(registration: registration.id, $0)
        } _: {
            .unregister(Message.Unregister(request: $0, registration: registration.id))
        }
    }

    /// REGISTERED. Invocations may follow in the same read, so the procedure is known from here on.
    func registered(_ message: Message.Registered) throws(Violation) {
        let request = try requests.take(message.request, .register, for: .registered)
        guard case .register(let procedure, let callee) = request else { return }
        registrations[message.registration] = procedure
        callee.resume(returning: Registration(id: message.registration, procedure: procedure.uri))
    }

    /// UNREGISTERED. Until now invocations could come.
    func unregistered(_ message: Message.Unregistered) throws(Violation) {
        let request = try requests.take(message.request, .unregister, for: .unregistered)
        guard case .unregister(let registration, let callee) = request else { return }
        registrations[registration] = nil
        callee.resume()
    }
}
