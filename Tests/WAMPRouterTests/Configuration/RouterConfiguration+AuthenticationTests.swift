import Foundation
import Testing
import WAMP
import WAMPAuth

@testable import WAMPRouter

@Suite("Authentication in the configuration")
struct RouterConfigurationAuthenticationTests {
    private func realm(_ authentication: String) throws -> RealmAuthentication {
        let text = configuration(authentication: authentication)
        return try RouterConfiguration.parse(Array(text.utf8)).realms[0].compiledAuthentication(mockSecret: [
            1
        ])
    }

    private func begin(
        _ realm: RealmAuthentication, _ method: String, _ authid: String?, _ extra: ValueDictionary = [:],
        peer: PeerFacts = PeerFacts(isLoopback: true)
    ) -> (AuthenticationExchange, AuthenticationStep) {
        var exchange = AuthenticationExchange(realm, peer: peer, session: 1)
        let offer = AuthenticationOffer(methods: [method], authid: authid, extra: extra)
        let step = exchange.begin(offer, now: 0, random: Array(0..<32))
        return (exchange, step)
    }

    @Test("Every key arrives in its place")
    func everyKey() throws {
        let parsed = try RouterConfiguration.parse(Array(completeConfiguration.utf8)).realms[0].authentication
        let digits = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        var expected = RouterConfiguration.Authentication(
            anonymous: .init(role: "a"), usersFile: "users.json")
        expected.ticket = .init()
        expected.ticket?.allowsPlainText = true
        expected.wampcra = .init()
        expected.scram = .init()
        expected.scram?.requiresChannelBinding = true
        expected.cryptosign = .init()
        expected.cryptosign?.requiresChannelBinding = true
        expected.cryptosign?.routerKey = digits
        expected.tls = .init()
        expected.cookie = .init(name: "c")
        expected.cookie?.allowsPlainText = true
        expected.header = .init(name: "X-User", trusted: ["10.0.0.0/8", "::1", "unix"], role: "a")
        var publicKey = RouterConfiguration.JSONWebKey(publicKey: "", algorithm: .es256)
        publicKey.publicKey = nil
        publicKey.publicKeyFile = "key.pem"
        expected.jwt = .init(
            keys: [.init(secret: digits, id: "1"), publicKey], issuer: "i", audience: "d", role: "a",
            roleClaim: "r")
        expected.jwt?.leeway = .milliseconds(5)
        expected.dynamic = .init(
            procedure: "a.b", methods: [.ticket, .scram], timeout: .milliseconds(50))
        expected.challengeTimeout = .milliseconds(500)
        expected.mockSecret = digits
        var joe = RouterConfiguration.Principal(authid: "joe", role: "a")
        joe.ticket = "sha256:" + digits
        joe.wampcra = .init(key: key, salt: "saltsalt", iterations: 1_000)
        joe.scram = .init(
            kdf: .argon2id13, iterations: 2, memory: 64, salt: "AAECAwQFBgcICQoLDA0ODw==", storedKey: key,
            serverKey: key)
        joe.cryptosign = [digits]
        joe.tls = ["cn:joe", "sha256:" + digits]
        joe.cookies = ["plain:x"]
        var ann = RouterConfiguration.Principal(authid: "ann", role: "a")
        ann.wampcra = .init(secret: "s")
        expected.principals = [joe, ann]
        #expect(parsed == expected)
    }

    @Test("What wamp-router hash prints lets the client in, and another secret does not")
    func snippets() throws {
        let salt = Array(UInt8(0)..<16)
        let snippets: [(ValueDictionary, ClientCredential)] = [
            (try PrincipalSnippet.wampcra("secret", salt: salt), .wampcra("secret")),
            (try PrincipalSnippet.scram("secret", salt: salt), .scram("secret")),
            (try PrincipalSnippet.scram("secret", salt: salt, usesPBKDF2: true), .scram("secret")),
            (PrincipalSnippet.token("secret"), .ticket("secret")),
        ]
        for (snippet, credential) in snippets {
            let principal = PrincipalSnippet.text(snippet, authid: "joe", role: "a")
            let method = try #require(snippet.keys.first)
            let realm = try realm(#"{"\#(method)":{},"principals":[\#(principal)]}"#)
            for (authid, isRight) in [("joe", true), ("ann", false)] {
                var client = ClientAuthentication([credential], authid: authid, random: Array(32..<64))
                var exchange = AuthenticationExchange(realm, peer: PeerFacts(isLoopback: true), session: 1)
                let hello = try HelloDetails(client.helloDetails)
                let step = exchange.begin(AuthenticationOffer(hello), now: 0, random: Array(0..<32))
                guard case .challenge(let name, let extra) = step else {
                    Issue.record("no challenge for \(method)")
                    continue
                }
                let answer = try client.answer(Message.Challenge(authMethod: name, extra: extra))
                let end = exchange.answer(signature: answer.signature, extra: answer.extra, now: 1)
                switch end {
                case .welcome(let identity):
                    #expect(isRight)
                    try client.check(["authextra": .dictionary(identity.authextra)])
                case .refuse(let refusal):
                    #expect(!isRight)
                    #expect(refusal.isFailure)
                default: Issue.record("neither welcome nor refusal")
                }
            }
        }
    }

    @Test("A ticket's hash is as slow as it should be, and right")
    func ticket() throws {
        let snippet = try PrincipalSnippet.ticket("secret", salt: Array(0..<16))
        let text = try #require(snippet["ticket"]?.string)
        #expect(text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        let realm = try realm(
            #"{"ticket":{},"principals":[{"authid":"joe","role":"a","ticket":"\#(text)"}]}"#)
        var (exchange, _) = begin(realm, "ticket", "joe")
        guard case .check(let check) = exchange.answer(signature: "secret", extra: [:], now: 1) else {
            Issue.record("no slow check")
            return
        }
        #expect(check.run())
    }

    @Test("Certificates, cookies and headers of a trusted proxy find their principal")
    func transport() throws {
        let realm = try realm(
            """
            {"tls":{},"cookie":{"name":"sid"},"header":{"name":"X-User","trusted":["10.0.0.0/8","unix"]},
            "principals":[{"authid":"joe","role":"a","tls":["cn:device1"],"cookies":["plain:abc"]}]}
            """)
        func identity(_ method: String, _ peer: PeerFacts) -> String? {
            guard case .welcome(let identity) = begin(realm, method, nil, peer: peer).1 else { return nil }
            return identity.authid
        }
        let certificate = ClientCertificate(fingerprint: [], commonName: "device1")
        #expect(identity("tls", PeerFacts(isSecure: true, certificate: certificate)) == "joe")
        let other = ClientCertificate(
            fingerprint: [], commonName: "device2", subjectAlternativeNames: ["device1"])
        #expect(identity("tls", PeerFacts(isSecure: true, certificate: other)) == nil)
        #expect(identity("cookie", PeerFacts(isSecure: true, headers: [("Cookie", "a=b; sid=abc")])) == "joe")
        #expect(identity("cookie", PeerFacts(isSecure: true, headers: [("Cookie", "sid=abcd")])) == nil)
        #expect(identity("cookie", PeerFacts(host: "192.0.2.1", headers: [("Cookie", "sid=abc")])) == nil)
        let headers = [(name: "x-user", value: "joe")]
        #expect(
            identity("header", PeerFacts(host: "1.2.3.4", connectionHost: "10.1.2.3", headers: headers))
                == "joe")
        #expect(
            identity("header", PeerFacts(host: "10.1.2.3", connectionHost: "1.2.3.4", headers: headers))
                == nil)
        #expect(identity("header", PeerFacts(headers: headers)) == "joe")
        #expect(identity("header", PeerFacts(headers: headers + headers)) == nil)
        #expect(identity("header", PeerFacts(headers: [("X-User", "ann")])) == nil)
    }

    @Test(
        "Mistakes are named with their place",
        arguments: [
            (
                #"{"anonymous":{"role":"a"},"principals":[{"authid":"joe","role":"a","ticket":"plain:x"}]}"#,
                "principals[0].ticket: the realm's authentication has no key \"ticket\", which opens the method"
            ),
            (
                #"{"ticket":{},"principals":[{"authid":"joe","role":"b","ticket":"plain:x"}]}"#,
                "principals[0].role: found \"b\", expected a role of this realm: \"a\""
            ),
            (
                #"{"ticket":{},"principals":[{"authid":"joe","role":"a","ticket":"secret"}]}"#,
                "principals[0].ticket: found what is not shown here, expected an Argon2id hash, "
                    + "sha256: with 64 hexadecimal digits, or plain: with a secret"
            ),
            (
                #"{"ticket":{},"principals":[{"authid":"joe","role":"a"},{"authid":"joe","role":"a"}]}"#,
                "principals[1].authid: the same authid is already at $.realms[0].authentication.principals[0].authid"
            ),
            (
                #"{"wampcra":{},"principals":[{"authid":"joe","role":"a","wampcra":{"iterations":1000}}]}"#,
                "principals[0].wampcra: expected either the key \"secret\", or the keys \"key\" and \"salt\""
            ),
            (
                #"{"jwt":{"keys":[{"algorithm":"HS256"}],"issuer":"i","audience":"a","role":"a"}}"#,
                "jwt.keys[0]: expected the key \"secret\" alone, because the algorithm is HS256"
            ),
            (
                #"{"jwt":{"keys":[{"algorithm":"ES256","public_key_file":"a"}],"issuer":"i","audience":"a"}}"#,
                "jwt: expected the key \"role\", the key \"role_claim\", or both"
            ),
            (#"{"wampcra":{"x":1}}"#, "wampcra: unknown key \"x\", expected none"),
        ])
    func mistakes(authentication: String, message: String) {
        #expect(
            messages(in: configuration(authentication: authentication))
                == ["$.realms[0].authentication.\(message)"])
    }

    @Test("Secrets of the environment are not shown when they are wrong")
    func environment() {
        let text = configuration(
            authentication: #"{"ticket":{},"principals":[{"authid":"joe","role":"a","ticket":"${TICKET}"}]}"#)
        #expect(throws: Never.self) {
            try RouterConfiguration.parse(Array(text.utf8), environment: ["TICKET": "plain:secret"])
        }
        do {
            _ = try RouterConfiguration.parse(Array(text.utf8), environment: ["TICKET": "hunter2"])
            Issue.record("it is no hash")
        } catch {
            #expect(!"\(error)".contains("hunter2"))
        }
    }

    @Test("The answer of a dynamic authenticator has the keys of a principal")
    func dynamic() {
        let answer: Value = ["authid": "joe", "role": "a", "wampcra": ["secret": "s"]]
        let principal = RouterConfiguration.Principal.dynamic(answer)
        #expect(
            principal
                == Principal(
                    authid: "joe", role: "a", provider: "dynamic",
                    wampcra: WAMPAuth.CRACredential(secret: "s")))
        for wrong: Value in [nil, "joe", [:], ["authid": "joe"], ["authid": "joe", "role": "a", "x": 1]] {
            #expect(RouterConfiguration.Principal.dynamic(wrong) == nil)
        }
    }
}

@Suite("Users files and key files")
struct UsersFileTests {
    private func load(_ users: String?, authentication: String) throws -> RouterConfiguration {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("router.json")
        try Data(configuration(authentication: authentication).utf8).write(to: file)
        if let users { try Data(users.utf8).write(to: folder.appendingPathComponent("users.json")) }
        return try RouterConfiguration.load(file: file.path, environment: [:])
    }

    private func mistake(_ users: String?, authentication: String) -> String? {
        do {
            _ = try load(users, authentication: authentication)
            return nil
        } catch {
            return "\(error)".split(separator: "/").last.map(String.init)
        }
    }

    private static let authentication =
        #"{"ticket":{},"users_file":"users.json","principals":[{"authid":"joe","role":"a"}]}"#

    @Test("Its principals are added to those of the configuration")
    func users() throws {
        let users = #"{"version":1,"principals":[{"authid":"ann","role":"a","ticket":"plain:x"}]}"#
        let loaded = try load(users, authentication: Self.authentication)
        #expect(loaded.realms[0].authentication.users.map(\.authid) == ["ann"])
        let compiled = loaded.realms[0].compiledAuthentication(mockSecret: [])
        #expect(compiled.principals.principal(authid: "ann") != nil)
        #expect(compiled.principals.principal(authid: "joe") != nil)
    }

    @Test("Mistakes in it are named with file, line and column")
    func mistakes() {
        #expect(
            mistake(nil, authentication: Self.authentication)
                == "users.json: $: the file cannot be read: The file doesn’t exist.")
        #expect(
            mistake(
                #"{"version":1,"principals":[{"authid":"joe","role":"a"}]}"#,
                authentication: Self.authentication)
                == "users.json:1:38: $.principals[0].authid: the same authid is already at $['router.json'][0].authid"
        )
        #expect(
            mistake(
                #"{"version":1,"principals":[{"authid":"ann","role":"b"}]}"#,
                authentication: Self.authentication)
                == "users.json:1:51: $.principals[0].role: found \"b\", expected a role of this realm: \"a\"")
        #expect(
            mistake(
                #"{"version":1,"principals":[{"authid":"ann","role":"a","tls":["cn:x"]}]}"#,
                authentication: Self.authentication)
                == "users.json:1:61: $.principals[0].tls: the realm's authentication has no key \"tls\", which opens the method"
        )
    }

    @Test("A key file that is not there is a mistake at the key")
    func keys() {
        let authentication =
            #"{"jwt":{"keys":[{"algorithm":"ES256","public_key_file":"none.pem"}],"issuer":"i","audience":"a","role":"a"}}"#
        #expect(mistake(nil, authentication: authentication) == "none.pem cannot be read")
    }
}
