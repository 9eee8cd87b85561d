import Testing
import WAMPClient

@Suite("Subscribing (basic profile, Subscribing and Unsubscribing)", .timeLimit(.minutes(10)))
struct WAMPClientSubscribeTests {
    @Test("Events come in the order of their publication, and end after unsubscribing")
    func order() async throws {
        try await withRouter { router in
            let publisher = try await router.connect()
            let subscriber = try await router.connect()
            let events = try await subscriber.subscribe("com.example.topic")
            for number in 1...100 { try await publisher.publish("com.example.topic", [Value(number)]) }
            var iterator = events.makeAsyncIterator()
            for number in 1...100 { #expect(try await iterator.next()?.args == [Value(number)]) }
            try await subscriber.unsubscribe(events)
            try await subscriber.unsubscribe(events)
            #expect(try await iterator.next() == nil)
        }
    }

    @Test("Two subscriptions to one topic share an id and each get every event; the last one unsubscribes")
    func shared() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let subscribing = client.subscribe("a.b")
            #expect(await router.next() == #"[32,1,{},"a.b"]"#)
            try await router.send(#"[33,1,5]"#)
            let first = try await subscribing
            async let subscribingAgain = client.subscribe("a.b", options: ["match": "exact"])
            #expect(await router.next() == #"[32,2,{"match":"exact"},"a.b"]"#)
            try await router.send(#"[33,2,5]"#)
            let second = try await subscribingAgain
            #expect(first.id == 5 && second.id == 5)
            try await router.send(#"[36,5,11,{"publisher":3,"topic":"a.b"},[1],{"c":2}]"#)
            for subscription in [first, second] {
                var iterator = subscription.makeAsyncIterator()
                let event = try await iterator.next()
                #expect(event?.publication == 11)
                #expect(event?.publisher == 3)
            }
            try await client.unsubscribe(first)
            async let unsubscribing: Void = client.unsubscribe(second)
            #expect(await router.next() == #"[34,3,5]"#)
            // One that was on its way is dropped.
            try await router.send(#"[36,5,12,{}]"#)
            try await router.send(#"[35,3]"#)
            try await unsubscribing
            var iterator = second.makeAsyncIterator()
            #expect(try await iterator.next() == nil)
            try await router.send(#"[36,5,13,{}]"#)
            #expect(await router.next().contains("subscription 5, which is not active"))
        }
    }

    @Test("An EVENT right behind SUBSCRIBED is not lost")
    func atOnce() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let subscribing = client.subscribe("a.b")
            _ = await router.next()
            let subscribed = "[33,1,5]"
            let event = "[36,5,11,{}]"
            let frames = [subscribed, event].map { [0x81, UInt8($0.utf8.count)] + Array($0.utf8) }
            try await router.send(bytes: frames.joined())
            var iterator = try await subscribing.makeAsyncIterator()
            #expect(try await iterator.next()?.publication == 11)
        }
    }

    @Test("A reader that is cancelled unsubscribes")
    func cancelled() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let subscribing = client.subscribe("a.b")
            _ = await router.next()
            try await router.send(#"[33,1,5]"#)
            let events = try await subscribing
            let reader = Task { for try await _ in events {} }
            reader.cancel()
            #expect(await router.next() == #"[34,2,5]"#)
            try await reader.value
            try await router.send(#"[35,2]"#)
            try await client.unsubscribe(events)
        }
    }

    @Test("A subscription that is let go unsubscribes")
    func dropped() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let id = client.subscribe("a.b").id
            _ = await router.next()
            try await router.send(#"[33,1,5]"#)
            #expect(try await id == 5)
            #expect(await router.next() == #"[34,2,5]"#)
        }
    }

    @Test("A subscription that UNSUBSCRIBED overtakes ends with an error")
    func overtaken() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let subscribing = client.subscribe("a.b")
            _ = await router.next()
            try await router.send(#"[33,1,5]"#)
            let first = try await subscribing
            async let subscribingAgain = client.subscribe("a.b")
            #expect(await router.next() == #"[32,2,{},"a.b"]"#)
            async let unsubscribing: Void = client.unsubscribe(first)
            #expect(await router.next() == #"[34,3,5]"#)
            try await router.send(#"[33,2,5]"#)
            try await router.send(#"[35,3]"#)
            try await unsubscribing
            var iterator = try await subscribingAgain.makeAsyncIterator()
            let error = await #expect(throws: WAMPError.self) { try await iterator.next() }
            #expect(error?.code == .noSuchSubscription)
        }
    }

    @Test("A refused subscription is an error")
    func refused() async throws {
        try await withScript { router in
            let client = try await router.join()
            async let error = thrown { _ = try await client.subscribe("a.b") }
            _ = await router.next()
            try await router.send(#"[8,32,1,{"message":"no"},"wamp.error.not_authorized"]"#)
            #expect(await error?.code == .notAuthorized)
            #expect(await error?.message == "no")
        }
    }
}
