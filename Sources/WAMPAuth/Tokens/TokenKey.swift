/// A key that JSON Web Tokens are signed with. It fixes the algorithm: what a token says of itself only has to agree.
package struct TokenKey: Equatable, Sendable {
    private enum Material: Equatable, Sendable {
        case secret([UInt8])
        case publicKey(PublicKey)
    }

    /// `alg` of the tokens: `HS256`, `RS256`, `ES256` or `EdDSA`.
    package let algorithm: String
    /// `kid` of the tokens; nil for any.
    package let id: String?
    private let material: Material

    /// The fewest bytes of a secret (RFC 7518 section 3.2).
    package static let minimumSecretSize = 32

    /// HMAC with SHA-256 (HS256); nil for a secret that is too short.
    package init?(secret: [UInt8], id: String? = nil) {
        guard secret.count >= Self.minimumSecretSize else { return nil }
        algorithm = "HS256"
        self.id = id
        material = .secret(secret)
    }

    /// A public key; nil for one that is not of the algorithm's kind.
    package init?(pem: String, _ algorithm: PublicKey.Algorithm, id: String? = nil) {
        guard let key = PublicKey(pem: pem, algorithm) else { return nil }
        self.algorithm =
            switch algorithm {
            case .rs256: "RS256"
            case .es256: "ES256"
            case .edDSA: "EdDSA"
            }
        self.id = id
        material = .publicKey(key)
    }

    func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch material {
        case .publicKey(let key): return key.isValid(signature, of: message)
        case .secret(let secret):
            guard let code = try? HMACSHA256.code(key: secret, message) else { return false }
            return ConstantTime.isEqual(signature, code)
        }
    }
}
