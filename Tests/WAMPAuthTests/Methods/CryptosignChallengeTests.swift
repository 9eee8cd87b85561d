import Testing
import WAMP
import WAMPAuth

@Suite("Cryptosign-based Authentication (advanced profile)")
struct CryptosignChallengeTests {
    /// A key, whose principal is device1.
    private static func key(_ seed: UInt8) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: Array(repeating: seed, count: 32))
    }

    private func realm(routerKey: Ed25519.PrivateKey? = nil) throws -> RealmAuthentication {
        let keys = try [Self.key(1).publicKey, Self.key(2).publicKey]
        var realm = RealmAuthentication.sample(
            [.cryptosign], [Principal(authid: "device1", role: "user", publicKeys: keys)])
        realm.routerKey = routerKey
        return realm
    }

    private func hello(_ key: Ed25519.PrivateKey, _ more: ValueDictionary = [:]) -> ValueDictionary {
        var extra: ValueDictionary = ["pubkey": .string(Hexadecimal.encode(key.publicKey))]
        for (key, value) in more { extra[key] = value }
        return extra
    }

    private func signed(_ message: [UInt8], _ key: Ed25519.PrivateKey) throws -> String {
        Hexadecimal.encode(try key.sign(message) + message)
    }

    @Test("The published vectors are accepted", arguments: CryptosignVector.all)
    func vector(vector: CryptosignVector) throws {
        let key = try Ed25519.PrivateKey(seed: #require(Hexadecimal.decode(vector.privateKey)))
        let challenge = try #require(Hexadecimal.decode(vector.challenge))
        var peer = PeerFacts.local
        var extra = hello(key)
        if let id = vector.channelID {
            peer.channelBindings = ["tls-exporter": try #require(Hexadecimal.decode(id))]
            extra["channel_binding"] = "tls-exporter"
        }
        let realm = RealmAuthentication.sample(
            [.cryptosign], [Principal(authid: "joe", role: "user", publicKeys: [key.publicKey])])
        var exchange = AuthenticationExchange(realm, peer: peer, session: 1)
        let offer = AuthenticationOffer(methods: ["cryptosign"], authid: nil, extra: extra)
        let sent = exchange.begin(offer, now: 0, random: challenge).challenge?.extra
        #expect(sent?["challenge"] == .string(vector.challenge))
        #expect(sent?["channel_binding"] == (vector.channelID == nil ? .null : "tls-exporter"))
        #expect(exchange.answer(signature: vector.signature, extra: [:], now: 1).identity?.authid == "joe")

        // The library's own client signs the same.
        var client = ClientAuthentication(
            [.cryptosign(key, routerKey: nil)], authid: nil,
            channelBinding: peer.channelBindings["tls-exporter"].map { ("tls-exporter", $0) },
            random: Array(repeating: 0, count: 32))
        let answer = try client.answer(Message.Challenge(authMethod: "cryptosign", extra: #require(sent)))
        #expect(answer.signature == vector.signature)
    }

    @Test("Each key of a principal is good, and the authid comes from the key")
    func keys() throws {
        for (seed, authid, isRight) in [
            (UInt8(1), nil, true), (2, nil, true), (1, "device1", true), (1, "device2", false),
            (3, nil, false),
            (3, "device1", false),
        ] {
            let key = try Self.key(seed)
            var exchange = AuthenticationExchange.local(try realm())
            let challenge = exchange.begin(["cryptosign"], authid: authid, extra: hello(key)).challenge
            #expect(challenge?.extra.keys == ["challenge", "channel_binding"])
            let step = exchange.answer(try signed(Array(0..<32), key))
            #expect((step.identity?.authid == "device1") == isRight)
            #expect((step.refusal?.isFailure == true) == !isRight)
        }
    }

    @Test("A signature of anything but the challenge just sent is refused, however valid it is")
    func replay() throws {
        let key = try Self.key(1)
        let right = try signed(Array(0..<32), key)
        let wrong = [
            try signed(Array(1..<33), key), try signed(Array(0..<32), Self.key(2)), String(right.dropLast(2)),
            right + "00", "", String(repeating: "zz", count: 96),
        ]
        for signature in wrong {
            var exchange = AuthenticationExchange.local(try realm())
            _ = exchange.begin(["cryptosign"], extra: hello(key))
            #expect(exchange.answer(signature).refusal?.isFailure == true)
        }
    }

    @Test(
        "With channel binding the challenge alone is not enough; tls-unique of 12 bytes goes through SHA-256")
    func binding() throws {
        let key = try Self.key(1)
        var peer = PeerFacts.local
        peer.channelBindings = ["tls-unique": Array(repeating: 7, count: 12)]
        let id = SHA256.digest(Array(repeating: 7, count: 12))
        let message = zip(Array(UInt8(0)..<32), id).map { $0 ^ $1 }
        for (message, isRight) in [(message, true), (Array(0..<32), false)] {
            var exchange = AuthenticationExchange.local(try realm(), peer)
            _ = exchange.begin(["cryptosign"], extra: hello(key, ["channel_binding": "tls-unique"]))
            #expect((exchange.answer(try signed(message, key)).identity != nil) == isRight)
        }
    }

    @Test("A channel binding that the connection does not have is not used, and refused where it is required")
    func missingBinding() throws {
        let key = try Self.key(1)
        var realm = try realm()
        let extra = hello(key, ["channel_binding": "tls-exporter"])
        var exchange = AuthenticationExchange.local(realm)
        #expect(exchange.begin(["cryptosign"], extra: extra).challenge?.extra["channel_binding"] == .null)
        realm.boundMethods = [.cryptosign]
        var bound = AuthenticationExchange.local(realm)
        #expect(bound.begin(["cryptosign"], extra: extra).refusal?.reason == .noMatchingAuthMethod)
    }

    @Test("The router answers the challenge of a client with its own key, and the client checks it")
    func router() throws {
        let key = try Self.key(1)
        let routerKey = try Self.key(9)
        for (expected, isRight) in [(routerKey.publicKey, true), (key.publicKey, false)] {
            var client = ClientAuthentication(
                [.cryptosign(key, routerKey: expected)], authid: nil, random: Array(32..<64))
            let extra = try #require(client.helloDetails["authextra"]?.dictionary)
            #expect(extra["challenge"] == .string(Hexadecimal.encode(Array(32..<64))))
            var exchange = AuthenticationExchange.local(try realm(routerKey: routerKey))
            let challenge = try #require(exchange.begin(["cryptosign"], extra: extra).challenge)
            #expect(challenge.extra["pubkey"] == .string(Hexadecimal.encode(routerKey.publicKey)))
            #expect(challenge.extra["signature"] == .string(try signed(Array(32..<64), routerKey)))
            let message = Message.Challenge(authMethod: challenge.method, extra: challenge.extra)
            if isRight {
                #expect(exchange.answer(try client.answer(message).signature).identity != nil)
            } else {
                #expect(throws: ClientAuthenticationError.unprovenRouter) { try client.answer(message) }
            }
        }
    }

    @Test(
        "Members of authextra that are none are not accepted",
        arguments: [
            [:], ["pubkey": "00"], ["pubkey": 1], ["pubkey": "zz"],
            ["pubkey": .string(String(repeating: "0", count: 64)), "challenge": "00"],
            ["pubkey": .string(String(repeating: "0", count: 64)), "channel_binding": 1],
        ] as [ValueDictionary])
    func malformed(extra: ValueDictionary) throws {
        var exchange = AuthenticationExchange.local(try realm())
        #expect(exchange.begin(["cryptosign"], extra: extra).refusal?.reason == .noMatchingAuthMethod)
    }
}
