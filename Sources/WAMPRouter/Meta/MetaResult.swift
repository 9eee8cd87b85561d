import WAMP

/// What a call of the meta API is answered with: the payload of its RESULT.
enum MetaResult {
    /// A procedure that returns no value.
    case none
    /// One positional argument.
    ///
    /// - Parameter hasMore: the argument is a list that goes on; the keyword argument `more` says so.
    case value(Value, hasMore: Bool)
    /// Arguments and ArgumentsKw as they stand in a message of the caller, and how many of the two there are.
    case encoded(payload: [UInt8], count: UInt8)
    /// It will be given later, by `Router.answerLater`.
    case later

    init(_ argument: Value, hasMore: Bool = false) {
        self = .value(argument, hasMore: hasMore)
    }

    /// Arguments that are encoded already.
    init(_ arguments: borrowing SerializedList, hasMore: Bool) {
        var output = OutputBytes()
        arguments.write(to: &output)
        self = .encoded(
            payload: Array(output.bytes) + (hasMore ? Self.more(arguments.serializer) : []),
            count: hasMore ? 2 : 1)
    }

    /// Arguments and ArgumentsKw as they stand in a message, and how many of the two there are.
    func payload(_ serializer: Serializer) -> (bytes: [UInt8], count: UInt8) {
        switch self {
        case .none, .later: return ([], 0)
        case .encoded(let payload, let count): return (payload, count)
        case .value(let value, let hasMore):
            var output = OutputBytes()
            serializer.write([value], to: &output)
            return (
                Array(output.bytes) + (hasMore ? Self.more(serializer) : []), hasMore ? 2 : 1
            )
        }
    }

    /// `{"more": true}` as it stands behind the arguments.
    private static func more(_ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        serializer.write(["more": true], to: &output)
        switch serializer {
        case .json: return [UInt8(ascii: ",")] + Array(output.bytes)
        case .messagePack, .cbor: return Array(output.bytes)
        }
    }
}
