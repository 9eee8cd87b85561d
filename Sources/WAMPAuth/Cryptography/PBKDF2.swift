import COpenSSL

/// PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256.
package enum PBKDF2 {
    /// The most iterations that are computed: ten million take some seconds.
    package static let maximumIterations = 10_000_000
    /// The longest key that is derived, in bytes.
    package static let maximumSize = 1024

    /// The key of a password.
    ///
    /// - Parameter size: of the key, in bytes.
    package static func derive(
        password: [UInt8], salt: [UInt8], iterations: Int, size: Int = 32
    ) throws(CryptographyError) -> [UInt8] {
        guard (1...maximumIterations).contains(iterations), (1...maximumSize).contains(size) else {
            throw CryptographyError(operation: "PBKDF2")
        }
        var key = [UInt8](repeating: 0, count: size)
        let isDerived = password.withUnsafeBytes { password in
            PKCS5_PBKDF2_HMAC(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: password.count),
                salt,
                Int32(clamping: salt.count), Int32(iterations), EVP_sha256(), Int32(size), &key)
        }
        guard isDerived == 1 else { throw CryptographyError(operation: "PBKDF2") }
        return key
    }
}
