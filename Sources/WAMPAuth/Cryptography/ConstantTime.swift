import COpenSSL

/// Comparison of secrets.
package enum ConstantTime {
    /// Whether two byte sequences are equal. The time depends on their lengths alone, which are no secret here.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }

    /// Whether two texts are equal, by their UTF-8.
    package static func isEqual(_ left: String, _ right: String) -> Bool {
        isEqual(Array(left.utf8), Array(right.utf8))
    }
}
