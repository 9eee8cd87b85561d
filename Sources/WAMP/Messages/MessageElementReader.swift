/// Takes the elements of a message's list one after another, each as the type that the layout demands.
struct MessageElementReader {
    let type: MessageType
    private let elements: [Value]
    private let binaryIsText: Bool
    private var next = 1

    init(_ elements: [Value], binaryIsText: Bool) throws(WireError) {
        guard let first = elements.first else { throw .emptyList }
        guard let code = first.unsignedInteger, code <= IDRange.greatest else { throw .messageCodeNotInteger }
        guard let narrow = UInt16(exactly: code), let type = MessageType(rawValue: narrow) else {
            throw code >= 256 && code <= 1023 ? .extensionMessage(code) : .unknownMessageCode(code)
        }
        self.type = type
        self.elements = elements
        self.binaryIsText = binaryIsText
    }

    private var isAtEnd: Bool { next == elements.count }

    private mutating func take() throws(WireError) -> Value {
        guard !isAtEnd else { throw .tooFewElements(type, count: next) }
        next += 1
        return elements[next - 1]
    }

    private func wrong(_ expected: WireError.ElementType) -> WireError {
        .wrongElement(type, element: next - 1, expected: expected)
    }

    mutating func id() throws(WireError) -> UInt64 { try integer(.id) }

    mutating func integer() throws(WireError) -> UInt64 { try integer(.integer) }

    private mutating func integer(_ expected: WireError.ElementType) throws(WireError) -> UInt64 {
        guard let integer = try take().unsignedInteger else { throw wrong(expected) }
        guard integer <= IDRange.greatest else { throw .idOutOfRange(type, element: next - 1) }
        return integer
    }

    /// A string that JSON lets pass for binary is still a string where one is demanded.
    mutating func string() throws(WireError) -> String {
        switch try take() {
        case .string(let string): return string
        case .binary(let bytes) where binaryIsText: return JSON.text(ofBinary: bytes)
        case .null, .bool, .integer, .unsigned, .double, .binary, .list, .dictionary: throw wrong(.string)
        }
    }

    mutating func dictionary() throws(WireError) -> ValueDictionary {
        guard case .dictionary(let dictionary) = try take() else { throw wrong(.dictionary) }
        return dictionary
    }

    mutating func optionalDictionary() throws(WireError) -> ValueDictionary {
        isAtEnd ? ValueDictionary() : try dictionary()
    }

    mutating func payload(mayBeOpaque: Bool = true) throws(WireError) -> Message.Payload {
        guard !isAtEnd else { return .empty }
        switch try take() {
        case .list(let arguments):
            return Message.Payload(arguments: arguments, argumentsKw: try optionalDictionary())
        case .string(let text) where mayBeOpaque && isTransparent:
            return Message.Payload(opaque: .string(text))
        case .binary(let bytes) where mayBeOpaque && isTransparent:
            return Message.Payload(opaque: .binary(bytes))
        case .null, .bool, .integer, .unsigned, .double, .string, .binary, .dictionary: throw wrong(.list)
        }
    }

    /// `enc_algo` is among the options or details.
    private var isTransparent: Bool {
        elements.contains { $0.dictionary?[OptionKey.encAlgo.name.description] != nil }
    }

    func end() throws(WireError) {
        guard isAtEnd else { throw .tooManyElements(type, limit: next) }
    }
}
