/// How a listener speaks TLS.
package struct TLSSettings: Equatable, Sendable {
    /// A certificate with its key, each in a PEM file.
    package struct Certificate: Equatable, Sendable {
        /// The certificate, and behind it those that lead to a root which clients know.
        package var chain: String
        /// The private key of the first certificate, not encrypted. It may be the same file.
        package var key: String

        package init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    /// Whether clients are asked for a certificate.
    package enum ClientCertificates: Equatable, Sendable {
        case none
        /// Who has none may connect; one that is shown must be signed by an authority in that PEM file.
        case optional(authorities: String)
        /// Who has none is refused in the handshake.
        case required(authorities: String)
    }

    /// At least one. The name that a client asks for decides; one that asks for none, or for a name that none of them has, gets
    /// the first.
    package var certificates: [Certificate]
    package var minimumVersion: TLSVersion
    /// The cipher suites by OpenSSL's names, the preferred one first; those of TLS 1.3 begin with `TLS_`. Of a version for which
    /// there is none the default stands.
    package var ciphers: [String]
    package var clientCertificates: ClientCertificates
    /// Whether clients may resume a session without a full handshake. Never where certificates of clients are asked for:
    /// whether one is still valid is looked at in a full handshake only.
    package var issuesTickets: Bool

    package init(
        certificates: [Certificate], minimumVersion: TLSVersion = .v12, ciphers: [String] = [],
        clientCertificates: ClientCertificates = .none, issuesTickets: Bool = true
    ) {
        self.certificates = certificates
        self.minimumVersion = minimumVersion
        self.ciphers = ciphers
        self.clientCertificates = clientCertificates
        self.issuesTickets = issuesTickets
    }

    /// Every file that is read.
    package var files: [String] {
        let authorities: [String] =
            switch clientCertificates {
            case .none: []
            case .optional(let file), .required(let file): [file]
            }
        return certificates.flatMap { [$0.chain, $0.key] } + authorities
    }
}
