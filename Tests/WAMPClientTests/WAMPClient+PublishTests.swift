import Synchronization
import Testing

@testable import WAMPClient

@Suite("Publishing (basic profile, Publishing and Events)", .timeLimit(.minutes(10)))
struct WAMPClientPublishTests {
    @Test("A publication reaches the subscribers of the topic, with an id for all of them")
    func publish() async throws {
        try await withRouter { router in
            let publisher = try await router.connect()
            let subscriber = try await router.connect()
            let events = try await subscriber.subscribe("com.example.topic")
            let own = try await publisher.subscribe("com.example.topic")
            let id = try await publisher.publish(
                "com.example.topic", [1, "two"], kwargs: ["three": 3], acknowledge: true)
            var iterator = events.makeAsyncIterator()
            let event = try #require(try await iterator.next())
            #expect(event.topic == "com.example.topic")
            #expect(event.args == [1, "two"])
            #expect(event.kwargs == ["three": 3])
            #expect(event.publication == id)
            #expect(event.publisher == nil)

            // The publisher is excluded from its publication, unless it does not want to be.
            let second = try await publisher.publish(
                "com.example.topic", acknowledge: true, excludeMe: false)
            var ownIterator = own.makeAsyncIterator()
            #expect(try await ownIterator.next()?.publication == second)
        }
    }

    @Test("Without acknowledgement there is no id, and a refusal goes unnoticed")
    func unacknowledged() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            #expect(try await client.publish("wamp.reserved") == nil)
            let error = await thrown { try await client.publish("wamp.reserved", acknowledge: true) }
            #expect(error != nil)
        }
    }

    @Test("PUBLISH has the options given")
    func options() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await client.publish("a.b", [1], excludeMe: false, options: ["eligible": [4]])
            #expect(await router.next() == #"[16,1,{"eligible":[4],"exclude_me":false},"a.b",[1]]"#)
            async let id = client.publish("a.b", kwargs: ["c": 1], acknowledge: true)
            #expect(await router.next() == #"[16,2,{"acknowledge":true},"a.b",[],{"c":1}]"#)
            try await router.send(#"[17,2,77]"#)
            #expect(try await id == 77)
        }
    }

    @Test("A publisher waits while the network takes no more, and goes on when it does")
    func backpressure() async throws {
        try await withScript { router in
            let client = try await router.join()
            try await router.read(false)
            let count = 400
            let text = Value.string(String(repeating: "x", count: 1 << 16))
            let sent = Mutex(0)
            async let publishing: Void = {
                for _ in 0..<count {
                    try await client.publish("a.b", [text])
                    sent.withLock { $0 += 1 }
                }
            }()
            while await client.writers.isEmpty, !Task.isCancelled { await Task.yield() }
            // 25 MiB are more than the buffers of both sockets hold.
            #expect(sent.withLock { $0 } < count)
            try await router.read(true)
            for _ in 0..<count { #expect(await router.next().utf8.count > 1 << 16) }
            try await publishing
        }
    }
}
