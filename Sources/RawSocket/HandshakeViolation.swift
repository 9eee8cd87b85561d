import WAMP

/// Why a router does not accept a client's handshake.
package enum RequestViolation: Error, Equatable, Sendable {
    /// Other four octets than those of a handshake: the connection is failed without a reply.
    case notRawSocket(UInt32)
    /// The last two octets are not zero.
    case reservedOctets(UInt16)
    /// SERIALIZER is 0, undefined, or of a serializer that the router does not offer.
    case unsupportedSerializer(UInt8)

    /// The reply to be sent before the connection is failed; `nil` for what does not speak RawSocket.
    package var refusal: HandshakeRefusalCode? {
        switch self {
        case .notRawSocket: nil
        case .reservedOctets: .reservedBitsUsed
        case .unsupportedSerializer: .serializerUnsupported
        }
    }
}

/// Why a client has no connection after the router's reply.
package enum ReplyViolation: Error, Equatable, Sendable {
    /// Other four octets than those of a handshake: what listens is no RawSocket router.
    case notRawSocket(UInt32)
    /// The router has refused.
    case refused(HandshakeRefusalCode)
    /// The router has refused by a code that must not be used (0) or is not defined (5...15).
    case unknownRefusal(UInt8)
    /// The last two octets are not zero.
    case reservedOctets(UInt16)
    /// The router did not echo the serializer that was requested.
    case otherSerializer(UInt8, requested: Serializer)
}

extension RequestViolation: CustomStringConvertible {
    /// A sentence without a full stop.
    package var description: String {
        switch self {
        case .notRawSocket(let word): "\(hexadecimal(word)) is no RawSocket handshake"
        case .reservedOctets: "reserved octets of the RawSocket handshake are set"
        case .unsupportedSerializer(let number): "serializer \(number) is not supported"
        }
    }
}

extension ReplyViolation: CustomStringConvertible {
    /// A sentence without a full stop.
    package var description: String {
        switch self {
        case .notRawSocket(let word):
            switch word {
            case 0x4854_5450: "the reply is HTTP: RawSocket is not spoken at this address"
            case 0x1503_0000...0x1503_FFFF: "the reply is a TLS alert: this address expects TLS"
            default: "the reply \(hexadecimal(word)) is no RawSocket handshake"
            }
        case .refused(let code): "the router refuses: \(code)"
        case .unknownRefusal(let code): "the router refuses with error \(code), which is not defined"
        case .reservedOctets: "reserved octets of the router's handshake are set"
        case .otherSerializer(let number, let requested):
            "the router answers with serializer \(number) where \(requested.number) was requested"
        }
    }
}

/// The octets of a word as they are on the wire, each of two digits.
private func hexadecimal(_ word: UInt32) -> String {
    stride(from: 24, through: 0, by: -8).map { shift in
        let octet = UInt8(truncatingIfNeeded: word >> UInt32(shift))
        return (octet < 0x10 ? "0" : "") + String(octet, radix: 16, uppercase: true)
    }.joined(separator: " ")
}
