import Testing

@testable import Transport

@Suite("Certificate files (RFC 7468, RFC 5280)")
struct TLSIdentityTests {
    private let files: CertificateFolder
    private let own = TestCertificate("localhost", ["DNS:localhost"])

    init() throws { files = try CertificateFolder() }

    private func complaint(_ chain: String, _ key: String) -> String? {
        do throws(TLSLoadError) {
            _ = try TLSIdentity(.init(chain: chain, key: key), at: 0)
            return nil
        } catch {
            return error.description.replacing(files.folder.path, with: "")
        }
    }

    @Test("A certificate and its key are loaded, from two files or one")
    func loaded() throws {
        let chain = try files.file("a.pem", own.certificateText)
        let key = try files.file("a.key", own.keyText)
        let both = try files.file("both.pem", own.keyText + own.certificateText)
        #expect(complaint(chain, key) == nil)
        #expect(complaint(both, both) == nil)
        #expect(try TLSIdentity(.init(chain: chain, key: key), at: 0).hostNames == ["localhost"])
    }

    @Test("What is wrong with the certificate's file is said")
    func chain() throws {
        let key = try files.file("a.key", own.keyText)
        #expect(complaint(files.folder.path("no.pem"), key) == "the certificate file /no.pem does not exist")
        #expect(complaint(files.folder.path, key) == "the certificate file  is no file")
        let text = try files.file("text.pem", "hello")
        #expect(
            complaint(text, key)
                == "the certificate file /text.pem is not in PEM format: it has no line -----BEGIN …-----")
        #expect(complaint(key, key) == "the certificate file /a.key has no certificate")
        let broken = try files.file(
            "broken.pem", own.certificateText.replacing("MII", with: "AAA").replacing("MIH", with: "AAA"))
        #expect(
            complaint(broken, key)?.hasPrefix(
                "the certificate file /broken.pem has a certificate that cannot be read: ")
                == true)
        let cut = try files.file("cut.pem", own.certificateText + String(own.certificateText.dropLast(40)))
        #expect(complaint(cut, key)?.contains("cannot be read") == true)
        let large = try files.file("large.pem", String(repeating: "x", count: PEMFile.maximumSize + 1))
        #expect(complaint(large, key) == "the certificate file /large.pem is larger than 1024 KiB")
    }

    @Test("What is wrong with the key's file is said")
    func key() throws {
        let chain = try files.file("a.pem", own.certificateText)
        #expect(complaint(chain, files.folder.path("no.key")) == "the key file /no.key does not exist")
        #expect(complaint(chain, chain) == "the key file /a.pem has no private key")
        let encrypted = try files.file("encrypted.key", own.encryptedKeyText)
        #expect(
            complaint(chain, encrypted)
                == "the key file /encrypted.key is encrypted: the router has no password for it")
        let other = try files.file("other.key", TestCertificate("other").keyText)
        #expect(
            complaint(chain, other)
                == "the key in /other.key does not belong to the certificate in /a.pem")
    }

    @Test("A certificate is refused before and after the time of its validity")
    func validity() throws {
        let old = TestCertificate("old", days: -10 ... -1)
        let written = try files.write(old)
        let text = try #require(complaint(written.chain, written.key))
        #expect(text.hasPrefix("the certificate in /own.pem has expired on 2"))
        #expect(text.hasSuffix(" UTC"))
        let early = try files.write(TestCertificate("early", days: 1...10))
        #expect(
            complaint(early.chain, early.key)?.hasPrefix(
                "the certificate in /own.pem is not yet valid: it will be from 2") == true)
    }

    @Test("A key that everybody can read, and a certificate that expires soon, are worth a warning")
    func warnings() throws {
        var written = try files.write(own)
        #expect(
            try files.warnings(written) == ["the key file /own.key can be read by everybody on this machine"])
        try files.hide("own.key")
        #expect(try files.warnings(written).isEmpty)
        written = try files.write(TestCertificate("soon", days: -1...13), name: "soon")
        try files.hide("soon.key")
        #expect(
            try files.warnings(written).first?.hasPrefix("the certificate in /soon.pem expires on 2") == true)
    }
}

@Suite("The certificate for a name (RFC 6125 §6.4.3)")
struct ServerNameChoiceTests {
    @Test(
        "An exact name counts before a wildcard, and the first certificate before later ones",
        arguments: [
            ("a.test", 0), ("A.TEST", 0), ("x.b.test", 2), ("y.b.test", 1), ("b.test", nil),
            ("y.x.b.test", nil),
            (".b.test", nil), ("", nil), ("test", nil), ("*.b.test", 1),
        ] as [(String, Int?)])
    func choice(name: String, position: Int?) {
        let choice = ServerNameChoice([["a.test"], ["*.b.test", "a.test"], ["x.b.test", "*.b.test"], []])
        #expect(choice.position(of: name) == position)
    }
}
