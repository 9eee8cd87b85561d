/// The error of a router's refusing reply (advanced profile, "RawSocket Transport").
///
/// ```
/// 31                                    0
/// 0111 1111 EEEE 0000 RRRR RRRR RRRR RRRR
/// ```
package enum HandshakeRefusalCode: UInt8, Sendable, CaseIterable {
    /// The router does not speak the serializer that the client asked for.
    case serializerUnsupported = 1
    /// The client's LENGTH does not suffice, or is too large, for the router. This router takes each: what is too long for a client is
    /// not sent to it.
    case maximumLengthUnacceptable = 2
    /// The client has set bits that are reserved.
    case reservedBitsUsed = 3
    /// The router has as many connections as it takes.
    case maximumConnectionCountReached = 4

    /// The four octets of the reply, the most significant being the first on the wire.
    package var word: UInt32 {
        UInt32(Handshake.magic) << 24 | UInt32(rawValue) << 20
    }
}

extension HandshakeRefusalCode: CustomStringConvertible {
    /// The reason as the end of a sentence, in the specification's words.
    package var description: String {
        switch self {
        case .serializerUnsupported: "serializer unsupported"
        case .maximumLengthUnacceptable: "maximum message length unacceptable"
        case .reservedBitsUsed: "use of reserved bits (unsupported feature)"
        case .maximumConnectionCountReached: "maximum connection count reached"
        }
    }
}
