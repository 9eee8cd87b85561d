import Synchronization
import Testing
import WAMPClient

@Suite("Calling (basic profile, Routed Remote Procedure Calls)", .timeLimit(.minutes(10)))
struct WAMPClientCallTests {
    @Test("A call gives back what the procedure returned")
    func result() async throws {
        try await withRouter { router in
            let callee = try await router.connect()
            let caller = try await router.connect()
            try await callee.register("com.example.echo") { invocation in
                #expect(invocation.procedure == "com.example.echo")
                return CallResult(invocation.args, kwargs: invocation.kwargs)
            }
            let result = try await caller.call(
                "com.example.echo", [2, "three", [4.5, nil], ["five": true], .binary([0, 255])],
                kwargs: ["z": 1, "a": 2])
            #expect(result.args == [2, "three", [4.5, nil], ["five": true], .binary([0, 255])])
            #expect(result.args[0].int == 2)
            #expect(result.args[4].binary == [0, 255])
            #expect(result.kwargs.keys == ["z", "a"])
            #expect(try await caller.call("com.example.echo") == CallResult())
        }
    }

    @Test("A call of a procedure that nobody registered is an error")
    func noSuchProcedure() async throws {
        try await withRouter { router in
            let caller = try await router.connect()
            let error = await thrown { try await caller.call("com.example.nothing") }
            #expect(error?.code == .noSuchProcedure)
            #expect(error?.message.isEmpty == false)
        }
    }

    @Test("Many calls at a time each get their own result")
    func concurrent() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            try await client.register("com.example.square") { invocation in
                let number = invocation.args.first?.int ?? 0
                return [Value(number * number)]
            }
            try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let result = try await client.call("com.example.square", [Value(number)])
                        return (number, result.args.first?.int)
                    }
                }
                for try await (number, square) in group { #expect(square == number * number) }
            }
        }
    }

    @Test("Requests of all types share the ids 1, 2, 3 … and have the layout of the specification")
    func layout() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let call = client.call(
                "a.b", [1], kwargs: ["c": 2], options: ["timeout": 500, "disclose_me": true])
            #expect(
                await router.next() == #"[48,1,{"timeout":500,"disclose_me":true},"a.b",[1],{"c":2}]"#)
            try await client.publish("a.b")
            #expect(await router.next() == #"[16,2,{},"a.b"]"#)
            async let error = thrown { try await client.call("a.b") }
            #expect(await router.next() == #"[48,3,{},"a.b"]"#)
            try await router.send(#"[8,48,3,{},"com.example.error",["why"],{"d":3}]"#)
            #expect(await error?.code == "com.example.error")
            try await router.send(#"[50,1,{"_x_y":1},[2],{"e":4}]"#)
            #expect(try await call == CallResult([2], kwargs: ["e": 4], details: ["_x_y": 1]))
        }
    }

    @Test("Progressive results go to whoever asked for them, the final one ends the call")
    func progress() async throws {
        try await withScript { router in
            let client = try await router.join()
            let received = Mutex<[CallResult]>([])
            async let call = client.call("a.b", options: ["timeout": 5]) { result in
                received.withLock { $0.append(result) }
            }
            #expect(await router.next() == #"[48,1,{"timeout":5,"receive_progress":true},"a.b"]"#)
            try await router.send(#"[50,1,{"progress":true},[1]]"#)
            try await router.send(#"[50,1,{"progress":true},[2],{"c":3}]"#)
            try await router.send(#"[50,1,{},[4]]"#)
            #expect(try await call.args == [4])
            #expect(
                received.withLock { $0 } == [
                    CallResult([1], details: ["progress": true]),
                    CallResult([2], kwargs: ["c": 3], details: ["progress": true]),
                ])
            try await router.send(#"[50,1,{"progress":true},[5]]"#)
            #expect(await router.next().contains("received RESULT for CALL 1, which is not pending"))
        }
    }

    @Test("A progressive result that nobody asked for is passed over for the final one")
    func progressive() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let call = client.call("a.b")
            _ = await router.next()
            try await router.send(#"[50,1,{"progress":true},[1]]"#)
            try await router.send(#"[50,1,{},[2]]"#)
            #expect(try await call.args == [2])
        }
    }
}

@Suite("Canceling calls (advanced profile, Call Canceling)", .timeLimit(.minutes(10)))
struct WAMPClientCancelTests {
    @Test("Cancelling the caller's task cancels the handler's task at the callee")
    func interrupt() async throws {
        try await withRouter { router in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let (interrupted, interrupt) = AsyncStream.makeStream(of: Bool.self)
            let callee = try await router.connect()
            let caller = try await router.connect()
            try await callee.register("com.example.slow") { _ in
                start.yield()
                // Never yields; ends when its reader is cancelled.
                let (silence, _silent) = AsyncStream.makeStream(of: Void.self)
                for await _ in silence {}
                _ = _silent
                interrupt.yield(Task.isCancelled)
                throw CancellationError()
            }
            let call = Task { try await caller.call("com.example.slow") }
            for await _ in started { break }
            call.cancel()
            let error = await thrown { _ = try await call.value }
            #expect(error?.code == .canceled)
            #expect(error?.cause is CancellationError)
            for await isCancelled in interrupted {
                #expect(isCancelled)
                break
            }
            // The session goes on.
            #expect(await thrown { try await caller.call("com.example.none") }?.code == .noSuchProcedure)
        }
    }

    @Test(
        "CANCEL asks for killnowait, and the answer that crosses it is dropped",
        arguments: [
            #"[8,48,1,{},"wamp.error.canceled"]"#, #"[50,1,{},[1]]"#,
        ])
    func cancel(late: String) async throws {
        try await withScript { router in
            let client = try await router.join()
            let call = Task { try await client.call("a.b") }
            #expect(await router.next() == #"[48,1,{},"a.b"]"#)
            call.cancel()
            #expect(await router.next() == #"[49,1,{"mode":"killnowait"}]"#)
            #expect(await thrown { _ = try await call.value }?.code == .canceled)
            try await router.send(late)
            async let second = client.call("c.d")
            #expect(await router.next() == #"[48,2,{},"c.d"]"#)
            try await router.send(#"[50,2,{},[2]]"#)
            #expect(try await second.args == [2])
        }
    }

    @Test("A task that is cancelled already does not call")
    func early() async throws {
        try await withScript { router in
            let client = try await router.join()
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await client.call("a.b")
            }
            #expect(await thrown { _ = try await call.value }?.code == .canceled)
            try await client.publish("a.b")
            #expect(await router.next() == #"[16,1,{},"a.b"]"#)
        }
    }

    @Test("A router that does not announce canceling gets no CANCEL")
    func unannounced() async throws {
        try await withScript { router in
            async let connecting = WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            _ = await router.next()
            try await router.send(#"[2,7,{"roles":{"dealer":{}}}]"#)
            let client = try await connecting
            let call = Task { try await client.call("a.b") }
            _ = await router.next()
            call.cancel()
            #expect(await thrown { _ = try await call.value }?.code == .canceled)
            try await client.publish("a.b")
            #expect(await router.next() == #"[16,2,{},"a.b"]"#)
        }
    }
}
