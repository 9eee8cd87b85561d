import Testing
import WAMP
import WAMPAuth

@Suite("Challenge Response Authentication (advanced profile)")
struct CRAChallengeTests {
    private func realm(_ credential: CRACredential) -> RealmAuthentication {
        .sample([.wampcra], [Principal(authid: "peter", role: "user", wampcra: credential)])
    }

    private func challenge(_ realm: RealmAuthentication, _ authid: String) throws -> ValueDictionary {
        var exchange = AuthenticationExchange.local(realm)
        return try #require(exchange.begin(["wampcra"], authid: authid).challenge?.extra)
    }

    @Test("The challenge is a JSON object with all that the specification asks for")
    func text() throws {
        let text = try #require(
            challenge(realm(CRACredential(secret: "secret")), "peter")["challenge"]?.string)
        let bytes = Array(text.utf8)
        let members = try JSON.parse(bytes.span.bytes).dictionary
        #expect(
            members == [
                "authid": "peter", "authrole": "user", "authmethod": "wampcra", "authprovider": "static",
                "nonce": "AAECAwQFBgcICQoLDA0ODxAR", "timestamp": "1970-01-01T00:00:01.000Z",
                "session": 3_251_278_072_152_162,
            ])
    }

    @Test("A client that knows the secret is welcome, with and without a salt")
    func right() throws {
        let salting = CRACredential.Salting(salt: "salt123", iterations: 1_000, keylen: 32)
        for credential in [
            CRACredential(secret: "secret"), try CRACredential(password: "secret", salting: salting),
        ] {
            var exchange = AuthenticationExchange.local(realm(credential))
            let extra = try #require(exchange.begin(["wampcra"], authid: "peter").challenge?.extra)
            let signature = try CRASignature.answer(extra, secret: "secret")
            #expect(exchange.answer(signature).identity?.authid == "peter")
        }
    }

    @Test("The key of a salted secret is the base64 text of what PBKDF2 makes of it")
    func key() throws {
        // Computed with Python: b64encode(pbkdf2_hmac("sha256", b"secret2", b"salt123", 1000, 32)).
        let salting = CRACredential.Salting(salt: "salt123", iterations: 1_000, keylen: 32)
        let credential = try CRACredential(password: "secret2", salting: salting)
        #expect(
            credential == CRACredential(key: "nythvFZ7EuM5sPCQrrgnz1oJiZXUNcZZFlDIdGSiNUs=", salting: salting)
        )
        // hmac.new(key, b"challenge", "sha256")
        #expect(
            try CRASignature.sign("challenge", key: credential.key)
                == "nFORgi0vfCwlkTTFJCsugXdS/XGIieTd8B619/VwwnI=")
    }

    @Test(
        "A wrong signature is refused", arguments: ["", "x", "gir1mSx+deCDUV7wRM5SGIn/+R/ClqLZuH4m7FJeBVI="])
    func wrong(signature: String) {
        var exchange = AuthenticationExchange.local(realm(CRACredential(secret: "secret")))
        _ = exchange.begin(["wampcra"], authid: "peter")
        #expect(exchange.answer(signature).refusal?.isFailure == true)
    }

    @Test("An unknown authid gets a challenge of the same form, with a salt of its own that stays the same")
    func unknown() throws {
        let salting = CRACredential.Salting(
            salt: "AAECAwQFBgcICQoLDA0ODw==", iterations: 1_000, keylen: 32)
        let realm = realm(try CRACredential(password: "secret", salting: salting))
        let ann = try challenge(realm, "ann")
        #expect(ann.keys == (try challenge(realm, "peter")).keys)
        #expect(ann["salt"] == (try challenge(realm, "ann"))["salt"])
        #expect(ann["salt"] != (try challenge(realm, "bob"))["salt"])
        #expect(ann["salt"]?.string?.utf8.count == salting.salt.utf8.count)
        #expect(ann["salt"]?.string.flatMap(Base64Text.decode)?.count == 16)
        #expect(ann["iterations"] == 1_000)
        var other = realm
        other.mock = MockSecret(secret: [9], realm: "realm1")
        #expect(ann["salt"] != (try challenge(other, "ann"))["salt"])
    }

    @Test("A client does not answer a router that asks for a cheap hash, or makes no sense")
    func clientRefuses() {
        let cheap: ValueDictionary = ["challenge": "c", "salt": "s", "iterations": 1, "keylen": 32]
        #expect(throws: ClientAuthenticationError.weakParameters) {
            try CRASignature.answer(cheap, secret: "secret")
        }
        #expect(throws: ClientAuthenticationError.malformedChallenge("challenge")) {
            try CRASignature.answer([:], secret: "secret")
        }
    }
}
