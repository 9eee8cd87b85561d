import RawSocket

/// What a connection speaks, told by its first octet.
enum OpeningProtocol: Equatable, Sendable {
    /// The handshake of RawSocket.
    case rawSocket
    /// An HTTP request: methods are in upper case (RFC 9110 §9.1).
    case http
    /// TLS: the record of a handshake (RFC 8446 §5.1).
    case tls

    /// `nil` for what begins nothing that is known here.
    init?(firstOctet: UInt8) {
        switch firstOctet {
        case Handshake.magic: self = .rawSocket
        case 0x16: self = .tls
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .http
        default: return nil
        }
    }
}
