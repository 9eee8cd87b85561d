/// What is wrong with a received message. Everything but `extensionMessage` is a protocol violation of
/// the peer (basic profile, "Protocol errors"); `description` is the text for ABORT.Details.message.
package enum WireError: Error, Equatable, Sendable {
    /// The bytes are not well-formed in their serialization.
    case syntax(SyntaxProblem, offset: Int)
    /// A string is not UTF-8 (RFC 3629).
    case invalidUTF8(offset: Int)
    /// More lists and dictionaries are open at once than `ScanLimits.depth` allows.
    case tooDeep(limit: Int, offset: Int)
    /// The message is longer than offsets of 32 bits reach.
    case tooLong(byteCount: Int)
    /// A dictionary has the same key twice; only where a parser was asked to refuse that.
    case duplicateKey(offset: Int)

    /// The message is something else than a list.
    case notAList
    /// The message is a list without elements.
    case emptyList
    /// The first element is not a non-negative integer.
    case messageCodeNotInteger
    /// A message code in 0...255 or above 1023 that the specification does not define.
    case unknownMessageCode(UInt64)
    /// A well-formed message from the extension range 256...1023, which a peer that does not know it ignores.
    case extensionMessage(UInt64)

    case tooFewElements(MessageType, count: Int)
    case tooManyElements(MessageType, limit: Int)
    /// An element of the message's list (counted from 0) has another type than the specification says.
    case wrongElement(MessageType, element: Int, expected: ElementType)
    /// An integer in an id's place is above 2^53.
    case idOutOfRange(MessageType, element: Int)

    /// A known member of Options or Details has the wrong type or a value that is not allowed.
    case option(OptionKey, expected: OptionType)

    /// More attributes are to be forwarded than `limit`.
    case tooManyAttributes(limit: Int)

    /// The types of message elements (basic profile, "Messages").
    package enum ElementType: Equatable, Sendable {
        case id, integer, string, dictionary, list
    }

    /// What a known option must be.
    package enum OptionType: Equatable, Sendable {
        case bool, integer, id, string, dictionary, list, listOfIDs, listOfStrings, listOfDictionaries
        /// One of the words that the specification lists.
        case knownWord
    }

    /// Where the grammar (RFC 8259 for JSON, RFC 8949 for CBOR) was broken.
    package enum SyntaxProblem: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte
        case controlCharacter
        case invalidEscape
        case loneSurrogate
        case invalidNumber
        case invalidLiteral
        /// The key of a dictionary is something else (MessagePack, CBOR).
        case keyNotString
        /// An extension type of MessagePack where it cannot be carried.
        case extensionType
        case trailingBytes
    }
}
