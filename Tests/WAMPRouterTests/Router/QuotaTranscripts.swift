import Testing

@testable import WAMPRouter

@Stage
@Suite("What the sessions of a realm and of a role may use")
struct QuotaTranscripts {
    private static let features = ["progressive_call_results"]

    /// The role `anonymous`, and the role `staff`, have these quotas.
    private func world(
        realm: (inout RouterConfiguration.Quotas) -> Void = { _ in },
        role: (inout RouterConfiguration.Quotas) -> Void = { _ in }
    ) throws -> World {
        try World.open { configuration in
            realm(&configuration.realms[0].quotas)
            role(&configuration.realms[0].roles[0].quotas)
        }
    }

    private func limitExceeded(_ type: Int, _ request: Int, _ message: String) -> String {
        #"[8,\#(type),\#(request),{},"wamp.error.limit_exceeded",["\#(message)"]]"#
    }

    // MARK: Sessions

    @Test("More sessions than a role may have are refused, until one has left")
    func sessionsOfRole() throws {
        let world = try world { $0.maximumSessions = 2 }
        let alice = try world.join()
        _ = try world.join()
        let carol = try world.connect()
        carol.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        carol.isAborted(
            "max_sessions: role anonymous has as many sessions as it may have", "wamp.error.limit_exceeded")
        alice.disappears()
        _ = try world.join()
        #expect(world.inspect { $0.quotaCounters.sessions } == 1)
        #expect(world.inspect { $0.sessionCount } == 2)
    }

    private func world(role: (inout RouterConfiguration.Quotas) -> Void) throws -> World {
        try world(realm: { _ in }, role: role)
    }

    @Test("More sessions than a realm may have are refused")
    func sessionsOfRealm() throws {
        let world = try world(realm: { $0.maximumSessions = 1 })
        _ = try world.join()
        let bob = try world.connect()
        bob.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        bob.isAborted("realm realm1 has as many sessions as it may have", "wamp.error.limit_exceeded")
        #expect(world.inspect { $0.quotaCounters.sessions } == 1)
    }

    // MARK: What is held

    @Test("Subscriptions: of each session, of a role, of the realm; what ends makes room")
    func subscriptions() throws {
        let world = try world(
            realm: { $0.maximumSubscriptions = 3 },
            role: {
                $0.maximumSubscriptions = 4
                $0.maximumSubscriptionsPerSession = 2
            })
        let (alice, bob) = (try world.join(), try world.join())
        alice.sends(
            #"[32,1,{},"com.a"]"#, #"[32,2,{},"com.b"]"#, #"[32,3,{},"com.c"]"#, #"[32,4,{},"com.b"]"#)
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
        alice.receives(limitExceeded(32, 3, "this session may not hold more subscriptions"))
        alice.receives("[33,4,2]")
        bob.sends(#"[32,1,{},"com.a"]"#, #"[32,2,{},"com.b"]"#)
        bob.receives("[33,1,1]")
        bob.receives(limitExceeded(32, 2, "the sessions of this realm may not hold more subscriptions"))
        alice.sends("[34,5,1]")
        alice.receives("[35,5]")
        bob.sends(#"[32,3,{},"com.b"]"#)
        bob.receives("[33,3,2]")
        #expect(world.inspect { $0.quotaCounters.subscriptions } == 2)
        alice.disappears()
        bob.disappears()
        for _ in 0..<2 {
            let carol = try world.join()
            carol.sends(#"[32,1,{},"com.a"]"#, #"[32,2,{},"com.b"]"#)
            #expect(carol.nextTexts().allSatisfy { $0.hasPrefix("[33,") })
            carol.disappears()
        }
    }

    @Test("Registrations of a role, of sessions that unregister, are revoked or leave")
    func registrations() throws {
        let world = try world { $0.maximumRegistrations = 2 }
        let (alice, bob) = (try world.join(), try world.join())
        let full = "the sessions of this role may not register more procedures"
        alice.sends(#"[64,1,{},"com.a"]"#)
        alice.receives("[65,1,1]")
        bob.sends(#"[64,1,{},"com.b"]"#, #"[64,2,{},"com.c"]"#)
        bob.receives("[65,1,2]")
        bob.receives(limitExceeded(64, 2, full))
        // It takes the place of one of its own.
        bob.sends(#"[64,3,{"force_reregister":true},"com.b"]"#)
        bob.receives("[65,3,3]")
        alice.sends("[66,2,1]")
        alice.receives("[67,2]")
        bob.sends(#"[64,4,{},"com.c"]"#)
        bob.receives("[65,4,4]")
        bob.disappears()
        alice.sends(#"[64,3,{},"com.b"]"#, #"[64,4,{},"com.c"]"#, #"[64,5,{},"com.d"]"#)
        alice.receives("[65,3,5]")
        alice.receives("[65,4,6]")
        alice.receives(limitExceeded(64, 5, full))
        #expect(world.inspect { $0.quotaCounters.registrations } == 2)
    }

    @Test("Calls under way of a role, also those that wait for a callee")
    func calls() throws {
        let world = try world { $0.maximumPendingCalls = 2 }
        let (caller, callee) = (try world.join(), try world.join())
        callee.sends(#"[64,1,{"concurrency":1},"com.p"]"#)
        callee.receives("[65,1,1]")
        caller.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#, #"[48,3,{},"com.p"]"#)
        caller.receives(limitExceeded(48, 3, "too many calls of this role's sessions are under way"))
        callee.receives("[68,1,1,{}]")
        callee.sends("[70,1,{}]")
        caller.receives("[50,1,{}]")
        callee.receives("[68,2,1,{}]")
        caller.sends(#"[48,4,{},"com.p"]"#)
        caller.receivesNothing()
        caller.disappears()
        callee.sends("[70,2,{}]")
        let other = try world.join()
        other.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#, #"[48,3,{},"com.p"]"#)
        other.receives(limitExceeded(48, 3, "too many calls of this role's sessions are under way"))
        #expect(world.inspect { $0.quotaCounters.calls } == 2)
    }

    // MARK: Rates

    @Test("publish_rate: what is too much is refused, or dropped and counted; time brings more")
    func publishRate() throws {
        let world = try world { $0.publishRate = .init(perSecond: 10, burst: 2) }
        let (alice, bob) = (try world.join(), try world.join())
        bob.sends(#"[32,1,{},"com.t"]"#)
        bob.receives("[33,1,1]")
        alice.sends(
            #"[16,1,{},"com.t",[1]]"#, #"[16,2,{"acknowledge":true},"com.t",[2]]"#,
            #"[16,3,{"acknowledge":true},"com.t",[3]]"#, #"[16,4,{},"com.t",[4]]"#)
        alice.receives("[17,2,*]")
        alice.receives(limitExceeded(16, 3, "publish_rate: this session publishes too often"))
        alice.receivesNothing()
        #expect(bob.nextTexts().count == 2)
        #expect(world.inspect { $0.quotaCounters.publications } == 2)
        #expect(world.session(alice.session)?.rates?.droppedPublications == 1)
        world.advance(by: .milliseconds(100))
        alice.sends(#"[16,5,{"acknowledge":true},"com.t"]"#, #"[16,6,{"acknowledge":true},"com.t"]"#)
        alice.receives("[17,5,*]")
        alice.receives(limitExceeded(16, 6, "publish_rate: this session publishes too often"))
    }

    @Test("call_rate: a call that is too much is refused, and its request id is used up")
    func callRate() throws {
        let world = try world(realm: { $0.callRate = .init(perSecond: 1) })
        let alice = try world.join()
        alice.sends(
            #"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.count"]"#)
        alice.receives("[50,1,{},[1]]")
        alice.receives(limitExceeded(48, 2, "call_rate: this session calls too often"))
        world.advance(by: .seconds(5))
        alice.sends(#"[48,3,{},"wamp.session.count"]"#, #"[48,4,{},"wamp.session.count"]"#)
        alice.receives("[50,3,{},[1]]")
        alice.receives(limitExceeded(48, 4, "call_rate: this session calls too often"))
    }

    @Test("A rate that pauses takes everything, and leaves the session unread until it is kept to again")
    func pause() throws {
        let world = try world { $0.callRate = .init(perSecond: 10, burst: 1, onExcess: .pause) }
        let alice = try world.join()
        alice.sends(#"[48,1,{},"wamp.session.count"]"#)
        #expect(alice.isRead)
        alice.sends(#"[48,2,{},"wamp.session.count"]"#, #"[48,3,{},"wamp.session.count"]"#)
        #expect(alice.nextTexts().count == 3)
        #expect(!alice.isRead)
        world.advance(by: .milliseconds(150))
        #expect(!alice.isRead)
        world.advance(by: .milliseconds(60))
        #expect(alice.isRead)
        #expect(world.inspect { $0.quotaCounters.pauses } == 1)
        #expect(world.time.timerCount == 0)
    }

    @Test("byte_rate: who has sent more is not read from; leaving ends the pause")
    func byteRate() throws {
        let world = try world { $0.byteRate = .init(perSecond: 1000, burst: 500) }
        let alice = try world.join()
        alice.sends(#"[16,1,{},"com.t",["\#(String(repeating: "x", count: 2000))"]]"#)
        #expect(!alice.isRead)
        world.advance(by: .seconds(1))
        #expect(!alice.isRead)
        alice.sends(#"[6,{},"wamp.close.normal"]"#)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        #expect(alice.isRead)
        #expect(world.time.timerCount == 0)
    }

    @Test("The role's own quota for a session stands in place of the realm's")
    func precedence() throws {
        let world = try world(
            realm: {
                $0.maximumSubscriptionsPerSession = 1
                $0.callRate = .init(perSecond: 1)
            }, role: { $0.maximumSubscriptionsPerSession = 2 })
        let alice = try world.join()
        alice.sends(#"[32,1,{},"com.a"]"#, #"[32,2,{},"com.b"]"#, #"[32,3,{},"com.c"]"#)
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
        alice.receives(limitExceeded(32, 3, "this session may not hold more subscriptions"))
        #expect(world.session(alice.session)?.rates != nil)
    }
}
