/// Puts the elements of a message's list together.
struct MessageElementWriter {
    private(set) var elements: [Value]

    init(_ type: MessageType) {
        elements = [.integer(Int64(type.rawValue))]
    }

    mutating func append(_ id: UInt64) { elements.append(Value(id)) }

    mutating func append(_ string: String) { elements.append(.string(string)) }

    mutating func append(_ dictionary: ValueDictionary) { elements.append(.dictionary(dictionary)) }

    mutating func appendUnlessEmpty(_ dictionary: ValueDictionary) {
        if !dictionary.isEmpty { append(dictionary) }
    }

    /// Arguments and ArgumentsKw (basic profile, "Empty Arguments and Keyword Arguments").
    mutating func append(_ payload: Message.Payload) {
        if let opaque = payload.opaque { return elements.append(opaque) }
        if payload.arguments.isEmpty, payload.argumentsKw.isEmpty { return }
        elements.append(.list(payload.arguments))
        appendUnlessEmpty(payload.argumentsKw)
    }
}
