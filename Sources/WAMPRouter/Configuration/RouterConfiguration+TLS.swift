import WAMP

extension RouterConfiguration.Listener {
    /// How a listener speaks TLS: versions 1.2 and 1.3, with authenticated encryption and ephemeral keys, without compression
    /// and renegotiation.
    public struct TLS: Equatable, Sendable {
        /// A certificate with its key, each in a PEM file. In a configuration file a relative path starts at the folder of that
        /// file.
        public struct Certificate: Equatable, Sendable {
            /// The certificate, and behind it those that lead to a root which clients know.
            public var chain: String
            /// The private key of the first certificate, not encrypted. It may be the same file.
            public var key: String

            /// The files of a certificate and its key.
            public init(chain: String, key: String) {
                self.chain = chain
                self.key = key
            }
        }

        /// Versions of TLS.
        public enum Version: String, CaseIterable, Sendable {
            case v12 = "1.2"
            case v13 = "1.3"
        }

        /// Clients are asked for a certificate.
        public struct ClientCertificates: Equatable, Sendable {
            /// Whether a client must have one.
            public enum Mode: String, CaseIterable, Sendable {
                /// Who has none may connect. One that is shown must be valid.
                case optional
                /// Who has none is refused in the handshake.
                case required
            }

            /// Whether a client must have one.
            public var mode: Mode
            /// The PEM file with the authorities that sign them.
            public var authorities: String

            /// Certificates that these authorities have signed.
            public init(mode: Mode, authorities: String) {
                self.mode = mode
                self.authorities = authorities
            }
        }

        /// At least one. The name that a client asks for decides; one that asks for none, or for a name that none of them has,
        /// gets the first.
        public var certificates: [Certificate]
        /// The oldest version that is spoken.
        public var minimumVersion = Version.v12
        /// The cipher suites by OpenSSL's names, the preferred one first; those of TLS 1.3 begin with `TLS_`. `nil`, and of a
        /// version for which there is none: those with AES-GCM and ChaCha20-Poly1305.
        public var ciphers: [String]?
        /// Whether clients are asked for a certificate; `nil`: they are not.
        public var clientCertificates: ClientCertificates?
        /// Whether clients may resume a session without a full handshake. `nil`: they may where they are not asked for
        /// certificates, which are looked at in full handshakes only.
        public var sessionTickets: Bool?

        /// These certificates, with defaults for everything else.
        public init(certificates: [Certificate]) {
            self.certificates = certificates
        }
    }
}

extension RouterConfiguration.Listener.TLS: Configurable {
    static var initial: Self { Self(certificates: []) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "certificates", \.certificates, .list(.object()),
                "The certificates; the name that a client asks for chooses one, else it is the first."),
            Setting("minimum_version", \.minimumVersion, .choice(), "The oldest version that is spoken."),
            Setting(
                optional: "ciphers", \.ciphers,
                .list(.string(#"^[A-Za-z0-9_-]+$"#, "the name of a cipher suite")),
                "The cipher suites by OpenSSL's names, the preferred one first; those of TLS 1.3 begin with TLS_."
            ),
            Setting(
                optional: "client_certificates", \.clientCertificates, .object(),
                "Clients are asked for a certificate."),
            Setting(
                optional: "session_tickets", \.sessionTickets, .boolean,
                "Whether clients may resume a session without a full handshake; without it they may, "
                    + "unless they are asked for certificates."),
        ]
    }
}

extension RouterConfiguration.Listener.TLS.Certificate: Configurable {
    static var initial: Self { Self(chain: "", key: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "chain", \.chain, .file,
                "The PEM file with the certificate and those that lead to a root; "
                    + "a relative path starts at the folder of this file."),
            Setting(
                required: "key", \.key, .file,
                "The PEM file with the private key, not encrypted; "
                    + "a relative path starts at the folder of this file."),
        ]
    }
}

extension RouterConfiguration.Listener.TLS.ClientCertificates: Configurable {
    static var initial: Self { Self(mode: .required, authorities: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "mode", \.mode, .choice(), "Whether who has none may connect."),
            Setting(
                required: "authorities", \.authorities, .file,
                "The PEM file with the authorities that sign them; "
                    + "a relative path starts at the folder of this file."),
        ]
    }
}

extension SettingKind<String> {
    fileprivate static var file: Self { .string(#"^[^\x00]+$"#, "a path") }
}
