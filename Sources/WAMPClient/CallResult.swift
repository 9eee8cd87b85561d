/// What a procedure gives back: RESULT for the caller, YIELD for the callee (basic profile, "RPC").
public struct CallResult: Sendable, Equatable {
    /// Positional results.
    public var args: [Value]
    /// Results by name.
    public var kwargs: ValueDictionary
    /// RESULT.Details as a caller gets them, YIELD.Options as a callee gives them.
    public var details: ValueDictionary

    /// A result without values.
    public init() {
        self.init([])
    }

    /// A result; most have one positional value.
    public init(_ args: [Value], kwargs: ValueDictionary = [:], details: ValueDictionary = [:]) {
        self.args = args
        self.kwargs = kwargs
        self.details = details
    }
}

/// Gets the progressive results of a call, one after another, on the event loop of the connection: it must not block.
public typealias ProgressHandler = @Sendable (CallResult) -> Void

extension CallResult: ExpressibleByArrayLiteral {
    /// Positional results alone.
    public init(arrayLiteral args: Value...) { self.init(args) }
}
