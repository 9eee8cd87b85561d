import COpenSSL

/// A private key in memory.
///
/// Unchecked because OpenSSL does not change it after it was made, and counts references atomically.
final class PrivateKey: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Anybody on this machine can read the file that it came from.
    let isPublic: Bool

    /// Takes over the reference.
    init(taking pointer: OpaquePointer, isPublic: Bool) {
        self.pointer = pointer
        self.isPublic = isPublic
    }

    deinit { EVP_PKEY_free(pointer) }
}
