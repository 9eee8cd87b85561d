import COpenSSL

/// What the connections of one side have in common: OpenSSL's `SSL_CTX`.
///
/// Unchecked because nothing is changed once it is in use but for the keys of tickets, by the loop that uses it; OpenSSL counts
/// references atomically.
final class TLSContext: @unchecked Sendable {
    let pointer: OpaquePointer

    /// With the protections that every connection has: TLS 1.2 and 1.3 alone, no renegotiation, no compression, no early data,
    /// keys for each connection alone, and authenticated encryption (RFC 9325).
    init(_ role: TLSConnection.Role, minimumVersion: TLSVersion = .v12) throws(TLSFileProblem) {
        ERR_clear_error()
        let method =
            switch role {
            case .server: TLS_server_method()
            case .client: TLS_client_method()
            }
        guard let pointer = SSL_CTX_new(method) else { throw TLSFileProblem(OpenSSLFailure.take()) }
        self.pointer = pointer
        tls_context_restrict(pointer)
        // 2: keys of at least 112 bits of security, such as RSA with 2048.
        SSL_CTX_set_security_level(pointer, 2)
        guard tls_context_set_versions(pointer, minimumVersion == .v13 ? 1 : 0) == 1,
            tls_context_set_groups(pointer, Self.groups) == 1,
            SSL_CTX_set_cipher_list(pointer, Self.cipherList) == 1
        else { throw TLSFileProblem(OpenSSLFailure.take()) }
    }

    deinit { SSL_CTX_free(pointer) }

    /// Elliptic curves only: they take the least time.
    private static let groups = "X25519:P-256:P-384"
    /// Of TLS 1.2.
    private static let cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// Replaces the cipher suites by those of these names.
    ///
    /// - Throws: where there is no such suite, or it lacks authenticated encryption or keys for each connection alone.
    func setCiphers(_ names: [String]) throws(TLSFileProblem) {
        defer { ERR_clear_error() }
        let modern = names.filter { $0.hasPrefix("TLS_") }
        let older = names.filter { !$0.hasPrefix("TLS_") }
        for name in names where !Self.isSafe(name) {
            throw TLSFileProblem(
                "\"\(name)\" is no cipher suite of OpenSSL with authenticated encryption and ephemeral keys")
        }
        if !modern.isEmpty, SSL_CTX_set_ciphersuites(pointer, modern.joined(separator: ":")) != 1 {
            throw TLSFileProblem(OpenSSLFailure.take())
        }
        if !older.isEmpty, SSL_CTX_set_cipher_list(pointer, older.joined(separator: ":")) != 1 {
            throw TLSFileProblem(OpenSSLFailure.take())
        }
    }

    /// One name, and not an expression that stands for several.
    private static func isSafe(_ name: String) -> Bool {
        guard let scratch = SSL_CTX_new(TLS_server_method()) else { return false }
        defer { SSL_CTX_free(scratch) }
        let isModern = name.hasPrefix("TLS_")
        let isKnown =
            isModern
            ? SSL_CTX_set_ciphersuites(scratch, name) == 1 : SSL_CTX_set_cipher_list(scratch, name) == 1
        guard isKnown, let ciphers = SSL_CTX_get_ciphers(scratch) else { return false }
        return (0..<OPENSSL_sk_num(ciphers)).contains { position in
            guard let cipher = OPENSSL_sk_value(ciphers, position).map({ OpaquePointer($0) }),
                let found = SSL_CIPHER_get_name(cipher), String(cString: found) == name
            else { return false }
            return isModern
                || SSL_CIPHER_is_aead(cipher) == 1 && SSL_CIPHER_get_kx_nid(cipher) == NID_kx_ecdhe
        }
    }

    /// Sets the certificate that this side shows.
    ///
    /// - Parameter chain: it, and those that lead to a root.
    func setCertificate(_ chain: [X509Certificate], _ key: PrivateKey) throws(TLSFileProblem) {
        ERR_clear_error()
        guard let own = chain.first, SSL_CTX_use_certificate(pointer, own.pointer) == 1 else {
            throw TLSFileProblem("has a certificate that cannot be used: \(OpenSSLFailure.take())")
        }
        for other in chain.dropFirst() where tls_context_add_chain_certificate(pointer, other.pointer) != 1 {
            throw TLSFileProblem("has a certificate that cannot be used: \(OpenSSLFailure.take())")
        }
        guard SSL_CTX_use_PrivateKey(pointer, key.pointer) == 1 else {
            throw TLSFileProblem("has a certificate that cannot be used: \(OpenSSLFailure.take())")
        }
    }

    /// Asks the peer for a certificate, and trusts those that lead to these.
    func trust(_ authorities: [X509Certificate]) {
        guard let store = SSL_CTX_get_cert_store(pointer) else { return }
        for authority in authorities { X509_STORE_add_cert(store, authority.pointer) }
        // One that occurs twice is no error.
        ERR_clear_error()
    }
}
