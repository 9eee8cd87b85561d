import COpenSSL

/// A public key that signatures of JSON Web Tokens are verified with, of the kind that its algorithm needs.
package struct PublicKey: Equatable, Sendable {
    /// The signature algorithms (RFC 7518 section 3.1; RFC 8037 section 3.1).
    package enum Algorithm: Sendable {
        /// RSASSA-PKCS1-v1_5 with SHA-256, of 2,048 bits or more.
        case rs256
        /// ECDSA with SHA-256 and the curve P-256.
        case es256
        /// Ed25519.
        case edDSA
    }

    private let algorithm: Algorithm
    /// SubjectPublicKeyInfo (RFC 5280 section 4.1), in DER.
    private let encoded: [UInt8]

    /// Reads a PEM text with `PUBLIC KEY`; nil for anything else, and for keys of another kind.
    package init?(pem: String, _ algorithm: Algorithm) {
        let text = Array(pem.utf8)
        guard text.count < 1 << 16, let source = BIO_new_mem_buf(text, Int32(text.count)) else { return nil }
        defer { BIO_free(source) }
        guard let key = PEM_read_bio_PUBKEY(source, nil, nil, nil) else {
            ERR_clear_error()
            return nil
        }
        defer { EVP_PKEY_free(key) }
        guard Self.isOfKind(algorithm, key) else { return nil }
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &start)
        guard count > 0, let start else {
            ERR_clear_error()
            return nil
        }
        encoded = Array(UnsafeBufferPointer(start: start, count: Int(count)))
        CRYPTO_free(start, nil, 0)
        self.algorithm = algorithm
    }

    private static func isOfKind(_ algorithm: Algorithm, _ key: OpaquePointer) -> Bool {
        switch algorithm {
        case .rs256: return EVP_PKEY_get_base_id(key) == NID_rsaEncryption && EVP_PKEY_get_bits(key) >= 2_048
        case .edDSA: return EVP_PKEY_get_base_id(key) == NID_ED25519
        case .es256:
            var name = [CChar](repeating: 0, count: 64)
            guard EVP_PKEY_get_base_id(key) == NID_X9_62_id_ecPublicKey,
                EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1
            else {
                ERR_clear_error()
                return false
            }
            return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                == "prime256v1"
        }
    }

    /// Whether a signature, in the form that JSON Web Signatures have (RFC 7518 section 3), is this key's over a message.
    package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        var next: UnsafePointer<UInt8>?
        return encoded.withUnsafeBufferPointer { bytes in
            next = bytes.baseAddress
            guard let key = d2i_PUBKEY(nil, &next, bytes.count) else { return false }
            defer { EVP_PKEY_free(key) }
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            switch algorithm {
            case .edDSA:
                return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
                    && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
            case .rs256:
                return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
                    && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
            case .es256:
                guard let signature = Self.encoded(ecdsa: signature) else { return false }
                return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
                    && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
            }
        }
    }

    /// ECDSA-Sig-Value (RFC 3279 section 2.2.3) in DER, from the two numbers of 32 bytes in a row.
    private static func encoded(ecdsa signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 64, let value = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(value) }
        let r = BN_bin2bn(Array(signature.prefix(32)), 32, nil)
        let s = BN_bin2bn(Array(signature.suffix(32)), 32, nil)
        guard ECDSA_SIG_set0(value, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(value, &start)
        guard count > 0, let start else { return nil }
        defer { CRYPTO_free(start, nil, 0) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}
