import Testing

@testable import WAMPRouter

@Stage
@Suite("Quotas that change while sessions hold something")
struct QuotaReloadTranscripts {
    @Test("What is held is counted anew, also when roles have changed places")
    func recounting() throws {
        let world = try World.open { $0.realms[0].roles[0].quotas.maximumSubscriptions = 5 }
        let alice = try world.join()
        alice.sends(#"[32,1,{},"com.a"]"#, #"[32,2,{},"com.b"]"#)
        #expect(alice.nextTexts().count == 2)
        try world.reload { configuration in
            configuration.realms[0].roles.insert(
                .init(name: "other", permissions: configuration.realms[0].roles[0].permissions), at: 0)
            configuration.realms[0].roles[1].quotas.maximumSubscriptions = 3
        }
        alice.sends(#"[32,3,{},"com.c"]"#, #"[32,4,{},"com.d"]"#)
        alice.receives("[33,3,3]")
        alice.receives(
            #"[8,32,4,{},"wamp.error.limit_exceeded",["the sessions of this role may not hold more subscriptions"]]"#
        )
        alice.sends("[34,5,1]", #"[32,6,{},"com.d"]"#)
        alice.receives("[35,5]")
        alice.receives("[33,6,4]")
    }

    @Test("Rates and what gives way for slow sessions hold at once")
    func rates() throws {
        let world = try World.open()
        let alice = try world.join()
        try world.reload { configuration in
            configuration.realms[0].quotas.callRate = .init(perSecond: 1)
            configuration.realms[0].roles[0].slowConsumer = .init(policy: .dropNewest, bytes: 2000)
        }
        alice.sends(#"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.count"]"#)
        alice.receives("[50,1,{},[1]]")
        alice.receives(
            #"[8,48,2,{},"wamp.error.limit_exceeded",["call_rate: this session calls too often"]]"#)
        #expect(world.session(alice.session)?.outbound.budget.bytes == 2000)
    }
}
