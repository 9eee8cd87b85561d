import Testing

@testable import WAMPClient

@Suite("WAMP over WebSocket (RFC 6455; basic profile, WebSocket Transport)", .timeLimit(.minutes(10)))
struct WebSocketTransportTests {
    @Test("A ping is answered with its payload")
    func ping() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send("are you there", as: .ping)
            #expect(await router.next() == "pong are you there")
            #expect(client.sessionID == 7)
        }
    }

    @Test("A message in many frames is one message")
    func fragments() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let call = client.call("a.b")
            _ = await router.next()
            for piece in [
                [0x01, 0x04] + Array("[50,".utf8), [0x89, 0x00], [0x00, 0x03] + Array("1,{".utf8),
            ] {
                try await router.send(bytes: piece)
            }
            try await router.send(bytes: [0x80, 0x06] + Array("},[2]]".utf8))
            #expect(await router.next() == "pong ")
            #expect(try await call.args == [2])
        }
    }

    @Test("The loss of the connection fails everything that waits")
    func loss() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let subscribing = client.subscribe("a.b")
            _ = await router.next()
            try await router.send("[33,1,5]")
            let events = try await subscribing
            async let call = thrown { try await client.call("a.b") }
            _ = await router.next()
            async let publication = thrown { try await client.publish("a.b", acknowledge: true) }
            _ = await router.next()
            try await router.drop()
            #expect(await call?.code == .connectionLost)
            #expect(await publication?.code == .connectionLost)
            #expect(await thrown { for try await _ in events {} }?.code == .connectionLost)
            #expect(await client.closed.summary == "failed client.error.connection_lost")
            #expect(await thrown { try await client.call("a.b") }?.code == .connectionLost)
        }
    }

    @Test("A close frame without GOODBYE is answered, and its code and reason are told")
    func closeFrame() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send(bytes: [0x88, 0x05, 0x03, 0xE9] + Array("bye".utf8))
            #expect(await router.next() == "close 1001")
            guard case .failed(let error) = await client.closed else {
                Issue.record("the session did not fail")
                return
            }
            #expect(error.code == .connectionLost)
            #expect(error.message == "the router closed the WebSocket with code 1001: bye")
        }
    }

    @Test(
        "A server that breaks the WebSocket protocol gets a close frame that says how",
        arguments: [
            ([0x81, 0x80, 0, 0, 0, 0], 1002),
            ([0x83, 0x00], 1002),
            ([0x81, 0x01, 0xFF], 1007),
            ([0x82, 0x7F, 0, 0, 0, 1, 0, 0, 0, 0], 1009),
        ] as [([UInt8], Int)])
    func violation(bytes: [UInt8], code: Int) async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send(bytes: bytes)
            #expect(await router.next() == "close \(code)")
            #expect(await router.next() == "end")
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }

    @Test("A binary message on the JSON subprotocol is a violation")
    func binary() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send("[36,1,1,{}]", as: .binary)
            #expect(await router.next().contains("received a binary message"))
            #expect(await router.next() == "close 1000")
            try await router.drop()
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }

    @Test("A text message on a binary subprotocol is a violation", arguments: ["msgpack", "cbor"])
    func text(name: String) async throws {
        let fields = "Sec-WebSocket-Protocol: wamp.2.\(name)\r\n"
        try await withScript(response: { ScriptedRouter.opening($0, fields: fields) }) { router in
            async let error = thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            }
            #expect(await router.next().contains("realm1"))
            try await router.send("[2,7,{}]")
            #expect(await error?.code == .protocolViolation)
            #expect(await error?.message == "received a text message where the subprotocol has binary")
        }
    }

    @Test("A message above the client's limit is refused from its header")
    func tooLarge() async throws {
        try await withScript { router in
            let client = try await router.join(
                ConnectOptions(timeout: .seconds(600), maximumMessageSize: 1000))
            try await router.send(bytes: [0x81, 0x7E, 0x03, 0xE9])
            #expect(await router.next() == "close 1009")
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }
}

@Suite("Several messages in one (advanced profile, Message Batching)", .timeLimit(.minutes(10)))
struct WebSocketBatchTests {
    private func withBatches(_ body: (ScriptedRouter, WAMPClient) async throws -> Void) async throws {
        let fields = "Sec-WebSocket-Protocol: wamp.2.json.batched\r\n"
        try await withScript(response: { ScriptedRouter.opening($0, fields: fields) }) { router in
            let options = ConnectOptions(timeout: .seconds(600), batchesMessages: true)
            async let connecting = WAMPClient.connect(to: router.url, realm: "realm1", options: options)
            let hello = await router.next()
            #expect(hello.hasPrefix("[1,") && hello.hasSuffix("]\u{18}"))
            try await router.send("[2,7,{}]\u{18}")
            try await body(router, try await connecting)
        }
    }

    @Test("What is sent in one tick of the event loop is one batch")
    func sending() async throws {
        try await withBatches { router, client in
            try await client.publishTogether(["a", "b"])
            #expect(await router.next() == "[16,1,{},\"x\",[\"a\"]]\u{18}[16,2,{},\"x\",[\"b\"]]\u{18}")
            try await client.publishTogether(["c"])
            #expect(await router.next() == "[16,3,{},\"x\",[\"c\"]]\u{18}")
        }
    }

    @Test("A batch ends before it is longer than 64 KiB")
    func limit() async throws {
        try await withBatches { router, client in
            let long = String(repeating: "x", count: 30_000)
            try await client.publishTogether([long, long, long, "short", long + long + long, "last"])
            #expect(await router.next().split(separator: "\u{18}").count == 2)
            #expect(await router.next().split(separator: "\u{18}").count == 2)
            #expect(await router.next().split(separator: "\u{18}").count == 1)
            #expect(await router.next() == "[16,6,{},\"x\",[\"last\"]]\u{18}")
        }
    }

    @Test("The messages of a batch are received one after another")
    func receiving() async throws {
        try await withBatches { router, client in
            async let first = client.call("a.b")
            _ = await router.next()
            async let second = client.call("a.b")
            _ = await router.next()
            try await router.send("[50,2,{},[2]]\u{18}[50,1,{},[1]]\u{18}")
            #expect(try await first.args == [1])
            #expect(try await second.args == [2])
        }
    }

    @Test(
        "What is no batch is a violation",
        arguments: [
            ("", "batch without a message"),
            ("[50,1,{}]", "no separator after the message at byte 0 of a batch"),
            ("[300,1]\u{18}\u{18}", "empty message at byte 8 of a batch"),
        ])
    func violation(text: String, words: String) async throws {
        try await withBatches { router, client in
            try await router.send(text)
            #expect(
                await router.next()
                    == "[3,{\"message\":\"\(words)\"},\"wamp.error.protocol_violation\"]\u{18}")
            #expect(await router.next() == "close 1000")
            try await router.drop()
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }

    @Test("What was sent right before the end is sent before the close frame")
    func close() async throws {
        try await withBatches { router, client in
            try await router.send("[6,{},\"wamp.close.killed\"]\u{18}")
            #expect(await router.next() == "[6,{},\"wamp.close.goodbye_and_out\"]\u{18}")
            #expect(await router.next() == "close 1000")
        }
    }
}

extension WAMPClient {
    /// Publishes to `x` without giving the event loop a chance to do anything else meanwhile.
    fileprivate func publishTogether(_ texts: [String]) throws {
        for text in texts {
            let payload = Message.Payload(arguments: [.string(text)])
            _ = try send {
                .publish(Message.Publish(request: $0, options: [:], topic: "x", payload: payload))
            }
        }
    }
}
