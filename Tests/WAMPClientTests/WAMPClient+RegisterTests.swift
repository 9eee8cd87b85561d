import Testing
import WAMPClient

@Suite("Registering (basic profile, Registering and Unregistering)", .timeLimit(.minutes(10)))
struct WAMPClientRegisterTests {
    @Test("A procedure can be called until it is unregistered")
    func unregister() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            let registration = try await client.register("com.example.one") { _ in [1] }
            #expect(registration.procedure == "com.example.one")
            #expect(try await client.call("com.example.one").args == [1])
            try await client.unregister(registration)
            #expect(await thrown { try await client.call("com.example.one") }?.code == .noSuchProcedure)
            #expect(await thrown { try await client.unregister(registration) }?.code == .noSuchRegistration)
        }
    }

    @Test("A procedure that somebody else has registered is refused")
    func alreadyExists() async throws {
        try await withRouter { router in
            let first = try await router.connect()
            let second = try await router.connect()
            try await first.register("com.example.one") { _ in [1] }
            let error = await thrown { try await second.register("com.example.one") { _ in [2] } }
            #expect(error?.code == .procedureAlreadyExists)
            #expect(try await second.call("com.example.one").args == [1])
        }
    }

    @Test("An INVOCATION right behind REGISTERED finds its handler, one before UNREGISTERED as well")
    func atOnce() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let registering = client.register("a.b", options: ["match": "prefix"]) { invocation in
                [.string(invocation.procedure), Value(invocation.caller ?? 0)]
            }
            #expect(await router.next() == #"[64,1,{"match":"prefix"},"a.b"]"#)
            try await router.send(#"[65,1,9]"#)
            try await router.send(#"[68,1,9,{"procedure":"a.b.c","caller":5}]"#)
            #expect(await router.next() == #"[70,1,{},["a.b.c",5]]"#)
            let registration = try await registering
            async let unregistering: Void = client.unregister(registration)
            #expect(await router.next() == #"[66,2,9]"#)
            try await router.send(#"[68,2,9,{}]"#)
            #expect(await router.next() == #"[70,2,{},["a.b",0]]"#)
            try await router.send(#"[67,2]"#)
            try await unregistering
            try await router.send(#"[68,3,9,{}]"#)
            #expect(await router.next().contains("registration 9, which is not active"))
        }
    }
}
