import COpenSSL
import Foundation

@testable import Transport

/// A certificate that is made for a test, with its key.
final class TestCertificate {
    let certificate: OpaquePointer
    let key: OpaquePointer?

    enum KeyKind {
        case ed25519, rsa
    }

    /// - Parameters:
    ///   - names: alternative names, such as `DNS:example.org`.
    ///   - issuer: who signs it; `nil`: it signs itself.
    ///   - days: from when to when it is valid, in days from now.
    init(
        _ commonName: String, _ names: [String] = [], isAuthority: Bool = false,
        issuer: TestCertificate? = nil, days: ClosedRange<Int> = -1...365, key kind: KeyKind = .ed25519
    ) {
        key = Self.makeKey(kind)
        certificate = X509_new()
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...1 << 40))
        X509_gmtime_adj(X509_getm_notBefore(certificate), days.lowerBound * 86_400)
        X509_gmtime_adj(X509_getm_notAfter(certificate), days.upperBound * 86_400)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        for (field, text) in [("O", "Example"), ("CN", commonName)] {
            X509_NAME_add_entry_by_txt(subject, field, MBSTRING_FLAG | 1, text, -1, -1, 0)
        }
        let issuerName = issuer.map { X509_get_subject_name($0.certificate) } ?? subject
        X509_set_issuer_name(certificate, issuerName)
        if !names.isEmpty { add(NID_subject_alt_name, names.joined(separator: ",")) }
        if isAuthority { add(NID_basic_constraints, "critical,CA:TRUE") }
        let signer = issuer?.key ?? key
        X509_sign(certificate, signer, EVP_PKEY_get_id(signer) == EVP_PKEY_ED25519 ? nil : EVP_sha256())
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    private static func makeKey(_ kind: KeyKind) -> OpaquePointer? {
        let context = EVP_PKEY_CTX_new_id(kind == .rsa ? EVP_PKEY_RSA : EVP_PKEY_ED25519, nil)
        defer { EVP_PKEY_CTX_free(context) }
        EVP_PKEY_keygen_init(context)
        if kind == .rsa { EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) }
        var key: OpaquePointer?
        EVP_PKEY_keygen(context, &key)
        return key
    }

    private func add(_ kind: CInt, _ value: String) {
        let made = X509V3_EXT_conf_nid(nil, nil, kind, value)
        X509_add_ext(certificate, made, -1)
        X509_EXTENSION_free(made)
    }

    /// The certificate as text.
    var certificateText: String { Self.text { PEM_write_bio_X509($0, certificate) } }

    /// The key as text.
    var keyText: String { Self.text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) } }

    /// The key as text that only a password opens.
    var encryptedKeyText: String {
        Self.text { PEM_write_bio_PKCS8PrivateKey($0, key, EVP_aes_128_cbc(), "secret", 6, nil, nil) }
    }

    private static func text(_ write: (OpaquePointer?) -> CInt) -> String {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        _ = write(memory)
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(memory))
        BIO_read(memory, &bytes, CInt(bytes.count))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Files with certificates and keys.
struct CertificateFolder {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a certificate with the others of its chain, and its key.
    func write(
        _ certificate: TestCertificate, _ others: [TestCertificate] = [], name: String = "own"
    ) throws -> TLSSettings.Certificate {
        let chain = ([certificate] + others).map(\.certificateText).joined()
        return TLSSettings.Certificate(
            chain: try file("\(name).pem", chain), key: try file("\(name).key", certificate.keyText))
    }

    /// Writes a file, and returns its path.
    @discardableResult
    func file(_ name: String, _ text: String) throws -> String {
        try folder.write(name, text)
        return folder.path(name)
    }
}

extension CertificateFolder {
    /// Nobody but the owner may read a file.
    func hide(_ name: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }

    /// The warnings about a certificate, without the path of the folder.
    func warnings(_ written: TLSSettings.Certificate) throws -> [String] {
        try TLSIdentity(written, at: 0).warnings.map { $0.replacing(folder.path, with: "") }
    }
}

extension TemporaryFolder {
    func path(_ name: String) -> String { path + "/" + name }
}

extension TestCertificate {
    var sha256: String {
        var bytes = [UInt8](repeating: 0, count: 32)
        X509_digest(certificate, EVP_sha256(), &bytes, nil)
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
