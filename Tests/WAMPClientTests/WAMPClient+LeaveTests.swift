import Testing
import WAMPClient

@Suite("The end of a session (basic profile, Session Closing)", .timeLimit(.minutes(10)))
struct WAMPClientLeaveTests {
    @Test("Leaving says GOODBYE, waits for the answer and closes the WebSocket")
    func leave() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let end = client.leave(reason: "com.example.done")
            #expect(await router.next() == #"[6,{},"com.example.done"]"#)
            // Whatever else is on the way is dropped.
            try await router.send(#"[50,9,{}]"#)
            try await router.send(#"[6,{},"wamp.close.goodbye_and_out"]"#)
            #expect(await router.next() == "close 1000")
            try await router.drop()
            #expect(await end.summary == "left wamp.close.goodbye_and_out")
            #expect(await client.closed.summary == "left wamp.close.goodbye_and_out")
        }
    }

    @Test("A session that was left takes no requests, and leaving again changes nothing")
    func afterwards() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            let events = try await client.subscribe("com.example.topic")
            #expect(await client.leave().summary == "left wamp.close.goodbye_and_out")
            #expect(await client.leave().summary == "left wamp.close.goodbye_and_out")
            #expect(await thrown { try await client.call("a.b") }?.code == .sessionClosed)
            #expect(await thrown { try await client.publish("a.b") }?.code == .sessionClosed)
            #expect(await thrown { _ = try await client.subscribe("a.b") }?.code == .sessionClosed)
            for try await event in events { Issue.record("\(event)") }
            try await client.unsubscribe(events)
        }
    }

    @Test("Requests that are pending when the client leaves fail")
    func pending() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let error = thrown { try await client.call("a.b") }
            _ = await router.next()
            async let end = client.leave()
            #expect(await error?.code == .sessionClosed)
            #expect(await router.next() == #"[6,{},"wamp.close.close_realm"]"#)
            try await router.drop()
            #expect(await end.summary == "failed client.error.connection_lost")
        }
    }

    @Test("A router that shuts down ends the session for its reason, and everything that waits")
    func shutdown() async throws {
        let router = try await RunningRouter.start()
        let client = try await router.connect()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        try await client.register("com.example.slow") { _ in
            start.yield()
            let (silence, silent) = AsyncStream.makeStream(of: Void.self)
            for await _ in silence {}
            _ = silent
            return []
        }
        let events = try await client.subscribe("com.example.topic")
        async let failedCall = thrown { try await client.call("com.example.slow") }
        async let failedReader = thrown { for try await _ in events {} }
        for await _ in started { break }
        await router.server.shutDown()
        #expect(await failedCall?.code == .systemShutdown)
        #expect(await failedReader?.code == .systemShutdown)
        #expect(await client.closed.summary == "goodbye wamp.close.system_shutdown")
    }

    @Test("GOODBYE of the router is answered, and its message kept")
    func goodbye() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.send(#"[6,{"message":"over"},"wamp.close.killed"]"#)
            #expect(await router.next() == #"[6,{},"wamp.close.goodbye_and_out"]"#)
            #expect(await router.next() == "close 1000")
            try await router.drop()
            guard case .goodbye("wamp.close.killed", "over") = await client.closed else {
                Issue.record("not closed by GOODBYE")
                return
            }
        }
    }

    @Test("ABORT of the router ends everything with its reason")
    func abort() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let error = thrown { try await client.call("a.b") }
            _ = await router.next()
            try await router.send(#"[3,{"message":"no more"},"com.example.abort"]"#)
            #expect(await error?.code == "com.example.abort")
            #expect(await router.next() == "close 1000")
            try await router.drop()
            #expect(await client.closed.summary == "failed com.example.abort")
        }
    }
}
