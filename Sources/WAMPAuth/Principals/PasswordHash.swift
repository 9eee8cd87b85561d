import WAMP

/// How a ticket or the value of a cookie is kept.
package enum PasswordHash: Hashable, Sendable {
    /// Argon2id, for what people choose.
    case argon2id(cost: Argon2id.Cost, salt: [UInt8], key: [UInt8])
    /// SHA-256, for random tokens: too fast for anything that can be guessed.
    case sha256([UInt8])
    /// SHA-256 of a secret that stands in clear in the configuration or the environment.
    case plain([UInt8])

    /// Reads `$argon2id$v=19$m=…,t=…,p=…$salt$key` (the PHC string format), `sha256:` with 64 hexadecimal digits, or
    /// `plain:` with the secret itself; nil for anything else, and for costs that are not computed.
    package init?(_ text: String) {
        if let secret = text.text(after: "plain:") {
            guard !secret.isEmpty else { return nil }
            self = .plain(SHA256.digest(Array(secret.utf8)))
        } else if let digits = text.text(after: "sha256:") {
            guard let digest = Hexadecimal.decode(digits), digest.count == SHA256.size else { return nil }
            self = .sha256(digest)
        } else {
            self.init(encoded: text)
        }
    }

    private init?(encoded text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
            let cost = Self.cost(parts[3]), cost.isAcceptable,
            let salt = Self.unpadded(parts[4]), salt.count >= Argon2id.minimumSaltSize, salt.count <= 64,
            let key = Self.unpadded(parts[5]), (16...64).contains(key.count)
        else { return nil }
        self = .argon2id(cost: cost, salt: salt, key: key)
    }

    private static func cost(_ text: Substring) -> Argon2id.Cost? {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count == 3, let memory = number("m=", numbers[0]),
            let iterations = number("t=", numbers[1]), let parallelism = number("p=", numbers[2])
        else { return nil }
        return Argon2id.Cost(iterations: iterations, memory: memory, parallelism: parallelism)
    }

    private static func number(_ name: String, _ text: Substring) -> Int? {
        text.hasPrefix(name) ? Int(text.dropFirst(name.count)) : nil
    }

    private static func unpadded(_ text: Substring) -> [UInt8]? {
        Base64Text.decode(String(text) + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    /// The hash of a password with Argon2id.
    package static func argon2id(
        of password: String, salt: [UInt8], cost: Argon2id.Cost
    ) throws(CryptographyError) -> PasswordHash {
        .argon2id(
            cost: cost, salt: salt,
            key: try Argon2id.derive(password: Array(password.utf8), salt: salt, cost: cost))
    }

    /// As `init` reads it; a plain secret cannot be written back.
    package var text: String? {
        switch self {
        case .argon2id(let cost, let salt, let key):
            let salt = Base64Text.encode(salt).filter { $0 != "=" }
            let key = Base64Text.encode(key).filter { $0 != "=" }
            return "$argon2id$v=19$m=\(cost.memory),t=\(cost.iterations),p=\(cost.parallelism)$\(salt)$\(key)"
        case .sha256(let digest): return "sha256:" + Hexadecimal.encode(digest)
        case .plain: return nil
        }
    }

    /// Whether comparing takes so long that it is not done where messages are routed.
    var isSlow: Bool {
        switch self {
        case .argon2id: true
        case .sha256, .plain: false
        }
    }

    /// Whether this is the hash of a password, in constant time but for the password's length.
    package func matches(_ password: String) -> Bool {
        let password = Array(password.utf8)
        switch self {
        case .sha256(let digest), .plain(let digest):
            return ConstantTime.isEqual(SHA256.digest(password), digest)
        case .argon2id(let cost, let salt, let key):
            guard
                let derived = try? Argon2id.derive(
                    password: password, salt: salt, cost: cost, size: key.count)
            else { return false }
            return ConstantTime.isEqual(derived, key)
        }
    }

    /// A hash of the same kind and cost, which nothing matches.
    func mock(_ mock: MockSecret, authid: String) -> PasswordHash {
        let digest = mock.bytes("password", authid)
        switch self {
        case .sha256: return .sha256(digest)
        case .plain: return .plain(digest)
        case .argon2id(let cost, let salt, let key):
            return .argon2id(
                cost: cost, salt: Array(digest.prefix(max(salt.count, Argon2id.minimumSaltSize))),
                key: [UInt8](repeating: 0, count: key.count))
        }
    }
}
