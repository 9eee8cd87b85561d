import COpenSSL

/// HMAC (RFC 2104) with SHA-256.
package enum HMACSHA256 {
    /// The bytes of a code.
    package static let size = 32

    /// The code of a message.
    package static func code(key: [UInt8], _ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        // Without a key OpenSSL takes that of the call before.
        guard !key.isEmpty else { return try code(key: [0], message) }
        var code = [UInt8](repeating: 0, count: size)
        var count: UInt32 = 0
        let made = HMAC(EVP_sha256(), key, Int32(clamping: key.count), message, message.count, &code, &count)
        guard made != nil, count == UInt32(size) else { throw CryptographyError(operation: "HMAC-SHA-256") }
        return code
    }

    /// The code of a text.
    package static func code(key: [UInt8], _ text: String) throws(CryptographyError) -> [UInt8] {
        try code(key: key, Array(text.utf8))
    }
}
