/// What the transport knows of a client, whatever the client says.
package struct PeerFacts: Sendable {
    /// TLS protects the connection up to the router.
    package var isSecure: Bool
    /// The connection does not leave the machine: a loopback address or a Unix socket.
    package var isLoopback: Bool
    /// The client's address, without port; what a PROXY protocol header says where one is believed. Empty for a Unix socket.
    package var host: String
    /// The address that the connection itself comes from, which is that of the proxy where there is one. Empty for a Unix
    /// socket.
    package var connectionHost: String
    /// Channel binding data by type: `tls-exporter` (RFC 9266), `tls-unique` and `tls-server-end-point` (RFC 5929), as far as
    /// the TLS connection has them.
    package var channelBindings: [String: [UInt8]]
    /// The certificate that the client showed and that was verified; nil without one.
    package var certificate: ClientCertificate?
    /// The fields of the HTTP request that opened the connection, in order; none for RawSocket.
    package var headers: [(name: String, value: String)]
    /// The methods that the listener allows; nil: all.
    package var allowedMethods: Set<AuthenticationMethod>?

    package init(
        isSecure: Bool = false, isLoopback: Bool = false, host: String = "", connectionHost: String? = nil,
        channelBindings: [String: [UInt8]] = [:], certificate: ClientCertificate? = nil,
        headers: [(name: String, value: String)] = [], allowedMethods: Set<AuthenticationMethod>? = nil
    ) {
        self.isSecure = isSecure
        self.isLoopback = isLoopback
        self.host = host
        self.connectionHost = connectionHost ?? host
        self.channelBindings = channelBindings
        self.certificate = certificate
        self.headers = headers
        self.allowedMethods = allowedMethods
    }

    /// The values of all fields with a name, whose letters' case means nothing (RFC 9110 section 5.1).
    package func values(ofHeader name: String) -> [String] {
        let wanted = name.lowercased()
        return headers.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// A client certificate that TLS has verified against the listener's authorities.
package struct ClientCertificate: Equatable, Sendable {
    /// SHA-256 of the certificate in DER.
    package var fingerprint: [UInt8]
    /// The common name of the subject; nil without one.
    package var commonName: String?
    /// The subject alternative names, DNS names, e-mail addresses and URIs alike, as they are written there.
    package var subjectAlternativeNames: [String]

    package init(fingerprint: [UInt8], commonName: String? = nil, subjectAlternativeNames: [String] = []) {
        self.fingerprint = fingerprint
        self.commonName = commonName
        self.subjectAlternativeNames = subjectAlternativeNames
    }
}
