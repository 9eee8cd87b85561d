import Testing

@testable import WAMPRouter

@Stage
@Suite("What a realm keeps of its sessions")
struct RouterTests {
    /// How a session ends.
    nonisolated static let ends: [String] = [
        "goodbye", "abort", "violation", "close frame", "lost", "shutdown", "timeout",
    ]

    private func end(_ peer: ScriptedPeer, in world: World, how: String) {
        switch how {
        case "goodbye": peer.sends("[6,{},\"wamp.close.normal\"]")
        case "abort": peer.sends("[3,{},\"wamp.error.x\"]")
        case "violation": peer.sends("[99]")
        case "close frame": peer.sends(frames: [SentFrame(opcode: 8, payload: [0x03, 0xE8])])
        case "lost": peer.disappears()
        case "shutdown":
            _ = world.shutDown()
            peer.sends("[6,{},\"wamp.close.goodbye_and_out\"]")
        default: world.loop.advanceTime(by: .seconds(100))
        }
        world.loop.advanceTime(by: .seconds(10))
        world.loop.advanceTime(by: .seconds(10))
        _ = peer.nextTexts()
    }

    @Test("A session that has ended leaves nothing behind, however it ended", arguments: ends)
    func released(how: String) throws {
        let world = try World {
            $0.limits.pingInterval = how == "timeout" ? .seconds(30) : .zero
        }
        let callee = try world.join(calleeFeatures: "{\"call_canceling\":true}")
        callee.sends("[64,1,{},\"com.q\"]")
        weak var weakSession: RouterSession?
        do {
            let peer = try world.join()
            weakSession = world.session(peer.session)
            peer.sends(
                "[64,1,{},\"com.p\"]", "[32,2,{},\"com.t\"]", "[48,3,{},\"com.q\"]", "[48,4,{},\"com.p\"]")
            #expect(weakSession != nil)
            end(peer, in: world, how: how)
            #expect(world.inspect { $0.dealer.pendingCount } == 0)
            #expect(world.inspect { $0.broker.subscriptionCount } == 0)
        }
        _ = callee.nextTexts()
        #expect(weakSession == nil)
        #expect(world.inspect { $0.outbox.effects.isEmpty } == true)
    }

    @Test(
        "Places of sessions are used again: the table grows with the most sessions at a time, not with all there were"
    )
    func placesAreReused() throws {
        let world = try World()
        let stays = try world.join()
        for _ in 0..<50 {
            let peer = try world.join()
            peer.sends("[32,1,{},\"com.t\"]", "[64,2,{},\"com.p\"]")
            peer.disappears()
        }
        #expect(world.inspect { $0.sessions.count } == 2)
        stays.sends("[16,1,{\"acknowledge\":true},\"com.t\"]")
        stays.receives("[17,1,*]")
    }

    @Test("A session in the place of one that left gets nothing that was meant for that one")
    func placeOfAnother() throws {
        let world = try World()
        let callee = try world.join()
        callee.sends("[64,1,{},\"com.p\"]")
        callee.receives("[65,1,1]")
        let first = try world.join()
        first.sends("[32,1,{},\"com.t\"]", "[48,2,{},\"com.p\"]")
        callee.receives("[68,1,1,{}]")
        first.disappears()
        let second = try world.join()
        callee.sends("[70,1,{},[\"for the first\"]]", "[16,2,{},\"com.t\"]")
        second.receivesNothing()
        second.sends("[49,2,{}]", "[48,1,{},\"com.p\"]")
        callee.receives("[68,2,1,{}]")
        callee.sends("[70,2,{},[\"for the second\"]]")
        second.receives("[50,1,{},[\"for the second\"]]")
    }

    @Test("The same seed gives the same transcript, another seed another")
    func seeded() throws {
        func welcome(seed: UInt64) throws -> String? {
            let alice = try World(seed: seed).connect()
            alice.sends("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]")
            return alice.next()?.text
        }
        #expect(try welcome(seed: 3) == welcome(seed: 3))
        #expect(try welcome(seed: 3) != welcome(seed: 4))
    }

    @Test("Whatever bytes a client sends, the others are served", arguments: 0..<40)
    func garbage(seed: UInt64) throws {
        let world = try World { $0.limits.maximumMessageSize = 4096 }
        let callee = try world.join(calleeFeatures: "{\"call_canceling\":true,\"call_reroute\":true}")
        callee.sends(
            "[64,1,{},\"com.p\"]", "[32,2,{},\"com.t\"]", "[64,3,{\"concurrency\":1},\"com.y\"]")
        _ = callee.nextTexts()
        let random = SeededRandomness(seed: seed)
        let script = [
            "[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{\"features\":{\"call_canceling\":true}}}}]",
            "[64,1,{},\"com.x\"]", "[48,2,{},\"com.p\",[1,\"ä\",{\"k\":null}]]", "[49,2,{\"mode\":\"kill\"}]",
            "[48,3,{},\"com.x\"]", "[70,1,{},[1.5e3]]", "[16,4,{\"exclude_me\":false},\"com.t\"]",
            "[32,5,{\"match\":\"wildcard\",\"get_retained\":true,\"nkey\":\"n\"},\"com..x\"]",
            "[16,6,{\"retain\":true,\"rkey\":\"k\",\"eligible\":[1],\"_x_a\":{\"b\":[]}},\"com.a.x\",[1]]",
            "[48,7,{\"timeout\":5,\"_x_a\":1},\"com.y\",[1]]", "[48,8,{\"rkey\":\"k\"},\"com.y\",[2]]",
            "[64,9,{\"invoke\":\"roundrobin\",\"match\":\"prefix\",\"concurrency\":2},\"com.z\"]",
            "[48,10,{\"progress\":true},\"com.z.a\"]", "[8,68,2,{},\"wamp.error.unavailable\"]",
            "[6,{},\"com.bye\"]",
        ]
        for _ in 0..<30 {
            let peer = try world.connect()
            for message in script {
                var bytes = SentFrame.text(message).bytes
                switch random.next() % 4 {
                case 0: bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 << (random.next() % 8))
                case 1:
                    var payload = Array(message.utf8)
                    payload[Int(random.next() % UInt64(payload.count))] = UInt8(0x20 + random.next() % 0x5F)
                    bytes = SentFrame(opcode: 1, payload: payload).bytes
                case 2: bytes.removeLast(Int(random.next() % 5))
                default: break
                }
                peer.sends(bytes: bytes)
            }
            peer.disappears()
            world.advance(by: .milliseconds(2))
        }
        // What the strangers called is of no interest any more.
        _ = callee.nextTexts()
        #expect(world.inspect { $0.sessionCount } == 1)
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        let bob = try world.join()
        bob.sends("[48,1,{},\"com.p\"]", "[16,2,{},\"com.t\"]")
        callee.receives("[68,*,1,{}]")
        callee.receives("[36,1,*,{}]")
    }
}
