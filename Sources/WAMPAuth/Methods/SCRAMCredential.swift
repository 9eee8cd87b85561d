import WAMP

/// What the router keeps of a password for WAMP-SCRAM (advanced profile, "Salted Challenge Response Authentication", "Data
/// Stored on the Server"): who steals it cannot log in with it.
package struct SCRAMCredential: Hashable, Sendable {
    /// The key derivation function with its costs.
    package enum KDF: Hashable, Sendable {
        case pbkdf2(iterations: Int)
        case argon2id13(iterations: Int, memory: Int)
        /// `argon2id-13` of Crossbar.io and Autobahn|Python, where the keys are derived from the hash's base64 text.
        case argon2idText(iterations: Int, memory: Int)

        /// CHALLENGE.Extra.kdf.
        package var name: String {
            switch self {
            case .pbkdf2: "pbkdf2"
            case .argon2id13: "argon2id13"
            case .argon2idText: "argon2id-13"
            }
        }

        package var iterations: Int {
            switch self {
            case .pbkdf2(let iterations), .argon2id13(let iterations, _), .argon2idText(let iterations, _):
                iterations
            }
        }

        /// In KiB; nil where the function has no such parameter.
        package var memory: Int? {
            switch self {
            case .pbkdf2: nil
            case .argon2id13(_, let memory), .argon2idText(_, let memory): memory
            }
        }

        /// The function of a name; nil for one that does not exist, or without its parameters.
        package init?(name: String, iterations: Int, memory: Int?) {
            switch name {
            case "pbkdf2": self = .pbkdf2(iterations: iterations)
            case "argon2id13":
                guard let memory else { return nil }
                self = .argon2id13(iterations: iterations, memory: memory)
            case "argon2id-13":
                guard let memory else { return nil }
                self = .argon2idText(iterations: iterations, memory: memory)
            default: return nil
            }
        }

        /// SaltedPassword.
        ///
        /// - Parameter password: prepared by SASLprep.
        package func saltedPassword(_ password: String, salt: [UInt8]) throws(CryptographyError) -> [UInt8] {
            let password = Array(password.utf8)
            switch self {
            case .pbkdf2(let iterations):
                return try PBKDF2.derive(password: password, salt: salt, iterations: iterations)
            case .argon2id13(let iterations, let memory):
                return try Argon2id.derive(
                    password: password, salt: salt,
                    cost: Argon2id.Cost(iterations: iterations, memory: memory))
            case .argon2idText(let iterations, let memory):
                let raw = try Argon2id.derive(
                    password: password, salt: salt,
                    cost: Argon2id.Cost(iterations: iterations, memory: memory))
                return Array(Base64Text.encode(raw).utf8.filter { $0 != UInt8(ascii: "=") })
            }
        }
    }

    package var kdf: KDF
    package var salt: [UInt8]
    /// SHA256(ClientKey).
    package var storedKey: [UInt8]
    /// HMAC(SaltedPassword, "Server Key").
    package var serverKey: [UInt8]

    package init(kdf: KDF, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
        self.kdf = kdf
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// The credential of a password, which SASLprep has prepared.
    package init(password: String, kdf: KDF, salt: [UInt8]) throws(CryptographyError) {
        let keys = try SCRAMKeys(saltedPassword: kdf.saltedPassword(password, salt: salt))
        self.init(kdf: kdf, salt: salt, storedKey: keys.storedKey, serverKey: keys.serverKey)
    }

    /// A credential with the same function and cost, which nobody has the password of.
    func mock(_ mock: MockSecret, authid: String) -> SCRAMCredential {
        var salt: [UInt8] = []
        var block = mock.bytes("scram-salt", authid)
        while salt.count < self.salt.count {
            salt += block
            block = SHA256.digest(block)
        }
        return SCRAMCredential(
            kdf: kdf, salt: Array(salt.prefix(self.salt.count)),
            storedKey: mock.bytes("scram-stored-key", authid),
            serverKey: mock.bytes("scram-server-key", authid))
    }
}

/// What follows from a salted password (advanced profile, "SCRAM Algorithms").
struct SCRAMKeys {
    let clientKey: [UInt8]
    let storedKey: [UInt8]
    let serverKey: [UInt8]

    init(saltedPassword: [UInt8]) throws(CryptographyError) {
        clientKey = try HMACSHA256.code(key: saltedPassword, "Client Key")
        storedKey = SHA256.digest(clientKey)
        serverKey = try HMACSHA256.code(key: saltedPassword, "Server Key")
    }
}
