/// The other side of a TLS connection: what was negotiated with it, and what it has proved.
///
/// Not more than a handful of words is kept of each connection; the channel bindings are made when they are asked for.
package final class TLSPeer: Sendable {
    package let version: TLSVersion
    /// The cipher suite, in the words of its standard: `TLS_AES_256_GCM_SHA384`.
    package let cipher: String
    /// The name that the client asked for (RFC 6066 §3), in lower case; `nil` where it asked for none.
    package let serverName: String?
    /// The certificate that the peer has shown and that was verified; `nil` where it has shown none.
    package let certificate: PeerCertificate?
    private let binding: @Sendable (ChannelBinding) -> [UInt8]?

    /// - Parameter binding: the channel binding of a type; `nil` where the connection has none.
    package init(
        version: TLSVersion, cipher: String, serverName: String? = nil, certificate: PeerCertificate? = nil,
        binding: @escaping @Sendable (ChannelBinding) -> [UInt8]? = { _ in nil }
    ) {
        self.version = version
        self.cipher = cipher
        self.serverName = serverName
        self.certificate = certificate
        self.binding = binding
    }

    /// What only the two ends of this connection know (RFC 5056); to be called on the connection's loop.
    ///
    /// - Returns: the octets; `nil` where the connection has no binding of this type, or has ended.
    package func channelBinding(_ type: ChannelBinding) -> [UInt8]? { binding(type) }
}

extension TLSPeer: Equatable {
    /// Every connection has a peer of its own.
    package static func == (one: TLSPeer, other: TLSPeer) -> Bool { one === other }
}

/// The versions of TLS that are spoken; what is older is refused (RFC 8996).
package enum TLSVersion: String, CaseIterable, Sendable {
    /// RFC 5246.
    case v12 = "1.2"
    /// RFC 8446.
    case v13 = "1.3"
}

/// The types of channel bindings for TLS, by their registered names.
package enum ChannelBinding: String, Sendable {
    /// 32 octets of the exporter (RFC 9266): TLS 1.3, and TLS 1.2 with the extended master secret (RFC 7627).
    case exporter = "tls-exporter"
    /// The first Finished message of the handshake (RFC 5929 §3): TLS 1.2 only.
    case unique = "tls-unique"
}

/// The certificate that the peer of a TLS connection has shown, verified against the authorities of the listener.
package struct PeerCertificate: Equatable, Sendable {
    /// The first common name of the subject; `nil` where it has none.
    package var commonName: String?
    /// The subject, as RFC 2253 writes distinguished names: `CN=alice,O=Example`.
    package var subject: String
    /// The issuer, in the same form.
    package var issuer: String
    /// What else the certificate is for, each with its kind before it: `DNS:example.org`, `email:alice@example.org`,
    /// `URI:…`, `IP:192.0.2.7`.
    package var alternativeNames: [String]
    /// SHA-256 of the certificate, in lower-case hexadecimal digits.
    package var fingerprint: String

    package init(
        commonName: String?, subject: String, issuer: String, alternativeNames: [String], fingerprint: String
    ) {
        self.commonName = commonName
        self.subject = subject
        self.issuer = issuer
        self.alternativeNames = alternativeNames
        self.fingerprint = fingerprint
    }
}
