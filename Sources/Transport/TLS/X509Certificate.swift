import COpenSSL

/// A certificate in memory (RFC 5280).
///
/// Unchecked because OpenSSL does not change it after it was made, and counts references atomically.
final class X509Certificate: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the reference.
    init(taking pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }

    /// Whether a private key is that of this certificate.
    func belongs(to key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }
}

// MARK: When it is valid

extension X509Certificate {
    /// What is wrong with it at this time; `nil` where nothing is.
    var objection: String? {
        if let start = X509_get0_notBefore(pointer), X509_cmp_current_time(start) > 0 {
            return "is not yet valid: it will be from \(Self.text(start)) on"
        }
        if let end = X509_get0_notAfter(pointer), X509_cmp_current_time(end) < 0 {
            return "has expired on \(Self.text(end))"
        }
        return nil
    }

    /// Until when it is valid: `2027-01-31 12:00:00 UTC`.
    var validUntil: String { X509_get0_notAfter(pointer).map(Self.text) ?? "" }

    /// Whole days from now until it expires.
    var remainingDays: Int {
        var days: CInt = 0
        var seconds: CInt = 0
        guard ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(pointer)) == 1 else { return 0 }
        return Int(days)
    }

    private static func text(_ time: UnsafePointer<ASN1_TIME>) -> String {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else { return "an unknown time" }
        func digits(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map(digits).joined(separator: "-")
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(digits).joined(separator: ":")
        return "\(date) \(clock) UTC"
    }
}

// MARK: Whose it is

extension X509Certificate {
    /// What it says of its owner.
    var facts: PeerCertificate {
        PeerCertificate(
            commonName: commonName, subject: Self.text(X509_get_subject_name(pointer)),
            issuer: Self.text(X509_get_issuer_name(pointer)), alternativeNames: alternativeNames(),
            fingerprint: fingerprint)
    }

    /// The names of hosts that it is for, in lower case: `example.org` or `*.example.org`. The common name counts only where
    /// there are no others (RFC 6125 §6.4.4).
    var hostNames: [String] {
        let names = alternativeNames().filter { $0.hasPrefix("DNS:") }.map { $0.dropFirst(4).lowercased() }
        return names.isEmpty ? [commonName?.lowercased()].compactMap { $0 } : names
    }

    private var commonName: String? {
        guard let subject = X509_get_subject_name(pointer) else { return nil }
        let position = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard position >= 0, let entry = X509_NAME_get_entry(subject, position),
            let data = X509_NAME_ENTRY_get_data(entry)
        else { return nil }
        var memory: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&memory, data)
        guard count >= 0, let memory else { return nil }
        defer { CRYPTO_free(memory, nil, 0) }
        let bytes = UnsafeBufferPointer(start: memory, count: Int(count))
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func text(_ name: OpaquePointer?) -> String {
        guard let memory = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(memory) }
        guard X509_NAME_print_ex(memory, name, 0, tls_name_format) >= 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(memory))
        let count = bytes.isEmpty ? 0 : Int(BIO_read(memory, &bytes, CInt(bytes.count)))
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: CUnsignedInt = 0
        guard X509_digest(pointer, EVP_sha256(), &digest, &count) == 1 else { return "" }
        return digest.prefix(Int(count)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    private func alternativeNames() -> [String] {
        guard let extensions = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(extensions)
        defer { GENERAL_NAMES_free(names) }
        return (0..<OPENSSL_sk_num(names)).compactMap { position in
            guard let name = OPENSSL_sk_value(names, position) else { return nil }
            var type: CInt = 0
            let value = GENERAL_NAME_get0_value(name.assumingMemoryBound(to: GENERAL_NAME.self), &type)
            guard let value else { return nil }
            let string = value.assumingMemoryBound(to: ASN1_STRING.self)
            switch type {
            case GEN_DNS: return Self.text(string).map { "DNS:\($0)" }
            case GEN_EMAIL: return Self.text(string).map { "email:\($0)" }
            case GEN_URI: return Self.text(string).map { "URI:\($0)" }
            case GEN_IPADD: return Self.address(string).map { "IP:\($0.text)" }
            default: return nil
            }
        }
    }

    private static func octets(_ string: UnsafePointer<ASN1_STRING>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
    }

    /// Visible ASCII only: a name with a zero in it would be another name to those who stop reading there.
    private static func text(_ string: UnsafePointer<ASN1_STRING>) -> String? {
        let octets = octets(string)
        guard octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func address(_ string: UnsafePointer<ASN1_STRING>) -> IPAddress? {
        let octets = octets(string)
        switch octets.count {
        case 4: return IPAddress(v4: octets)
        case 16: return IPAddress(v6: octets)
        default: return nil
        }
    }
}
