extension WireError: CustomStringConvertible {
    /// The violation in words, with the place: for ABORT.Details.message and logs.
    package var description: String {
        switch self {
        case .syntax(let problem, let offset): "\(problem.text) at byte \(offset)"
        case .invalidUTF8(let offset): "invalid UTF-8 at byte \(offset)"
        case .tooDeep(let limit, let offset): "nested deeper than \(limit) levels at byte \(offset)"
        case .tooLong(let byteCount): "a message of \(byteCount) bytes is too long"
        case .duplicateKey(let offset): "duplicate key at byte \(offset)"
        case .notAList: "a message must be a list"
        case .emptyList: "a message must not be an empty list"
        case .messageCodeNotInteger: "element 0 (message type) must be an integer"
        case .unknownMessageCode(let code): "unknown message type \(code)"
        case .extensionMessage(let code): "extension message type \(code) is not supported"
        case .tooFewElements(let type, let count): "\(type.name) with only \(count) elements"
        case .tooManyElements(let type, let limit): "\(type.name) with more than \(limit) elements"
        case .wrongElement(let type, let element, let expected):
            "element \(element) of \(type.name) must be \(expected.text)"
        case .idOutOfRange(let type, let element):
            "element \(element) of \(type.name) is out of range for an id (at most 2^53)"
        case .option(let key, let expected): "option \(key.name) must be \(expected.text)"
        case .tooManyAttributes(let limit): "more than \(limit) attributes to forward"
        }
    }
}

extension WireError.ElementType {
    fileprivate var text: String {
        switch self {
        case .id: "an id"
        case .integer: "a non-negative integer"
        case .string: "a string"
        case .dictionary: "a dictionary"
        case .list: "a list"
        }
    }
}

extension WireError.OptionType {
    fileprivate var text: String {
        switch self {
        case .bool: "a boolean"
        case .integer: "a non-negative integer"
        case .id: "an id"
        case .string: "a string"
        case .dictionary: "a dictionary"
        case .list: "a list"
        case .listOfIDs: "a list of ids"
        case .listOfStrings: "a list of strings"
        case .listOfDictionaries: "a list of dictionaries"
        case .knownWord: "one of the values the specification lists"
        }
    }
}

extension WireError.SyntaxProblem {
    fileprivate var text: String {
        switch self {
        case .unexpectedEnd: "unexpected end"
        case .unexpectedByte: "unexpected byte"
        case .controlCharacter: "unescaped control character"
        case .invalidEscape: "invalid escape sequence"
        case .loneSurrogate: "escaped surrogate without its other half"
        case .invalidNumber: "invalid number"
        case .invalidLiteral: "invalid literal"
        case .keyNotString: "a key that is not a string"
        case .extensionType: "an extension type, which only MessagePack has,"
        case .trailingBytes: "bytes after the end of the value"
        }
    }
}
