import Testing
import WAMPAuth

@Suite("What the cryptographic library is asked for")
struct CryptographyTests {
    @Test("SHA-256, HMAC and PBKDF2 give the values of their standards and of Python")
    func values() throws {
        #expect(
            Hexadecimal.encode(SHA256.digest(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        // RFC 4231 section 4.3.
        #expect(
            Hexadecimal.encode(
                try HMACSHA256.code(key: Array("Jefe".utf8), "what do ya want for nothing?"))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        // An empty key is one of zeros, and not the one of the call before.
        #expect(
            Hexadecimal.encode(try HMACSHA256.code(key: [], ""))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        // RFC 7914 section 11.
        let key = try PBKDF2.derive(
            password: Array("passwd".utf8), salt: Array("salt".utf8), iterations: 1, size: 64)
        #expect(
            Hexadecimal.encode(key).hasPrefix(
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"))
        #expect(throws: Never.self) { try PBKDF2.derive(password: [], salt: [], iterations: 1) }
    }

    @Test("Ed25519 gives the values of RFC 8032 section 7.1")
    func ed25519() throws {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        let key = try Ed25519.PrivateKey(seed: #require(Hexadecimal.decode(seed)))
        #expect(
            Hexadecimal.encode(key.publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = try key.sign([])
        #expect(
            Hexadecimal.encode(signature)
                == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        #expect(Ed25519.isValid(signature, of: [], publicKey: key.publicKey))
        #expect(!Ed25519.isValid(signature, of: [0], publicKey: key.publicKey))
        #expect(!Ed25519.isValid([], of: [], publicKey: key.publicKey))
        #expect(!Ed25519.isValid(signature, of: [], publicKey: []))
    }

    @Test("Costs out of bounds are refused instead of computed")
    func bounds() {
        #expect(throws: CryptographyError.self) {
            try PBKDF2.derive(password: [], salt: [], iterations: 1 << 40)
        }
        for cost in [
            Argon2id.Cost(iterations: 0, memory: 64), .init(iterations: 1, memory: 1 << 30),
            .init(iterations: 1_000, memory: 1 << 20), .init(iterations: 1, memory: 7),
        ] {
            #expect(throws: CryptographyError.self) {
                try Argon2id.derive(password: [], salt: Array(0..<16), cost: cost)
            }
        }
    }

    @Test("Texts that are no canonical base64 or hexadecimal digits are refused")
    func texts() {
        #expect(Hexadecimal.decode("00fF") == [0, 255])
        for text in ["0", "0g", "é", " 00"] { #expect(Hexadecimal.decode(text) == nil) }
        #expect(Base64URL.decode("-_8".utf8) == [251, 255])
        for text in ["+/8", "-_8=", "-_9", "A"] { #expect(Base64URL.decode(text.utf8) == nil) }
    }
}
