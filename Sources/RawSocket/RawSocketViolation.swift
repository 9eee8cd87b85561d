/// What a peer did after the handshake that makes this end fail the connection (advanced profile, "RawSocket
/// Transport").
package enum RawSocketViolation: Error, Equatable, Sendable {
    /// A bit of RRRR is set in a message's prefix; the four bits as a number.
    case reservedBits(UInt8)
    /// A type of transport message that is not defined: 3...7.
    case reservedType(UInt8)
    /// The X bit is set, and the other bits of the length are not all zero: more than 2^24 octets.
    case lengthOutOfRange
    /// A transport message of more octets than this end has announced to receive.
    case messageTooLong(Int, limit: Int)
}

extension RawSocketViolation: CustomStringConvertible {
    /// A sentence without a full stop.
    package var description: String {
        switch self {
        case .reservedBits(let bits): "reserved bits \(bits) are set in a message's prefix"
        case .reservedType(let type): "transport message type \(type) is reserved"
        case .lengthOutOfRange: "message longer than 2^24 octets"
        case .messageTooLong(let count, let limit): "message of \(count) octets exceeds the limit of \(limit)"
        }
    }
}
