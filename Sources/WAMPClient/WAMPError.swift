/// What went wrong, in the words of WAMP: the one error that this library throws.
///
/// An ERROR or ABORT of a peer, a failure of the connection, and what an invocation handler throws to make it the
/// caller's ERROR all have this form:
///
/// ```swift
/// do {
///     try await client.call("com.example.divide", [1, 0])
/// } catch let error as WAMPError where error.code == .noSuchProcedure {
///     // …
/// }
/// ```
public struct WAMPError: Error, Sendable {
    /// What kind of error this is: ERROR.Error, the reason of ABORT or GOODBYE, or a code of this library.
    public var code: Code
    /// A sentence for people; empty when the peer gave none.
    public var message: String
    /// ERROR.Arguments.
    public var args: [Value]
    /// ERROR.ArgumentsKw.
    public var kwargs: ValueDictionary
    /// The error that led to this one.
    public var cause: (any Error)?

    /// An error of a kind, which may be any URI: `WAMPError("com.example.error.empty", "nothing to add up")`.
    public init(
        _ code: Code, _ message: String = "", args: [Value] = [], kwargs: ValueDictionary = [:],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.args = args
        self.kwargs = kwargs
        self.cause = cause
    }

    /// The URI of the code.
    public var uri: String { code.uri }
}

extension WAMPError: CustomStringConvertible {
    /// The URI and the message.
    public var description: String { message.isEmpty ? uri : "\(uri): \(message)" }
}

extension WAMPError {
    /// ERROR of the router or, through it, of a callee.
    init(_ error: Message.Error) {
        self.init(uri: error.error, error.details, error.payload)
    }

    /// ABORT of the router.
    init(_ abort: Message.Abort) {
        self.init(uri: abort.reason, abort.details, abort.payload)
    }

    /// Routers put their message into the details, callees by custom into the first argument.
    private init(uri: String, _ details: ValueDictionary, _ payload: Message.Payload) {
        self.init(
            Code(uri), details["message"]?.string ?? payload.arguments.first?.string ?? "",
            args: payload.arguments, kwargs: payload.argumentsKw)
    }

    /// The arguments for an ERROR to the caller: those given, else the message.
    var payload: Message.Payload {
        let arguments: [Value] = args.isEmpty && !message.isEmpty ? [.string(message)] : args
        return Message.Payload(arguments: arguments, argumentsKw: kwargs)
    }
}
