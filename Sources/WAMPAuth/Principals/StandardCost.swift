/// What hashing costs where nobody says otherwise.
package enum StandardCost {
    /// 19 MiB and two passes, the least that OWASP recommends: some 20 ms.
    package static let argon2id = Argon2id.Cost(iterations: 2, memory: 19 << 10)
    /// PBKDF2 with SHA-256, as OWASP recommends: some 200 ms.
    package static let pbkdf2Iterations = 600_000
    /// Bytes of a salt.
    package static let saltSize = 16
}
