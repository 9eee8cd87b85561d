import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// The bytes of a digest.
    package static let size = 32

    /// The digest of some bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { digest, count in
            COpenSSL.SHA256(bytes, bytes.count, digest.baseAddress)
            count = size
        }
    }
}
