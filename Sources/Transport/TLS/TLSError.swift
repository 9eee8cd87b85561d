/// Why a TLS connection has ended other than in order.
package enum TLSError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The handshake failed: why, in OpenSSL's words.
    case handshake(String)
    /// The peer's certificate is not accepted: why, in OpenSSL's words.
    case certificate(String)
    /// The certificate of the server is for other hosts.
    case otherHost(String)
    /// What arrived after the handshake is not what TLS would bring.
    case record(String)
    /// The peer asks what TLS itself has to answer, and does not take the answers.
    case unread
    /// The connection ended without the peer's close_notify (RFC 8446 §6.1): what it has sent last may be missing.
    case truncated
    /// The connection ended before the handshake had.
    case unfinished

    package var description: String {
        switch self {
        case .handshake(let reason): "the TLS handshake failed: \(reason)"
        case .certificate(let reason): "the certificate is not accepted: \(reason)"
        case .otherHost(let host): "the certificate is not for \(host): the host name does not match"
        case .record(let reason): "TLS was broken: \(reason)"
        case .unread: "the peer does not take the answers of TLS"
        case .truncated: "the connection ended without the end of TLS"
        case .unfinished: "the connection ended in the TLS handshake"
        }
    }
}
