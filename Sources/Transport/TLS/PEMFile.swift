import COpenSSL

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file with certificates or a key, as text (RFC 7468).
struct PEMFile {
    let path: String
    private let bytes: [UInt8]
    /// Anybody on this machine can read it.
    let isPublic: Bool

    /// All roots that a system trusts take a quarter of this.
    static let maximumSize = 1 << 20

    /// Reads the whole file.
    init(_ path: String) throws(TLSFileProblem) {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw TLSFileProblem(Self.words(for: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw TLSFileProblem(Self.words(for: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw TLSFileProblem("is no file") }
        isPublic = status.st_mode & S_IROTH != 0
        guard status.st_size <= Self.maximumSize else {
            throw TLSFileProblem("is larger than \(Self.maximumSize >> 10) KiB")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let found = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if found < 0, errno == EINTR { continue }
            guard found >= 0 else { throw TLSFileProblem(Self.words(for: errno)) }
            if found == 0 { break }
            count += found
        }
        self.bytes = Array(bytes.prefix(count))
    }

    private static func words(for error: CInt) -> String {
        switch error {
        case ENOENT: "does not exist"
        case EACCES: "may not be read"
        default: "cannot be read: \(String(cString: strerror(error)))"
        }
    }

    /// The certificates, in the order of the file; at least one.
    func certificates() throws(TLSFileProblem) -> [X509Certificate] {
        var certificates: [X509Certificate] = []
        guard let text = memory() else { throw TLSFileProblem("cannot be read: there is no memory") }
        defer { BIO_free(text) }
        ERR_clear_error()
        while let found = PEM_read_bio_X509(text, nil, nil, nil) {
            certificates.append(X509Certificate(taking: found))
        }
        // The end of the file is an error, too.
        let code = ERR_peek_last_error()
        let isEnd = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE
        let reason = OpenSSLFailure.take()
        guard isEnd else { throw TLSFileProblem("has a certificate that cannot be read: \(reason)") }
        guard !certificates.isEmpty else {
            throw TLSFileProblem(
                isPEM ? "has no certificate" : "is not in PEM format: it has no line -----BEGIN …-----")
        }
        return certificates
    }

    /// The private key.
    func privateKey() throws(TLSFileProblem) -> PrivateKey {
        guard let text = memory() else { throw TLSFileProblem("cannot be read: there is no memory") }
        defer { BIO_free(text) }
        ERR_clear_error()
        var isEncrypted = false
        let found = withUnsafeMutablePointer(to: &isEncrypted) { isEncrypted in
            PEM_read_bio_PrivateKey(
                text, nil,
                { _, _, _, isEncrypted in
                    isEncrypted?.assumingMemoryBound(to: Bool.self).pointee = true
                    return -1
                }, isEncrypted)
        }
        guard let found else {
            let reason = OpenSSLFailure.take()
            guard !isEncrypted else {
                throw TLSFileProblem("is encrypted: the router has no password for it")
            }
            guard isPEM else {
                throw TLSFileProblem("is not in PEM format: it has no line -----BEGIN …-----")
            }
            guard contains("PRIVATE KEY-----") else { throw TLSFileProblem("has no private key") }
            throw TLSFileProblem("has a private key that cannot be read: \(reason)")
        }
        return PrivateKey(taking: found, isPublic: isPublic)
    }

    private var isPEM: Bool { contains("-----BEGIN ") }

    private func contains(_ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    /// The text, for OpenSSL to read; the file must outlive it.
    private func memory() -> OpaquePointer? {
        guard let memory = BIO_new(BIO_s_mem()) else { return nil }
        let isWritten = bytes.isEmpty || BIO_write(memory, bytes, CInt(bytes.count)) == bytes.count
        if isWritten { return memory }
        BIO_free(memory)
        return nil
    }
}
