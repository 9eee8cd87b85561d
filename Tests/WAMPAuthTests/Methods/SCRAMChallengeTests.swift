import Testing
import WAMP

@testable import WAMPAuth

@Suite("Salted Challenge Response Authentication (advanced profile)")
struct SCRAMChallengeTests {
    private static let salt = Array(UInt8(0)..<16)
    private static let serverNonce = "egVDf3DMJh0=AAECAwQFBgcICQoLDA0ODxAR"

    private func realm(_ authid: String, _ kdf: SCRAMCredential.KDF) throws -> RealmAuthentication {
        let credential = try SCRAMCredential(password: "pencil", kdf: kdf, salt: Self.salt)
        return .sample([.scram], [Principal(authid: authid, role: "user", scram: credential)])
    }

    private func hello(_ binding: Value = .null) -> ValueDictionary {
        ["nonce": "egVDf3DMJh0=", "channel_binding": binding]
    }

    private func answer(_ binding: Value = .null, _ data: Value = .null) -> ValueDictionary {
        ["nonce": .string(Self.serverNonce), "channel_binding": binding, "cbind_data": data]
    }

    @Test("AuthMessage, proof and verifier are those of the example in RFC 7677")
    func publishedExample() throws {
        let salt = try #require(Base64Text.decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
        let kdf = SCRAMCredential.KDF.pbkdf2(iterations: 4_096)
        let keys = try SCRAMKeys(saltedPassword: kdf.saltedPassword("pencil", salt: salt))
        let message = SCRAMMessage(
            authid: "user", clientNonce: "rOprNGfwEbeRWgbNEkqO",
            nonce: "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", salt: salt, iterations: 4_096)
        #expect(Base64Text.encode(try message.proof(keys)) == "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        let signature = try message.serverSignature(serverKey: keys.serverKey)
        #expect(Base64Text.encode(signature) == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    }

    // The proofs and verifiers were computed with Python's hashlib, hmac and libargon2.
    @Test("With PBKDF2")
    func pbkdf2() throws {
        var exchange = AuthenticationExchange.local(try realm("user", .pbkdf2(iterations: 4_096)))
        let challenge = exchange.begin(["wamp-scram"], authid: "user", extra: hello()).challenge
        #expect(challenge?.method == "wamp-scram")
        #expect(
            challenge?.extra == [
                "nonce": .string(Self.serverNonce), "salt": "AAECAwQFBgcICQoLDA0ODw==", "kdf": "pbkdf2",
                "iterations": 4_096, "memory": nil,
            ])
        let identity = exchange.answer("QO1m47mtDuw2Bs1Jb1bL5UYB63uco53Bdid50Rxjc3M=", answer()).identity
        #expect(identity?.authmethod == "wamp-scram")
        #expect(identity?.authextra == ["verifier": "aVDgquEffgY/ZFoDqYSbfimsyqNX61T7DSCOiVSgjEo="])
    }

    @Test("With Argon2id, and an authid that is escaped in AuthMessage")
    func argon2id() throws {
        var exchange = AuthenticationExchange.local(
            try realm("a=b,c", .argon2id13(iterations: 2, memory: 64)))
        let challenge = exchange.begin(["wamp-scram"], authid: "a=b,c", extra: hello()).challenge
        #expect(challenge?.extra["kdf"] == "argon2id13")
        #expect(challenge?.extra["memory"] == 64)
        let identity = exchange.answer("SkpOq5s6M+6CFl6V+o4EnV8OrAXxuOHftxgsH4cSFeM=", answer()).identity
        #expect(identity?.authextra == ["verifier": "sL4JVq0+maharNPiaxamBaP15PmH+TAuA5R4T1rqyQI="])
    }

    @Test("With channel binding")
    func channelBinding() throws {
        let data = Array(UInt8(100)..<132)
        var peer = PeerFacts.local
        peer.channelBindings = ["tls-exporter": data]
        let realm = try realm("user", .pbkdf2(iterations: 4_096))
        let encoded = Value.string(Base64Text.encode(data))
        let proof = "XEO+ktVMxu5D5B/z/BZCYlKPopnAeYbqbr/VRk0X5uw="
        let answers: [(ValueDictionary, Bool)] = [
            (answer("tls-exporter", encoded), true), (answer("tls-exporter", .null), false),
            (answer(.null, encoded), false), (answer("tls-unique", encoded), false),
            (answer("tls-exporter", "AAAA"), false), (answer(), false),
        ]
        for (answer, isRight) in answers {
            var exchange = AuthenticationExchange.local(realm, peer)
            _ = exchange.begin(["wamp-scram"], authid: "user", extra: hello("tls-exporter"))
            #expect((exchange.answer(proof, answer).identity != nil) == isRight)
        }
    }

    @Test("Channel binding that the connection does not have ends the authentication")
    func unsupportedBinding() throws {
        let realm = try realm("user", .pbkdf2(iterations: 4_096))
        var exchange = AuthenticationExchange.local(realm)
        let refusal = exchange.begin(["wamp-scram", "ticket"], authid: "user", extra: hello("tls-unique"))
            .refusal
        #expect(refusal?.reason == .noMatchingAuthMethod)
        var bound = realm
        bound.boundMethods = [.scram]
        var unbound = AuthenticationExchange.local(bound)
        #expect(unbound.begin(["wamp-scram"], authid: "user", extra: hello()).refusal != nil)
    }

    @Test("Autobahn's form is accepted under its name")
    func autobahn() throws {
        var exchange = AuthenticationExchange.local(
            try realm("user", .argon2idText(iterations: 2, memory: 64)))
        let challenge = exchange.begin(["scram"], authid: "user", extra: ["nonce": "egVDf3DMJh0="]).challenge
        #expect(challenge?.method == "scram")
        #expect(challenge?.extra["kdf"] == "argon2id-13")
        let identity = exchange.answer("6lZ2eC6cc695zH2DHFQ4jCNbHAZZvnUyoe0lBveYRyI=").identity
        #expect(identity?.authmethod == "scram")
        #expect(
            identity?.authextra["scram_server_signature"] == "Sq50pkrmXR+NJtLz9athzJDsNIG0KRDHq9d9akX3juI=")
    }

    @Test("Wrong proofs and nonces are refused")
    func wrong() throws {
        let realm = try realm("user", .pbkdf2(iterations: 4_096))
        let proof = "QO1m47mtDuw2Bs1Jb1bL5UYB63uco53Bdid50Rxjc3M="
        let answers: [(String, ValueDictionary)] = [
            ("", answer()), ("!", answer()), ("RO1m47mtDuw2Bs1Jb1bL5UYB63uco53Bdid50Rxjc3M=", answer()),
            (proof, [:]), (proof, ["nonce": "egVDf3DMJh0="]), (proof, ["nonce": 1]),
        ]
        for (signature, extra) in answers {
            var exchange = AuthenticationExchange.local(realm)
            _ = exchange.begin(["wamp-scram"], authid: "user", extra: hello())
            #expect(exchange.answer(signature, extra).refusal?.isFailure == true)
        }
    }

    @Test("An unknown authid gets a challenge of the same form, with a salt that stays the same")
    func unknown() throws {
        let realm = try realm("user", .argon2id13(iterations: 2, memory: 64))
        func challenge(_ authid: String) throws -> ValueDictionary {
            var exchange = AuthenticationExchange.local(realm)
            return try #require(
                exchange.begin(["wamp-scram"], authid: authid, extra: hello()).challenge?.extra)
        }
        let ann = try challenge("ann")
        #expect(ann.keys == (try challenge("user")).keys)
        #expect(ann == (try challenge("ann")))
        #expect(ann["salt"] != (try challenge("bob"))["salt"])
        #expect(ann["salt"]?.string.flatMap(Base64Text.decode)?.count == 16)
        #expect(ann["memory"] == 64)
    }

    @Test(
        "A nonce that is missing or no base64 is not accepted",
        arguments: [[:], ["nonce": ""], ["nonce": "a,b="]] as [ValueDictionary])
    func nonce(extra: ValueDictionary) throws {
        var exchange = AuthenticationExchange.local(try realm("user", .pbkdf2(iterations: 4_096)))
        #expect(
            exchange.begin(["wamp-scram"], authid: "user", extra: extra).refusal?.reason
                == .noMatchingAuthMethod)
    }
}
