/// A call as it reaches a callee: INVOCATION (basic profile, "Invocation").
public struct Invocation: Sendable, Equatable {
    /// The procedure that was called; for a pattern-based registration not the one that was registered.
    public var procedure: String
    /// CALL.Arguments.
    public var args: [Value]
    /// CALL.ArgumentsKw.
    public var kwargs: ValueDictionary
    /// INVOCATION.Details.
    public var details: ValueDictionary

    /// The caller's session, if it is disclosed (advanced profile, "Caller Identification").
    public var caller: UInt64? { details["caller"]?.unsignedInteger }
}

extension Invocation {
    init(_ message: Message.Invocation, registered procedure: String) {
        self.init(
            procedure: message.details["procedure"]?.string ?? procedure, args: message.payload.arguments,
            kwargs: message.payload.argumentsKw, details: message.details)
    }
}

/// What a procedure does. It runs in a task of its own, which is cancelled when the call is.
public typealias InvocationHandler = @Sendable (Invocation) async throws -> CallResult
