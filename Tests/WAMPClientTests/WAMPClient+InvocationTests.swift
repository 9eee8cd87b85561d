import Testing
import WAMPClient

private struct Unexpected: Error, CustomStringConvertible {
    var description: String { "something unexpected" }
}

@Suite("Invocations (basic profile, Invocation; Error Messages)", .timeLimit(.minutes(10)))
struct WAMPClientInvocationTests {
    @Test("A WAMPError of the handler reaches the caller with URI and arguments")
    func applicationError() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            try await client.register("com.example.fail") { _ in
                throw WAMPError("com.example.error.full", args: [1, "two"], kwargs: ["three": 3])
            }
            let error = await thrown { try await client.call("com.example.fail") }
            #expect(error?.code == "com.example.error.full")
            #expect(error?.args == [1, "two"])
            #expect(error?.kwargs == ["three": 3])
        }
    }

    @Test("Any other error of the handler is a runtime error with its description")
    func runtimeError() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            try await client.register("com.example.fail") { _ in throw Unexpected() }
            let error = await thrown { try await client.call("com.example.fail") }
            #expect(error?.code == .runtimeError)
            #expect(error?.message == "something unexpected")
        }
    }

    @Test("Progressive results are sent only to callers that take them")
    func progress() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let registering = client.register("a.b") { invocation in
                try await invocation.progress(CallResult([1], kwargs: ["b": 2], details: ["ppt_scheme": "x"]))
                return [.bool(invocation.takesProgress)]
            }
            _ = await router.next()
            try await router.send("[65,1,4]")
            _ = try await registering
            try await router.send(#"[68,1,4,{"receive_progress":true}]"#)
            #expect(await router.next() == #"[70,1,{"ppt_scheme":"x","progress":true},[1],{"b":2}]"#)
            #expect(await router.next() == "[70,1,{},[true]]")
            try await router.send(#"[68,2,4,{}]"#)
            #expect(await router.next() == "[70,2,{},[false]]")
        }
    }

    @Test("A progressive result of an invocation that is over is refused")
    func progressTooLate() async throws {
        try await withScript { router in
            let client = try await router.join()
            let (invocations, report) = AsyncStream.makeStream(of: Invocation.self)
            async let registering = client.register("a.b") { invocation in
                report.yield(invocation)
                return []
            }
            _ = await router.next()
            try await router.send("[65,1,4]")
            _ = try await registering
            try await router.send(#"[68,1,4,{"receive_progress":true}]"#)
            #expect(await router.next() == "[70,1,{}]")
            for await invocation in invocations {
                #expect(await thrown { try await invocation.progress([1]) }?.code == .canceled)
                break
            }
        }
    }

    @Test("A handler may call, publish and register itself")
    func nested() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            try await client.register("com.example.inner") { _ in [1] }
            try await client.register("com.example.outer") { _ in
                try await client.publish("com.example.topic", acknowledge: true)
                return try await client.call("com.example.inner")
            }
            #expect(try await client.call("com.example.outer").args == [1])
        }
    }

    @Test("A callee that leaves cancels its handlers, and its callers are told")
    func calleeLeaves() async throws {
        try await withRouter { router in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let (ended, end) = AsyncStream.makeStream(of: Bool.self)
            let callee = try await router.connect()
            let caller = try await router.connect()
            try await callee.register("com.example.slow") { _ in
                start.yield()
                let (silence, silent) = AsyncStream.makeStream(of: Void.self)
                for await _ in silence {}
                _ = silent
                end.yield(Task.isCancelled)
                return []
            }
            async let error = thrown { try await caller.call("com.example.slow") }
            for await _ in started { break }
            await callee.leave()
            #expect(await error?.code == .canceled)
            for await isCancelled in ended {
                #expect(isCancelled)
                break
            }
        }
    }

    @Test("INTERRUPT is answered by what the handler makes of it; one that comes too late is dropped")
    func interrupt() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let registering = client.register("a.b") { _ in
                let (silence, silent) = AsyncStream.makeStream(of: Void.self)
                for await _ in silence {}
                _ = silent
                throw CancellationError()
            }
            _ = await router.next()
            try await router.send(#"[65,1,9]"#)
            _ = try await registering
            try await router.send(#"[68,1,9,{}]"#)
            try await router.send(#"[68,2,9,{}]"#)
            try await router.send(#"[69,2,{"mode":"kill"}]"#)
            #expect(await router.next() == #"[8,68,2,{},"wamp.error.canceled"]"#)
            try await router.send(#"[69,2,{"mode":"kill"}]"#)
            try await router.send(#"[69,1,{}]"#)
            #expect(await router.next() == #"[8,68,1,{},"wamp.error.canceled"]"#)
        }
    }
}
