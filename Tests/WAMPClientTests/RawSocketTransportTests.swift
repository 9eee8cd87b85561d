import Testing

@testable import WAMPClient

@Suite("WAMP over RawSocket (advanced profile, RawSocket Transport)", .timeLimit(.minutes(10)))
struct RawSocketTransportTests {
    @Test("A ping is answered with its payload, and a pong ignored")
    func ping() async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket()
            let frames = ScriptedRouter.frame("hello", .pong) + ScriptedRouter.frame("are you there", .ping)
            try await router.send(bytes: frames + ScriptedRouter.frame("", .ping))
            #expect(await router.next() == "pong are you there")
            #expect(await router.next() == "pong ")
            #expect(client.sessionID == 7)
        }
    }

    @Test("A message in many reads is one message")
    func pieces() async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket()
            async let call = client.call("a.b")
            #expect(await router.next() == #"[48,1,{},"a.b"]"#)
            for byte in ScriptedRouter.frame("[50,1,{},[2]]") { try await router.send(bytes: [byte]) }
            #expect(try await call.args == [2])
        }
    }

    @Test(
        "A router that breaks the protocol is left at once",
        arguments: [
            ([0x10, 0, 0, 0], "reserved bits 1 are set in a message's prefix"),
            ([0x03, 0, 0, 0], "transport message type 3 is reserved"),
            ([0x08, 0, 0, 1], "message longer than 2^24 octets"),
            ([0x00, 0, 0x10, 0], "message of 4096 octets exceeds the limit of 2048"),
        ] as [([UInt8], String)])
    func violation(prefix: [UInt8], words: String) async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket(
                ConnectOptions(timeout: .seconds(600), maximumMessageSize: 4095))
            try await router.send(bytes: prefix)
            #expect(await router.next() == "end")
            guard case .failed(let error) = await client.closed else {
                Issue.record("the session did not fail")
                return
            }
            #expect(error.code == .protocolViolation)
            #expect(error.message == "the router broke the RawSocket protocol: \(words)")
        }
    }

    @Test("What is no message is answered with ABORT, and nothing behind it counts")
    func noMessage() async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket()
            try await router.send(
                bytes: ScriptedRouter.frame("") + ScriptedRouter.frame("more", .ping)
                    + ScriptedRouter.frame("[]"))
            #expect(await router.next().hasSuffix(#","wamp.error.protocol_violation"]"#))
            #expect(await router.next() == "end")
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }

    @Test("Leaving says GOODBYE and closes the connection")
    func leave() async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket()
            async let end = client.leave()
            #expect(await router.next() == #"[6,{},"wamp.close.close_realm"]"#)
            try await router.send(bytes: ScriptedRouter.frame(#"[6,{},"wamp.close.goodbye_and_out"]"#))
            #expect(await router.next() == "end")
            #expect(await end.summary == "left wamp.close.goodbye_and_out")
        }
    }

    @Test("The loss of the connection fails everything that waits")
    func loss() async throws {
        try await withRawSocketScript { router in
            let client = try await router.joinRawSocket()
            async let call = thrown { try await client.call("a.b") }
            _ = await router.next()
            try await router.drop()
            #expect(await call?.code == .connectionLost)
            #expect(await client.closed.summary == "failed client.error.connection_lost")
        }
    }
}

@Suite(
    "Messages that are longer than the router takes (advanced profile, RawSocket Transport, Serialization)",
    .timeLimit(.minutes(10)))
struct RawSocketMaximumLengthTests {
    /// Runs a test with a session whose router takes 1024 bytes.
    private func withNarrowRouter(_ body: (ScriptedRouter, WAMPClient) async throws -> Void) async throws {
        try await withRawSocketScript(reply: { [0x7F, 0x10 | $0[1] & 0x0F, 0, 0] }) { router in
            try await body(router, try await router.joinRawSocket())
        }
    }

    private static let long = String(repeating: "x", count: 1024)

    @Test("A request fails alone, and leaves no gap in the ids")
    func requests() async throws {
        try await withNarrowRouter { router, client in
            let errors = await [
                thrown { try await client.call("a.b", [.string(Self.long)]) },
                thrown { try await client.publish("a.b", [.string(Self.long)]) },
                thrown { try await client.publish("a.b", [.string(Self.long)], acknowledge: true) },
                thrown { _ = try await client.subscribe(Self.long) },
                thrown { try await client.register(Self.long) { _ in [] } },
            ]
            #expect(errors.map { $0?.code } == Array(repeating: .payloadSizeExceeded, count: 5))
            #expect(errors[0]?.message == "CALL of 1044 bytes exceeds the 1024 that the router takes")
            async let call = client.call("a.b")
            #expect(await router.next() == #"[48,1,{},"a.b"]"#)
            try await router.send(bytes: ScriptedRouter.frame("[50,1,{},[2]]"))
            #expect(try await call.args == [2])
        }
    }

    @Test("A message of exactly the router's length is sent")
    func exact() async throws {
        try await withNarrowRouter { router, client in
            let around = #"[16,1,{},"a.b",[""]]"#.utf8.count
            let text = String(repeating: "x", count: 1024 - around)
            try await client.publish("a.b", [.string(text)])
            #expect(await router.next().utf8.count == 1024)
            let error = await thrown { try await client.publish("a.b", [.string(text + "x")]) }
            #expect(error?.code == .payloadSizeExceeded)
        }
    }

    @Test("The caller of a procedure whose answer is too long gets to know that", arguments: [true, false])
    func answer(succeeds: Bool) async throws {
        try await withNarrowRouter { router, client in
            async let registering = client.register("a.b") { _ in
                if succeeds { return [.string(Self.long)] }
                throw WAMPError("a.error", args: [.string(Self.long)])
            }
            #expect(await router.next() == #"[64,1,{},"a.b"]"#)
            try await router.send(bytes: ScriptedRouter.frame("[65,1,4]"))
            _ = try await registering
            try await router.send(bytes: ScriptedRouter.frame("[68,1,4,{}]"))
            let answer = await router.next()
            #expect(answer.hasPrefix(#"[8,68,1,{},"wamp.error.payload_size_exceeded",["#))
            #expect(answer.contains(succeeds ? "YIELD of " : "ERROR of "))
        }
    }

    @Test("A PING that is longer is not answered")
    func ping() async throws {
        try await withNarrowRouter { router, client in
            try await router.send(
                bytes: ScriptedRouter.frame(Self.long + "x", .ping) + ScriptedRouter.frame("short", .ping))
            #expect(await router.next() == "pong short")
            #expect(client.sessionID == 7)
        }
    }

    @Test("A GOODBYE that is longer ends the session without one")
    func goodbye() async throws {
        try await withNarrowRouter { router, client in
            #expect(
                await client.leave(reason: Self.long).summary == "failed wamp.error.payload_size_exceeded")
            #expect(await router.next() == "end")
        }
    }

    @Test("An ABORT that is longer is sent without its message")
    func abort() async throws {
        try await withNarrowRouter { router, client in
            await client.violate(Self.long)
            #expect(await router.next() == #"[3,{},"wamp.error.protocol_violation"]"#)
            #expect(await router.next() == "end")
        }
    }
}
