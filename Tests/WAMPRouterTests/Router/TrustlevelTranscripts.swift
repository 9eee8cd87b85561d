import Testing

@testable import WAMPRouter

@Stage
@Suite(
    "Trust levels and disclosure by rule (advanced profile, Publication Trust Levels, Call Trust Levels, Caller Identification)"
)
struct TrustlevelTranscripts {
    private typealias Permission = RouterConfiguration.Permission

    /// A world with the roles anonymous, which may do everything, and guest.
    private func world(_ anonymous: [Permission] = [], guest: [Permission] = []) throws -> World {
        try World {
            $0.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)] + anonymous
            $0.realms[0].roles.append(.init(name: "guest", permissions: guest))
        }
    }

    /// A session that has registered every procedure of com. and subscribed to every topic of it.
    private func listener(in world: World) throws -> ScriptedPeer {
        let bob = try world.join()
        bob.sends(#"[64,1,{"match":"prefix"},"com."]"#, #"[32,2,{"match":"prefix"},"com."]"#)
        bob.receives("[65,1,1]")
        bob.receives("[33,2,1]")
        return bob
    }

    @Test(
        "The rule that lets a publication or call through gives it its level, 0 included; a rule without one gives none"
    )
    func levels() throws {
        let world = try world([
            .init(uri: "com.low", allow: .all, trustlevel: 0),
            .init(uri: "com.high.", match: .prefix, allow: .all, trustlevel: 2_147_483_647),
        ])
        let bob = try listener(in: world)
        let alice = try world.join()
        alice.sends(
            #"[16,1,{},"com.low"]"#, #"[16,2,{},"com.high.a"]"#, #"[16,3,{},"com.none"]"#,
            #"[48,4,{},"com.low"]"#,
            #"[48,5,{},"com.high.a"]"#, #"[48,6,{},"com.none"]"#)
        bob.receives(#"[36,1,*,{"trustlevel":0,"topic":"com.low"}]"#)
        bob.receives(#"[36,1,*,{"trustlevel":2147483647,"topic":"com.high.a"}]"#)
        bob.receives(#"[36,1,*,{"topic":"com.none"}]"#)
        bob.receives(#"[68,1,1,{"trustlevel":0,"procedure":"com.low"}]"#)
        bob.receives(#"[68,2,1,{"trustlevel":2147483647,"procedure":"com.high.a"}]"#)
        bob.receives(#"[68,3,1,{"procedure":"com.none"}]"#)
    }

    @Test("The level is that of the sender's role, not of the receiver's")
    func roles() throws {
        let world = try world(
            [.init(uri: "com.t", allow: .all, trustlevel: 5)],
            guest: [.init(uri: "com.t", allow: .all, trustlevel: 1)])
        let bob = try listener(in: world)
        let alice = try world.join()
        let guest = try world.join(role: "guest")
        guest.sends(#"[32,1,{},"com.t"]"#)
        guest.receives("[33,1,2]")
        alice.sends(#"[16,1,{},"com.t"]"#)
        guest.receives(#"[36,2,*,{"trustlevel":5}]"#)
        guest.sends(#"[16,2,{},"com.t"]"#, #"[48,3,{},"com.t"]"#)
        bob.receives(#"[36,1,*,{"trustlevel":5,"topic":"com.t"}]"#)
        bob.receives(#"[36,1,*,{"trustlevel":1,"topic":"com.t"}]"#)
        bob.receives(#"[68,1,1,{"trustlevel":1,"procedure":"com.t"}]"#)
    }

    @Test("A client cannot set its level itself")
    func forged() throws {
        let world = try world()
        let bob = try listener(in: world)
        let alice = try world.join()
        alice.sends(#"[16,1,{"trustlevel":9},"com.t"]"#, #"[48,2,{"trustlevel":9},"com.p"]"#)
        bob.receives(#"[36,1,*,{"topic":"com.t"}]"#)
        bob.receives(#"[68,1,1,{"procedure":"com.p"}]"#)
    }

    // MARK: REGISTER.Options.disclose_caller

    private static let refused =
        #"{},"wamp.error.option_disallowed.disclose_me",["this realm does not let sessions disclose their identity here"]]"#

    @Test("A callee that asks for its callers gets them where its own rule discloses callers")
    func discloseCaller() throws {
        let world = try world(
            [.init(uri: "com.", match: .prefix, allow: .all, disclose: .init(caller: true))],
            guest: [.init(uri: "com.", match: .prefix, allow: .all)])
        let bob = try world.join()
        bob.sends(
            #"[64,1,{"disclose_caller":true},"com.p"]"#,
            #"[64,2,{"disclose_caller":true,"match":"prefix"},"com.q"]"#,
            #"[64,3,{},"com.r"]"#)
        for id in 1...3 { bob.receives("[65,\(id),\(id)]") }
        let guest = try world.join(as: "eve", role: "guest")
        guest.sends(#"[48,1,{},"com.p",[1]]"#, #"[48,2,{},"com.q.x"]"#, #"[48,3,{},"com.r"]"#)
        let caller = #""caller":\#(guest.session),"caller_authid":"eve","caller_authrole":"guest""#
        bob.receives("[68,1,1,{\(caller)},[1]]")
        bob.receives(#"[68,2,2,{\#(caller),"procedure":"com.q.x"}]"#)
        bob.receives("[68,3,3,{}]")
    }

    @Test(
        "A callee whose rule does not disclose callers may not ask for them, nor for those of a pattern with such a rule"
    )
    func discloseCallerRefused() throws {
        let world = try world([
            .init(uri: "com.", match: .prefix, allow: .all, disclose: .init(caller: true)),
            .init(uri: "com.quiet", allow: .all),
        ])
        let bob = try world.join()
        bob.sends(
            #"[64,1,{"disclose_caller":true},"com.quiet"]"#,
            #"[64,2,{"disclose_caller":true,"match":"prefix"},"com.q"]"#,
            #"[64,3,{"disclose_caller":false},"com.quiet"]"#,
            #"[64,4,{"disclose_caller":true,"match":"prefix"},"com.p"]"#)
        bob.receives("[8,64,1,\(Self.refused)")
        bob.receives("[8,64,2,\(Self.refused)")
        bob.receives("[65,3,1]")
        bob.receives("[65,4,2]")
    }

    @Test("Of callees that share a procedure those are told the caller that asked for it")
    func sharedDisclosure() throws {
        let world = try world(
            [.init(uri: "com.", match: .prefix, allow: .all, disclose: .init(caller: true))],
            guest: [.init(uri: "com.", match: .prefix, allow: .all)])
        let bob = try world.join()
        let carol = try world.join()
        bob.sends(#"[64,1,{"disclose_caller":true,"invoke":"roundrobin"},"com.p"]"#)
        carol.sends(#"[64,1,{"invoke":"roundrobin"},"com.p"]"#)
        bob.receives("[65,1,1]")
        carol.receives("[65,1,1]")
        let guest = try world.join(as: "eve", role: "guest")
        guest.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        bob.receives(
            #"[68,1,1,{"caller":\#(guest.session),"caller_authid":"eve","caller_authrole":"guest"}]"#)
        carol.receives("[68,1,1,{}]")
    }
}
