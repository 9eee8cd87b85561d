import Testing

@testable import WAMPRouter

@Stage
@Suite("Sessions that are not read from while others do not take what they send")
struct PausedProducerTranscripts {
    private func world() throws -> World {
        try World.open { configuration in
            configuration.limits.maximumOutboundBytes = 40_000
            configuration.limits.maximumMessageSize = 20_000
            configuration.realms[0].roles[0].slowConsumer = .init(
                policy: .pauseProducers, bytes: 4000, pauseTimeout: .seconds(3))
        }
    }

    private func join(_ world: World, subscribing topics: String...) throws -> ScriptedPeer {
        let peer = try world.join()
        for (number, topic) in topics.enumerated() {
            peer.sends(#"[32,\#(number + 1),{},"\#(topic)"]"#)
            peer.receives("[33,\(number + 1),*]")
        }
        return peer
    }

    /// As many PUBLISH messages as fill one budget, from this request on.
    private func fill(_ topic: String, from first: Int = 1, by publisher: ScriptedPeer) {
        for number in first..<first + 5 {
            publisher.sends(
                #"[16,\#(number),{"exclude_me":false},"\#(topic)",["\#(String(repeating: "x", count: 950))"]]"#
            )
        }
    }

    private func isIdle(_ world: World, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(world.inspect { $0.pausedProducers.isEmpty } == true, sourceLocation: sourceLocation)
        #expect(world.inspect { $0.congested.isEmpty } == true, sourceLocation: sourceLocation)
        #expect(world.time.timerCount == 0, sourceLocation: sourceLocation)
    }

    @Test("Who fills a slow session is not read from until it has caught up; others are")
    func pause() throws {
        let world = try world()
        let slow = try join(world, subscribing: "com.t")
        let (alice, bob) = (try world.join(), try world.join())
        try slow.stopsReading()
        fill("com.t", by: alice)
        bob.sends(#"[16,1,{},"com.other"]"#)
        #expect(!alice.isRead)
        #expect(bob.isRead)
        bob.sends(#"[16,2,{},"com.t"]"#)
        #expect(!bob.isRead)
        slow.reads()
        #expect(alice.isRead)
        #expect(bob.isRead)
        #expect(slow.nextTexts().count == 6)
        isIdle(world)
    }

    @Test("A publisher to two slow sessions is read from when both have caught up, once")
    func two() throws {
        let world = try world()
        let (one, other) = (try join(world, subscribing: "com.t"), try join(world, subscribing: "com.t"))
        let alice = try world.join()
        try one.stopsReading()
        try other.stopsReading()
        fill("com.t", by: alice)
        #expect(!alice.isRead)
        one.reads()
        #expect(!alice.isRead)
        other.reads()
        #expect(alice.isRead)
        isIdle(world)
    }

    @Test("A slow session that does not catch up in time is closed, and its producers go on")
    func timeout() throws {
        let world = try world()
        let slow = try join(world, subscribing: "com.t")
        let alice = try world.join()
        try slow.stopsReading()
        fill("com.t", by: alice)
        world.advance(by: .milliseconds(2900))
        #expect(!alice.isRead)
        world.advance(by: .milliseconds(200))
        #expect(alice.isRead)
        #expect(world.inspect { $0.sessionCount } == 1)
        slow.reads()
        let abort = slow.nextTexts().dropLast().last ?? ""
        #expect(abort.contains("has held up others for too long: "))
        #expect(abort.hasSuffix(#","wamp.error.slow_consumer"]"#))
        isIdle(world)
    }

    @Test("A slow session that leaves lets go of its producers; a producer that leaves is forgotten")
    func leaving() throws {
        let world = try world()
        let slow = try join(world, subscribing: "com.t")
        let (alice, bob) = (try world.join(), try world.join())
        try slow.stopsReading()
        fill("com.t", by: alice)
        fill("com.t", by: bob)
        alice.disappears()
        #expect(!bob.isRead)
        // It gets the index of the one that has left, and nothing of what held that up.
        let carol = try world.join()
        #expect(carol.isRead)
        slow.disappears()
        #expect(bob.isRead)
        #expect(carol.isRead)
        isIdle(world)
    }

    @Test("A session that publishes to itself without reading is closed in time")
    func itself() throws {
        let world = try world()
        let alice = try join(world, subscribing: "com.t")
        try alice.stopsReading()
        fill("com.t", from: 2, by: alice)
        #expect(!alice.isRead)
        alice.reads(again: false)
        #expect(alice.isRead)
        fill("com.t", from: 7, by: alice)
        world.advance(by: .seconds(4))
        #expect(world.inspect { $0.sessionCount } == 0)
        isIdle(world)
    }

    @Test("Two sessions that hold up each other go on when one reads")
    func eachOther() throws {
        let world = try world()
        let (alice, bob) = (try join(world, subscribing: "com.a"), try join(world, subscribing: "com.b"))
        try alice.stopsReading()
        try bob.stopsReading()
        fill("com.b", from: 2, by: alice)
        fill("com.a", from: 2, by: bob)
        #expect(!alice.isRead)
        #expect(!bob.isRead)
        alice.reads()
        #expect(bob.isRead)
        bob.reads()
        #expect(alice.isRead)
        isIdle(world)
    }

    @Test("A caller is paused for a slow callee, and no call is refused")
    func slowCallee() throws {
        let world = try world()
        let callee = try world.join()
        callee.sends(#"[64,1,{},"com.p"]"#)
        callee.receives("[65,1,1]")
        let caller = try world.join()
        try callee.stopsReading()
        for number in 1...5 {
            caller.sends(#"[48,\#(number),{},"com.p",["\#(String(repeating: "x", count: 950))"]]"#)
        }
        caller.receivesNothing()
        #expect(!caller.isRead)
        callee.reads()
        #expect(caller.isRead)
        #expect(callee.nextTexts().count == 5)
    }

    @Test("A producer that goes on all the same is heard until the limit of the slow session is reached")
    func limit() throws {
        let world = try world()
        let slow = try join(world, subscribing: "com.t")
        let alice = try world.join()
        try slow.stopsReading()
        for round in 0..<9 { fill("com.t", from: 1 + 5 * round, by: alice) }
        #expect(world.inspect { $0.sessionCount } == 1)
        #expect(alice.isRead)
        isIdle(world)
    }
}
