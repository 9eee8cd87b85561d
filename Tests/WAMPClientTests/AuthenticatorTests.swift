import Testing
import WAMP
import WAMPAuth
import WAMPClient

@Suite("The client authenticates (advanced profile, Authentication Methods)", .timeLimit(.minutes(10)))
struct AuthenticatorTests {
    private func options(_ authenticators: Authenticator...) -> ConnectOptions {
        var options = ConnectOptions.patient
        options.authentication = authenticators
        return options
    }

    private func connect(_ router: ScriptedRouter, _ options: ConnectOptions) async -> WAMPError? {
        await thrown {
            let client = try await WAMPClient.connect(to: router.url, realm: "realm1", options: options)
            await client.leave()
        }
    }

    /// The details of HELLO, or the extra of another message.
    private func dictionary(_ text: String?, at position: Int) throws -> ValueDictionary {
        let bytes = Array((text ?? "").utf8)
        return try #require(try JSON.parse(bytes.span.bytes).list?[position].dictionary)
    }

    @Test("HELLO offers all methods in their order, with what they need in authextra")
    func hello() async throws {
        try await withScript { router in
            let key = String(repeating: "11", count: 32)
            var options = options(
                .scram(authid: "joe", password: "secret"), .cryptosign(privateKey: key, routerKey: key),
                .ticket(authid: "joe", ticket: "t"), .anonymous)
            options.details = ["authextra": ["x": 1]]
            async let failure = connect(router, options)
            let details = try dictionary(await router.next(), at: 2)
            #expect(details["authmethods"] == ["wamp-scram", "cryptosign", "ticket", "anonymous"])
            #expect(details["authid"] == "joe")
            #expect(details["authextra"]?.dictionary?.keys == ["nonce", "pubkey", "challenge", "x"])
            try await router.send(#"[3,{},"wamp.error.authentication_failed"]"#)
            #expect(await failure?.code == .authenticationFailed)
        }
    }

    @Test("A ticket is sent when it is asked for")
    func ticket() async throws {
        try await withScript { router in
            async let failure = connect(router, options(.ticket(authid: "joe", ticket: "secret!!!")))
            _ = await router.next()
            try await router.send(#"[4,"ticket",{}]"#)
            #expect(await router.next() == #"[5,"secret!!!",{}]"#)
            try await router.send(#"[2,7,{"roles":{"broker":{},"dealer":{}}}]"#)
            #expect(await router.next().hasPrefix("[6,") == true)
            try await router.send(#"[6,{},"wamp.close.goodbye_and_out"]"#)
            #expect(await failure == nil)
        }
    }

    @Test(
        "A router that does not prove itself, or challenges for what was not offered, is left",
        arguments: [
            (#"[2,7,{"roles":{}}]"#, "the router did not prove who it is"),
            (#"[4,"ticket",{}]"#, "the router challenges for a method that was not offered, or twice"),
            (
                #"[4,"wamp-scram",{"nonce":"AAAA","salt":"AAAA","kdf":"pbkdf2","iterations":4096}]"#,
                "the router's nonce does not begin with the client's"
            ),
        ])
    func impostor(text: String, message: String) async throws {
        try await withScript { router in
            async let failure = connect(router, options(.scram(authid: "joe", password: "secret")))
            _ = await router.next()
            try await router.send(text)
            #expect(
                await router.next()
                    == #"[3,{"message":"\#(message)"},"wamp.error.authentication_failed"]"#)
            let error = await failure
            #expect(error?.code == .authenticationFailed)
            #expect(error?.message == message)
        }
    }

    @Test("A router that asks for a cheap hash of the password does not get one")
    func cheap() async throws {
        try await withScript { router in
            async let failure = connect(router, options(.scram(authid: "joe", password: "secret")))
            let extra = try dictionary(await router.next(), at: 2)["authextra"]?.dictionary
            let nonce = try #require(extra?["nonce"]?.string)
            try await router.send(
                #"[4,"wamp-scram",{"nonce":"\#(nonce)AAAA","salt":"AAAA","kdf":"pbkdf2","iterations":1}]"#)
            #expect(await router.next().hasSuffix(#""wamp.error.authentication_failed"]"#) == true)
            #expect(await failure?.code == .authenticationFailed)
        }
    }

    @Test("WELCOME with a wrong verifier is not believed")
    func verifier() async throws {
        try await withScript { router in
            async let failure = connect(router, options(.scram(authid: "joe", password: "secret")))
            let extra = try dictionary(await router.next(), at: 2)["authextra"]?.dictionary
            let nonce = try #require(extra?["nonce"]?.string)
            let salt = "AAECAwQFBgcICQoLDA0ODw=="
            try await router.send(
                #"[4,"wamp-scram",{"nonce":"\#(nonce)AAAA","salt":"\#(salt)","kdf":"pbkdf2","iterations":4096}]"#
            )
            #expect(await router.next().hasPrefix("[5,") == true)
            let wrong = Base64Text.encode(Array(repeating: 0, count: 32))
            try await router.send(#"[2,7,{"roles":{},"authextra":{"verifier":"\#(wrong)"}}]"#)
            #expect(await router.next().hasSuffix(#""wamp.error.authentication_failed"]"#) == true)
            #expect(await failure?.code == .authenticationFailed)
        }
    }

    @Test("Authenticators that contradict each other, and keys that are none, are errors before HELLO")
    func contradictions() async throws {
        for authenticators: [Authenticator] in [
            [.ticket(authid: "joe", ticket: "t"), .wampcra(authid: "ann", secret: "s")],
            [.cryptosign(privateKey: "00")], [.scram(authid: "joe", password: "\u{7}é")],
        ] {
            try await withScript { router in
                var options = ConnectOptions.patient
                options.authentication = authenticators
                #expect(await connect(router, options)?.code == .invalidArgument)
            }
        }
    }
}
