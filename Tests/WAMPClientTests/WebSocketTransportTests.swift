import Testing
import WAMPClient

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
