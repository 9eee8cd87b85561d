import WAMPAuth

extension RouterConfiguration {
    /// JSON Web Tokens (RFC 7519) that are accepted as tickets: signed, with the claims `iss`, `aud`, `exp` and `sub`, which
    /// becomes the authid.
    public struct JSONWebTokens: Equatable, Sendable {
        /// The keys that tokens are signed with; at least one.
        public var keys: [JSONWebKey]
        /// The claim `iss` that tokens must have.
        public var issuer: String
        /// What the claim `aud` of tokens must be or contain.
        public var audience: String
        /// The role of tokens without `roleClaim`, one of the realm's; `nil` refuses them.
        public var role: String?
        /// The claim that names the role, which must be one of the realm's; `nil`: all tokens have `role`.
        public var roleClaim: String?
        /// By how much the clocks of issuer and router may differ: 30 seconds.
        public var leeway: Duration = .seconds(30)

        /// Tokens of one issuer for one audience; `role`, `roleClaim` or both are to be set.
        public init(
            keys: [JSONWebKey], issuer: String, audience: String, role: String? = nil,
            roleClaim: String? = nil
        ) {
            self.keys = keys
            self.issuer = issuer
            self.audience = audience
            self.role = role
            self.roleClaim = roleClaim
        }
    }

    /// A key that tokens are signed with, and the one algorithm that it is used with.
    public struct JSONWebKey: Equatable, Sendable {
        /// The signature algorithms that are understood (RFC 7518, RFC 8037).
        public enum Algorithm: String, CaseIterable, Sendable {
            /// HMAC with SHA-256 and a shared secret.
            case hs256 = "HS256"
            /// RSA with SHA-256, of 2,048 bits or more.
            case rs256 = "RS256"
            /// ECDSA with SHA-256 and P-256.
            case es256 = "ES256"
            /// Ed25519.
            case edDSA = "EdDSA"
        }

        /// The algorithm; tokens that name another are refused.
        public var algorithm: Algorithm
        /// The claim `kid` of the tokens signed with it; `nil` for any.
        public var id: String?
        /// HS256: the secret, of 32 bytes or more.
        public var secret: String?
        /// Others: the file with the public key in PEM. In a configuration file a relative path starts at the folder of that file.
        public var publicKeyFile: String?
        /// Others: the public key in PEM; filled from `publicKeyFile` when a configuration is loaded from a file.
        public var publicKey: String?

        /// A shared secret.
        public init(secret: String, id: String? = nil) {
            self.init(algorithm: .hs256)
            self.secret = secret
            self.id = id
        }

        /// A public key in PEM.
        public init(publicKey: String, algorithm: Algorithm, id: String? = nil) {
            self.init(algorithm: algorithm)
            self.publicKey = publicKey
            self.id = id
        }

        fileprivate init(algorithm: Algorithm) {
            self.algorithm = algorithm
        }
    }
}

extension RouterConfiguration.JSONWebTokens: Configurable {
    static var initial: Self { Self(keys: [], issuer: "", audience: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "keys", \.keys, .list(.object()), "The keys that tokens are signed with."),
            Setting(required: "issuer", \.issuer, .claim, "The claim iss that tokens must have."),
            Setting(
                required: "audience", \.audience, .claim, "What the claim aud of tokens must be or contain."),
            Setting(
                optional: "role", \.role, .name,
                "The role of tokens, one of the realm's, where role_claim does not name another."),
            Setting(
                optional: "role_claim", \.roleClaim, .claim,
                "The claim that names the role, which must be one of the realm's."),
            Setting(
                "leeway_ms", \.leeway, .milliseconds(0...600_000),
                "By how much the clocks of issuer and router may differ, in milliseconds."),
        ]
    }
}

extension RouterConfiguration.JSONWebKey: Configurable {
    static var initial: Self { Self(algorithm: .hs256) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "algorithm", \.algorithm, .choice(),
                "The algorithm; tokens that name another are refused."),
            Setting(optional: "id", \.id, .claim, "The kid of the tokens signed with it; without it any."),
            Setting(
                optional: "secret", \.secret,
                .text(
                    atLeast: TokenKey.minimumSecretSize, "a secret of at least 32 bytes", isSecret: true),
                "The secret, for HS256."),
            Setting(
                optional: "public_key_file", \.publicKeyFile, .filePath,
                "The file with the public key in PEM, for other algorithms; a relative path starts at the folder of this file."
            ),
        ]
    }
}

extension SettingKind<String> {
    /// A text that is not empty.
    fileprivate static var claim: Self { text("^.+$", "a text") { !$0.isEmpty } }
}

extension RouterConfiguration.JSONWebKey {
    /// The key in the form in which tokens are verified; nil where it has not what its algorithm needs.
    var compiled: TokenKey? {
        let algorithm: PublicKey.Algorithm
        switch self.algorithm {
        case .hs256: return secret.flatMap { TokenKey(secret: Array($0.utf8), id: id) }
        case .rs256: algorithm = .rs256
        case .es256: algorithm = .es256
        case .edDSA: algorithm = .edDSA
        }
        return publicKey.flatMap { TokenKey(pem: $0, algorithm, id: id) }
    }

    /// Whether it needs a secret, and not a public key.
    var isSymmetric: Bool {
        switch algorithm {
        case .hs256: true
        case .rs256, .es256, .edDSA: false
        }
    }
}
