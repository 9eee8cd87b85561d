import WAMP

/// What the router keeps of a secret for WAMP-CRA (advanced profile, "Challenge Response Authentication").
package struct CRACredential: Hashable, Sendable {
    /// How the client gets from the password to the key.
    package struct Salting: Hashable, Sendable {
        package var salt: String
        package var iterations: Int
        /// The bytes that PBKDF2 derives.
        package var keylen: Int

        package init(salt: String, iterations: Int, keylen: Int = 32) {
            self.salt = salt
            self.iterations = iterations
            self.keylen = keylen
        }
    }

    /// The key of the HMAC: the secret itself, or the base64 text of what PBKDF2 makes of it.
    package var key: [UInt8]
    /// nil where the key is the secret itself.
    package var salting: Salting?

    /// The secret itself.
    package init(secret: String) {
        key = Array(secret.utf8)
        salting = nil
    }

    /// - Parameter key: the base64 text of what PBKDF2 derived.
    package init(key: String, salting: Salting) {
        self.key = Array(key.utf8)
        self.salting = salting
    }

    /// The credential of a password with a salt.
    package init(password: String, salting: Salting) throws(CryptographyError) {
        let derived = try PBKDF2.derive(
            password: Array(password.utf8), salt: Array(salting.salt.utf8), iterations: salting.iterations,
            size: salting.keylen)
        self.init(key: Base64Text.encode(derived), salting: salting)
    }

    /// A credential of the same form and cost, which nobody has the secret of.
    func mock(_ mock: MockSecret, authid: String) -> CRACredential {
        let key = Base64Text.encode(mock.bytes("cra-key", authid))
        guard let salting else { return CRACredential(secret: key) }
        let salt = salting.salt.mocked(mock.bytes("cra-salt", authid))
        return CRACredential(
            key: key,
            salting: Salting(salt: salt, iterations: salting.iterations, keylen: salting.keylen))
    }
}

extension String {
    /// Other text of the same length and alphabet: base64 or hexadecimal digits where this is such a text.
    fileprivate func mocked(_ bytes: [UInt8]) -> String {
        var random = bytes
        while random.count < utf8.count { random += SHA256.digest(random) }
        if let decoded = Hexadecimal.decode(self) {
            return Hexadecimal.encode(Array(random.prefix(decoded.count)))
        }
        if let decoded = Base64Text.decode(self) {
            return Base64Text.encode(Array(random.prefix(decoded.count)))
        }
        return String(Base64URL.encode(random).prefix(utf8.count))
    }
}
