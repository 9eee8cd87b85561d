import Testing
import WAMPClient

@Suite("From HELLO to WELCOME (basic profile, Session Establishment)", .timeLimit(.minutes(10)))
struct JoiningTests {
    private func connectionError(_ router: ScriptedRouter) async -> WAMPError? {
        await thrown { _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: .patient) }
    }

    @Test(
        "Anything but WELCOME and ABORT is answered with ABORT",
        arguments: [
            (#"[36,1,2,{}]"#, "received EVENT where WELCOME was expected"),
            (#"[4,"ticket",{}]"#, "received CHALLENGE where WELCOME was expected"),
            (#"[6,{},"wamp.close.normal"]"#, "received GOODBYE where WELCOME was expected"),
            (#"[2,7]"#, "WELCOME with only 2 elements"),
            (#"[2,7,{"roles":1}]"#, "WELCOME: option roles must be a dictionary"),
            ("{}", "a message must be a list"),
        ])
    func violation(text: String, message: String) async throws {
        try await withScript { router in
            async let failure = connectionError(router)
            _ = await router.next()
            try await router.send(text)
            #expect(
                await router.next()
                    == #"[3,{"message":"\#(message)"},"wamp.error.protocol_violation"]"#)
            #expect(await router.next() == "close 1000")
            let error = await failure
            #expect(error?.code == .protocolViolation)
            #expect(error?.message == message)
        }
    }

    @Test("ABORT is thrown with all it carries, and the WebSocket is closed")
    func abort() async throws {
        try await withScript { router in
            async let failure = connectionError(router)
            _ = await router.next()
            try await router.send(#"[3,{"message":"no"},"com.example.full",[1],{"a":2}]"#)
            let error = await failure
            #expect(error?.code == "com.example.full")
            #expect(error?.message == "no")
            #expect(error?.args == [1])
            #expect(error?.kwargs == ["a": 2])
            #expect(await router.next() == "close 1000")
        }
    }

    @Test("A connection that is lost before WELCOME is an error")
    func lost() async throws {
        try await withScript { router in
            async let error = connectionError(router)
            _ = await router.next()
            try await router.drop()
            #expect(await error?.code == .connectionLost)
        }
    }
}
