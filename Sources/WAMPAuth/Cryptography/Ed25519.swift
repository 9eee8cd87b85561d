import COpenSSL

/// Ed25519 signatures (RFC 8032 section 5.1).
package enum Ed25519 {
    /// The bytes of a public and of a private key.
    package static let keySize = 32
    /// The bytes of a signature.
    package static let signatureSize = 64

    /// A private key, with what others know of it.
    package struct PrivateKey: Sendable {
        /// The 32 bytes from which everything else follows ("seed").
        package let seed: [UInt8]
        /// The 32 bytes of the public key.
        package let publicKey: [UInt8]

        /// - Parameter seed: 32 random bytes.
        package init(seed: [UInt8]) throws(CryptographyError) {
            let error = CryptographyError(operation: "making an Ed25519 key")
            guard seed.count == keySize else { throw error }
            guard let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count) else {
                ERR_clear_error()
                throw error
            }
            defer { EVP_PKEY_free(key) }
            var publicKey = [UInt8](repeating: 0, count: keySize)
            var count = keySize
            guard EVP_PKEY_get_raw_public_key(key, &publicKey, &count) == 1, count == keySize else {
                ERR_clear_error()
                throw error
            }
            self.seed = seed
            self.publicKey = publicKey
        }

        /// The 64 bytes of the signature over a message.
        package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            let error = CryptographyError(operation: "an Ed25519 signature")
            guard let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count) else {
                ERR_clear_error()
                throw error
            }
            defer { EVP_PKEY_free(key) }
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: signatureSize)
            var count = signatureSize
            guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
                EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
                count == signatureSize
            else {
                ERR_clear_error()
                throw error
            }
            return signature
        }
    }

    /// Whether the signature over a message was made with the private key that belongs to a public one. False, too, for a
    /// key or signature that is none.
    package static func isValid(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureSize, publicKey.count == keySize,
            let key = EVP_PKEY_new_raw_public_key(NID_ED25519, nil, publicKey, publicKey.count)
        else {
            ERR_clear_error()
            return false
        }
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let isValid =
            EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        // What is left there would be taken for an error of the next operation, such as reading from a TLS connection.
        if !isValid { ERR_clear_error() }
        return isValid
    }
}
