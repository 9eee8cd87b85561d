import Testing
import WAMPAuth

@Suite("How secrets and names are kept")
struct PasswordHashTests {
    @Test("A hash that another program made is understood")
    func foreign() {
        // Of argon2id_hash_encoded: 2 passes, 64 KiB, the salt "somesalt".
        let hash = PasswordHash(
            "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$FqGkmHNGCd0BRW2kBt6fPZ2pPmyGwwChL8FGUhTOSSI")
        #expect(hash?.matches("password") == true)
        #expect(hash?.matches("Password") == false)
        #expect(
            hash?.text
                == "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$FqGkmHNGCd0BRW2kBt6fPZ2pPmyGwwChL8FGUhTOSSI")
    }

    @Test(
        "Texts that are no hashes, and costs that would take minutes",
        arguments: [
            "", "password", "plain:", "sha256:00", "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ",
            "$argon2i$v=19$m=64,t=2,p=1$c29tZXNhbHQ$AAECAwQFBgcICQoLDA0ODw",
            "$argon2id$v=16$m=64,t=2,p=1$c29tZXNhbHQ$AAECAwQFBgcICQoLDA0ODw",
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAECAwQFBgcICQoLDA0ODw",
            "$argon2id$v=19$m=64,t=2000,p=1$c29tZXNhbHQ$AAECAwQFBgcICQoLDA0ODw",
        ])
    func none(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("Addresses in and out of ranges")
    func ranges() throws {
        let cases: [(String, String, Bool)] = [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("192.0.2.128/25", "192.0.2.129", true), ("192.0.2.128/25", "192.0.2.1", false),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false), ("0.0.0.0/0", "::1", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ]
        for (range, address, isIn) in cases {
            let range = try #require(AddressRange(range))
            #expect(range.contains(try #require(NetworkAddress(address))) == isIn)
        }
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "a", "10.0.0.0/"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }

    @Test("Names of certificates")
    func certificates() {
        let digits = String(repeating: "0a", count: 32)
        #expect(CertificateName("sha256:" + digits) == .fingerprint(Array(repeating: 10, count: 32)))
        #expect(CertificateName("cn:device 1") == .commonName("device 1"))
        #expect(CertificateName("san:a.example") == .subjectAlternativeName("a.example"))
        for text in ["", "cn:", "sha256:00", "device"] { #expect(CertificateName(text) == nil) }
    }
}
