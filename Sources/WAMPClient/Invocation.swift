/// A call as it reaches a callee: INVOCATION (basic profile, "Invocation").
public struct Invocation: Sendable {
    /// The procedure that was called; for a pattern-based registration not the one that was registered.
    public var procedure: String
    /// CALL.Arguments.
    public var args: [Value]
    /// CALL.ArgumentsKw.
    public var kwargs: ValueDictionary
    /// INVOCATION.Details.
    public var details: ValueDictionary

    /// INVOCATION.Request.
    let request: UInt64
    /// The callee's session, where the invocation is answered.
    let client: WAMPClient

    /// The caller's session, if it is disclosed (advanced profile, "Caller Identification").
    public var caller: UInt64? { details["caller"]?.unsignedInteger }
}

extension Invocation {
    init(_ message: Message.Invocation, registered procedure: String, at client: WAMPClient) {
        self.init(
            procedure: message.details["procedure"]?.string ?? procedure, args: message.payload.arguments,
            kwargs: message.payload.argumentsKw, details: message.details,
            request: message.request, client: client)
    }
}

extension Invocation {
    /// Whether the caller takes progressive results (advanced profile, "Progressive Call Results").
    public var takesProgress: Bool { details["receive_progress"]?.bool ?? false }

    /// Sends the caller a result that comes before the final one, or does nothing if it does not take such results.
    ///
    /// - Throws: `WAMPError` with code `canceled` when the call has been canceled, or why the result was not sent.
    public func progress(_ result: CallResult) async throws {
        if takesProgress { try await client.progress(result, of: request) }
    }
}

/// What a procedure does. It runs in a task of its own, which is cancelled when the call is.
public typealias InvocationHandler = @Sendable (Invocation) async throws -> CallResult
