import WAMP
import WAMPAuth

extension RouterConfiguration {
    /// Somebody who may join a realm, with what the methods of the realm need. `wamp-router hash` and `wamp-router keygen`
    /// print what belongs here.
    public struct Principal: Equatable, Sendable {
        /// The name (authid), unique in the realm.
        public var authid: String
        /// The role that its sessions have, one of the realm's.
        public var role: String
        /// The ticket: an Argon2id hash (`$argon2id$v=19$…`), `sha256:` with the digest of a random token, or `plain:` with the
        /// ticket itself.
        public var ticket: String?
        /// The secret for WAMP-CRA.
        public var wampcra: CRACredential?
        /// The password for WAMP-SCRAM.
        public var scram: SCRAMCredential?
        /// Ed25519 public keys, each of 64 hexadecimal digits; clients show that they have one of them.
        public var cryptosign: [String] = []
        /// Client certificates: `sha256:` with the fingerprint, `cn:` with the subject's common name, or `san:` with an
        /// alternative name.
        public var tls: [String] = []
        /// Values of the cookie: `sha256:` with the digest of one, or `plain:` with the value itself.
        public var cookies: [String] = []

        /// A principal that cannot log in yet.
        public init(authid: String, role: String) {
            self.authid = authid
            self.role = role
        }
    }

    /// What the router keeps of a secret for WAMP-CRA: the secret itself, or a key that was derived from it with a salt.
    public struct CRACredential: Equatable, Sendable {
        /// The secret itself; `nil` where there is a key.
        public var secret: String?
        /// The base64 text of what PBKDF2 with SHA-256 derives from the secret.
        public var key: String?
        /// The salt, which clients are told.
        public var salt: String?
        /// The iterations, which clients are told: 600,000.
        public var iterations = StandardCost.pbkdf2Iterations

        /// The secret itself.
        public init(secret: String) {
            self.secret = secret
        }

        /// A key that was derived from the secret.
        public init(key: String, salt: String, iterations: Int) {
            self.key = key
            self.salt = salt
            self.iterations = iterations
        }
    }

    /// What the router keeps of a password for WAMP-SCRAM ("Data Stored on the Server").
    public struct SCRAMCredential: Equatable, Sendable {
        /// `argon2id13`, `pbkdf2`, or `argon2id-13` for keys made by Autobahn|Python and Crossbar.io.
        public enum KDF: String, CaseIterable, Sendable {
            case argon2id13
            case pbkdf2
            case argon2idText = "argon2id-13"
        }

        /// The key derivation function.
        public var kdf: KDF
        /// Its iterations, which clients are told.
        public var iterations: Int
        /// Its memory in KiB, which clients are told; `nil` for `pbkdf2`.
        public var memory: Int?
        /// The salt in base64.
        public var salt: String
        /// StoredKey in base64.
        public var storedKey: String
        /// ServerKey in base64.
        public var serverKey: String

        /// A credential as `wamp-router hash scram` prints it.
        public init(
            kdf: KDF, iterations: Int, memory: Int?, salt: String, storedKey: String, serverKey: String
        ) {
            self.kdf = kdf
            self.iterations = iterations
            self.memory = memory
            self.salt = salt
            self.storedKey = storedKey
            self.serverKey = serverKey
        }
    }
}

extension RouterConfiguration.Principal: Configurable {
    static var initial: Self { Self(authid: "", role: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "authid", \.authid, .authid, "The name (authid), unique in the realm."),
            Setting(required: "role", \.role, .name, "The role that its sessions have, one of the realm's."),
            Setting(
                optional: "ticket", \.ticket, .passwordHash,
                "For authmethod ticket: an Argon2id hash, sha256: with the digest of a random token, or plain: with the "
                    + "ticket itself."),
            Setting(optional: "wampcra", \.wampcra, .object(), "For authmethod wampcra."),
            Setting(optional: "scram", \.scram, .object(), "For authmethod wamp-scram."),
            Setting(
                "cryptosign", \.cryptosign,
                .list(
                    .text(#"^[0-9A-Fa-f]{64}$"#, "an Ed25519 public key of 64 hexadecimal digits") {
                        Hexadecimal.decode($0)?.count == Ed25519.keySize
                    }, mayBeEmpty: true), "For authmethod cryptosign: Ed25519 public keys."),
            Setting(
                "tls", \.tls,
                .list(
                    .text(
                        #"^(sha256:[0-9A-Fa-f:]{64,95}|(cn|san):.+)$"#,
                        "sha256: with a fingerprint, or cn: or san: with a name"
                    ) { CertificateName($0) != nil }, mayBeEmpty: true),
                "For authmethod tls: sha256: with a certificate's fingerprint, or cn: or san: with its name."),
            Setting(
                "cookies", \.cookies, .list(.cookieHash, mayBeEmpty: true),
                "For authmethod cookie: sha256: with the digest of a value, or plain: with the value itself."),
        ]
    }
}

extension RouterConfiguration.CRACredential: Configurable {
    static var initial: Self { Self(secret: nil) }
    static let needsOneKey = true

    private init(secret: String?) {
        self.secret = secret
    }

    static var settings: [Setting<Self>] {
        [
            Setting(
                optional: "secret", \.secret, .text(atLeast: 1, "a secret", isSecret: true),
                "The secret itself; or else a key with its salt."),
            Setting(
                optional: "key", \.key, .base64(16...1_024, isSecret: true),
                "What PBKDF2 with SHA-256 derives from the secret, in base64."),
            Setting(
                optional: "salt", \.salt, .text(atLeast: 8, "a salt of at least 8 bytes"),
                "The salt, which clients are told."),
            Setting(
                "iterations", \.iterations, .integer(1_000...PBKDF2.maximumIterations),
                "The iterations, which clients are told."),
        ]
    }
}

extension RouterConfiguration.SCRAMCredential: Configurable {
    static var initial: Self {
        Self(kdf: .argon2id13, iterations: 0, memory: nil, salt: "", storedKey: "", serverKey: "")
    }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "kdf", \.kdf, .choice(), "The key derivation function."),
            Setting(
                required: "iterations", \.iterations, .integer(1...PBKDF2.maximumIterations),
                "Its iterations, which clients are told."),
            Setting(
                optional: "memory", \.memory, .integer(8...1 << 20),
                "Its memory in KiB, which clients are told; not for pbkdf2."),
            Setting(required: "salt", \.salt, .base64(8...64), "The salt in base64."),
            Setting(
                required: "stored_key", \.storedKey, .base64(32...32, isSecret: true), "StoredKey in base64."),
            Setting(
                required: "server_key", \.serverKey, .base64(32...32, isSecret: true), "ServerKey in base64."),
        ]
    }
}

extension SettingKind<String> {
    fileprivate static var passwordHash: Self {
        text(
            #"^(\$argon2id\$v=19\$.+|sha256:[0-9A-Fa-f]{64}|plain:.+)$"#,
            "an Argon2id hash, sha256: with 64 hexadecimal digits, or plain: with a secret", isSecret: true
        ) { PasswordHash($0) != nil }
    }

    fileprivate static var cookieHash: Self {
        text(
            #"^(sha256:[0-9A-Fa-f]{64}|plain:.+)$"#,
            "sha256: with 64 hexadecimal digits, or plain: with a value", isSecret: true
        ) { !$0.hasPrefix("$") && PasswordHash($0) != nil }
    }
}
