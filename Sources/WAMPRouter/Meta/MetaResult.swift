import WAMP

/// What a call of the meta API is answered with: the payload of its RESULT.
struct MetaResult {
    /// Arguments and ArgumentsKw as they stand in a message; empty for none.
    let payload: [UInt8]

    /// A procedure that returns no value.
    static let none = MetaResult(payload: [])

    /// Arguments that are encoded already.
    ///
    /// - Parameter arguments: a list including its brackets.
    init(encoded arguments: consuming OutputBytes, hasMore: Bool) {
        if hasMore { arguments.append(",{\"more\":true}") }
        self.init(payload: Array(arguments.bytes))
    }

    /// One positional argument.
    ///
    /// - Parameter hasMore: the argument is a list that goes on; the keyword argument `more` says so.
    init(_ argument: Value, hasMore: Bool = false) {
        var output = OutputBytes()
        JSON.write([argument], to: &output)
        self.init(encoded: output, hasMore: hasMore)
    }

    private init(payload: [UInt8]) {
        self.payload = payload
    }
}
