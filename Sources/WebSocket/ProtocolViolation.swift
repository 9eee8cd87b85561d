/// What a peer did that makes this end fail the connection (RFC 6455 §7.1.7).
package enum ProtocolViolation: Error, Equatable, Sendable {
    /// A reserved bit without an extension that gives it a meaning (§5.2); the three bits as RSV1 = 4.
    case reservedBits(UInt8)
    /// RSV1 on a control or continuation frame (RFC 7692 §6).
    case misplacedCompressionBit
    /// An opcode that is not defined (§5.2).
    case reservedOpcode(UInt8)
    /// A client's frame without a mask (§5.1).
    case unmaskedFrame
    /// A server's frame with a mask (§5.1).
    case maskedFrame
    /// A length that is not encoded in the fewest bytes (§5.2).
    case nonMinimalLength(UInt64)
    /// A 64-bit length with its most significant bit set (§5.2).
    case lengthOutOfRange
    /// A control frame without FIN (§5.5).
    case fragmentedControlFrame
    /// A control frame with more than 125 bytes of payload (§5.5).
    case controlFrameTooLong
    /// A continuation frame with no message to continue (§5.4).
    case unexpectedContinuation
    /// A text or binary frame inside a fragmented message (§5.4).
    case interruptedMessage
    /// A frame that announces more than the limit.
    case frameTooLarge(UInt64)
    /// A message that exceeds the limit, after inflating if it was compressed.
    case messageTooLarge
    /// A message of more frames than the limit.
    case tooManyFragments
    /// Text that is not UTF-8 (§8.1), with the offset of the first bad byte in the message.
    case invalidUTF8(offset: Int)
    /// Text that ends inside a character.
    case truncatedUTF8
    /// A close frame with one byte of payload (§5.5.1).
    case truncatedCloseCode
    /// A close code that may not be sent (§7.4).
    case invalidCloseCode(UInt16)
    /// A close reason that is not UTF-8 (§5.5.1).
    case invalidCloseReason
    /// Compressed data that is not a DEFLATE stream (RFC 7692 §7.2.2).
    case invalidCompressedData
    /// Compressed data that ends inside a DEFLATE block.
    case truncatedCompressedData

    /// The status code that tells the peer (§7.4.1).
    package var closeCode: CloseCode {
        switch self {
        case .reservedBits, .misplacedCompressionBit, .reservedOpcode, .unmaskedFrame, .maskedFrame,
            .nonMinimalLength, .lengthOutOfRange, .fragmentedControlFrame, .controlFrameTooLong,
            .unexpectedContinuation, .interruptedMessage, .truncatedCloseCode, .invalidCloseCode:
            .protocolError
        case .frameTooLarge, .messageTooLarge: .messageTooBig
        case .tooManyFragments: .policyViolation
        case .invalidUTF8, .truncatedUTF8, .invalidCloseReason, .invalidCompressedData,
            .truncatedCompressedData:
            .invalidPayload
        }
    }
}

extension ProtocolViolation: CustomStringConvertible {
    /// A sentence without a full stop, short enough for the reason of a close frame (§5.5.1: 123 bytes).
    package var description: String {
        switch self {
        case .reservedBits(let bits): "reserved bits \(bits) are set in the frame header"
        case .misplacedCompressionBit: "RSV1 is set on a control or continuation frame"
        case .reservedOpcode(let opcode): "opcode \(opcode) is reserved"
        case .unmaskedFrame: "frame from a client is not masked"
        case .maskedFrame: "frame from a server is masked"
        case .nonMinimalLength(let length): "payload length \(length) is not encoded in the fewest bytes"
        case .lengthOutOfRange: "the most significant bit of the 64-bit payload length is set"
        case .fragmentedControlFrame: "control frame is fragmented"
        case .controlFrameTooLong: "control frame has more than 125 bytes of payload"
        case .unexpectedContinuation: "continuation frame outside of a fragmented message"
        case .interruptedMessage: "new data frame inside of a fragmented message"
        case .frameTooLarge(let count): "frame of \(count) bytes exceeds the limit"
        case .messageTooLarge: "message exceeds the size limit"
        case .tooManyFragments: "message has too many fragments"
        case .invalidUTF8(let offset): "text is not UTF-8 at byte \(offset) of the message"
        case .truncatedUTF8: "text ends inside of a UTF-8 character"
        case .truncatedCloseCode: "close frame has one byte of payload"
        case .invalidCloseCode(let code): "close code \(code) may not be sent"
        case .invalidCloseReason: "close reason is not UTF-8"
        case .invalidCompressedData: "compressed message is not a DEFLATE stream"
        case .truncatedCompressedData: "compressed message ends inside of a DEFLATE block"
        }
    }
}
