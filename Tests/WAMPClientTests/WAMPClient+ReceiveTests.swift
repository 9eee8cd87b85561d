import Testing
import WAMPClient

@Suite("Violations of the router (basic profile, Protocol errors)", .timeLimit(.minutes(10)))
struct WAMPClientReceiveTests {
    @Test(
        "A violation is answered with ABORT and ends the session",
        arguments: [
            (#"[2,7,{}]"#, "received WELCOME on an established session"),
            (#"[48,1,{},"a.b"]"#, "received CALL, which only a client may send"),
            (#"[50,1,{}]"#, "received RESULT for CALL 1, which is not pending"),
            (#"[17,2,3]"#, "received PUBLISHED for PUBLISH 2, which is not pending"),
            (#"[33,1,3]"#, "received SUBSCRIBED for SUBSCRIBE 1, which is not pending"),
            (#"[35,1]"#, "received UNSUBSCRIBED for UNSUBSCRIBE 1, which is not pending"),
            (#"[67,1]"#, "received UNREGISTERED for UNREGISTER 1, which is not pending"),
            (#"[65,2,3]"#, "received REGISTERED for REGISTER 2, which is not pending"),
            (#"[8,48,1,{},"a.b"]"#, "received ERROR for CALL 1, which is not pending"),
            (#"[8,68,1,{},"a.b"]"#, "received ERROR for INVOCATION 1, which is not pending"),
            (#"[8,9999,1,{},"a.b"]"#, "received ERROR for message type 9999"),
            (#"[8,70000,1,{},"a.b"]"#, "received ERROR for message type 70000"),
            (#"[36,4,1,{}]"#, "received EVENT for subscription 4, which is not active"),
            (#"[68,1,4,{}]"#, "received INVOCATION for registration 4, which is not active"),
            (#"[50,1]"#, "RESULT with only 2 elements"),
            (#"[50,"1",{}]"#, "element 1 of RESULT must be an id"),
            (#"[255]"#, "unknown message type 255"),
            ("[", "unexpected end at byte 1"),
        ])
    func violation(text: String, message: String) async throws {
        try await withScript { router in
            let client = try await router.join()
            async let error = thrown { _ = try await client.register("a.b") { _ in [] } }
            #expect(await router.next() == #"[64,1,{},"a.b"]"#)
            try await router.send(text)
            #expect(
                await router.next() == #"[3,{"message":"\#(message)"},"wamp.error.protocol_violation"]"#)
            #expect(await router.next() == "close 1000")
            #expect(await error?.code == .protocolViolation)
            #expect(await error?.message == message)
            try await router.drop()
            #expect(await client.closed.summary == "failed wamp.error.protocol_violation")
        }
    }

    @Test("A message of the extension range is ignored")
    func extensionMessage() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send("[300,1]")
            try await router.send("still there", as: .ping)
            #expect(await router.next() == "pong still there")
            #expect(try await client.publish("a.b") == nil)
        }
    }
}
