import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.subscription.… (advanced profile, Subscriptions Meta API, Subscription Revocation)")
struct RouterSubscriptionProceduresTests {
    /// A caller, and a subscriber with subscriptions 1 com.a, 2 com.a prefix, 3 com..b wildcard, 4 com.a.b.
    private func pair(_ world: World, announcing features: String...) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        let bob = try world.connect()
        bob.joins(announcing: features)
        bob.sends(
            #"[32,1,{},"com.a"]"#, #"[32,2,{"match":"prefix"},"com.a"]"#,
            #"[32,3,{"match":"wildcard"},"com..b"]"#, #"[32,4,{},"com.a.b"]"#)
        for id in 1...4 { bob.receives("[33,\(id),\(id)]") }
        return (alice, bob)
    }

    @Test("list tells the ids under each match policy")
    func list() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        alice.sends(
            #"[48,1,{},"wamp.subscription.list"]"#, #"[48,2,{},"wamp.subscription.list",[],{"limit":3}]"#,
            #"[48,3,{},"wamp.subscription.list",[],{"limit":3,"after":3}]"#)
        alice.receives(#"[50,1,{},[{"exact":[1,4],"prefix":[2],"wildcard":[3]}]]"#)
        alice.receives(#"[50,2,{},[{"exact":[1],"prefix":[2],"wildcard":[3]}],{"more":true}]"#)
        alice.receives(#"[50,3,{},[{"exact":[4],"prefix":[],"wildcard":[]}]]"#)
        bob.disappears()
        alice.sends(#"[48,4,{},"wamp.subscription.list"]"#)
        alice.receives(#"[50,4,{},[{"exact":[],"prefix":[],"wildcard":[]}]]"#)
    }

    @Test("lookup finds exactly this topic or pattern, or null")
    func lookup() throws {
        let (alice, _) = try pair(World.open())
        alice.sends(
            #"[48,1,{},"wamp.subscription.lookup",["com.a"]]"#,
            #"[48,2,{},"wamp.subscription.lookup",["com.a",{"match":"prefix","get_retained":true}]]"#,
            #"[48,3,{},"wamp.subscription.lookup",["com..b",{"match":"wildcard"}]]"#,
            #"[48,4,{},"wamp.subscription.lookup",["com.a.b",{"match":"prefix"}]]"#,
            #"[48,5,{},"wamp.subscription.lookup",["com.abc"]]"#)
        for (request, id) in [(1, "1"), (2, "2"), (3, "3"), (4, "null"), (5, "null")] {
            alice.receives("[50,\(request),{},[\(id)]]")
        }
    }

    @Test("match lists all subscriptions that get a topic's events, or null")
    func match() throws {
        let (alice, _) = try pair(World.open())
        for (request, (uri, ids)) in [
            ("com.a", "[1,2]"), ("com.ab", "[2]"), ("com.x.b", "[3]"), ("com.a.b", "[4,2,3]"),
            ("org", "null"),
        ].enumerated() {
            alice.sends(#"[48,\#(request + 1),{},"wamp.subscription.match",["\#(uri)"]]"#)
            alice.receives("[50,\(request + 1),{},[\(ids)]]")
        }
    }

    @Test("get tells what a subscription is, its match policy always spelled out")
    func get() throws {
        let world = try World.open()
        world.advance(by: .seconds(60))
        let (alice, _) = try pair(world)
        alice.sends(
            #"[48,1,{},"wamp.subscription.get",[1]]"#, #"[48,2,{},"wamp.subscription.get",[2]]"#,
            #"[48,3,{},"wamp.subscription.get",[9]]"#)
        alice.receives(
            #"[50,1,{},[{"id":1,"created":"2027-01-15T08:01:00.000Z","uri":"com.a","match":"exact"}]]"#)
        alice.receives(
            #"[50,2,{},[{"id":2,"created":"2027-01-15T08:01:00.000Z","uri":"com.a","match":"prefix"}]]"#)
        alice.isRefused(3, "no_such_subscription", "there is no subscription 9 in this realm")
    }

    @Test("list_subscribers and count_subscribers tell who shares a subscription")
    func subscribers() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        let carol = try world.join()
        carol.sends(#"[32,1,{},"com.a"]"#)
        carol.receives("[33,1,1]")
        let ids = [bob, carol].map(\.session).sorted { UInt64($0)! < UInt64($1)! }
        alice.sends(
            #"[48,1,{},"wamp.subscription.list_subscribers",[1]]"#,
            #"[48,2,{},"wamp.subscription.count_subscribers",[1]]"#,
            #"[48,3,{},"wamp.subscription.list_subscribers",[1],{"limit":1}]"#,
            #"[48,4,{},"wamp.subscription.list_subscribers",[1],{"limit":1,"after":\#(ids[0])}]"#,
            #"[48,5,{},"wamp.subscription.list_subscribers",[5]]"#,
            #"[48,6,{},"wamp.subscription.count_subscribers",[5]]"#)
        alice.receives("[50,1,{},[[\(ids[0]),\(ids[1])]]]")
        alice.receives("[50,2,{},[2]]")
        alice.receives("[50,3,{},[[\(ids[0])]],{\"more\":true}]")
        alice.receives("[50,4,{},[[\(ids[1])]]]")
        for request in [5, 6] {
            alice.isRefused(request, "no_such_subscription", "there is no subscription 5 in this realm")
        }
    }

    @Test("remove_subscriber with a reason that is no URI is invalid_uri, and nothing is taken back")
    func removeSubscriberForNoReason() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world, announcing: "subscription_revocation")
        alice.sends(
            #"[48,1,{},"wamp.subscription.remove_subscriber",[1,\#(bob.session)],{"reason":"no longer"}]"#)
        alice.isRefused(
            1, "invalid_uri", "keyword argument reason: this is not a valid URI under the realm's rules")
        bob.receivesNothing()
    }

    @Test("remove_subscriber takes a subscription back; a subscriber that understands revocation is told why")
    func removeSubscriber() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world, announcing: "subscription_revocation")
        let carol = try world.join()
        carol.sends(#"[32,1,{},"com.a"]"#)
        carol.receives("[33,1,1]")
        alice.sends(
            #"[48,1,{},"wamp.subscription.remove_subscriber",[1,\#(bob.session)],{"reason":"com.no.longer"}]"#,
            #"[48,2,{},"wamp.subscription.list_subscribers",[1]]"#,
            #"[48,3,{},"wamp.subscription.remove_subscriber",[1,\#(bob.session)]]"#,
            #"[48,4,{},"wamp.subscription.remove_subscriber",[1,\#(carol.session)]]"#,
            #"[48,5,{},"wamp.subscription.remove_subscriber",[1,\#(carol.session)]]"#,
            #"[48,6,{},"wamp.subscription.remove_subscriber",[2,77]]"#,
            #"[48,7,{},"wamp.subscription.remove_subscriber",[4,\#(bob.session)]]"#, #"[16,8,{},"com.a"]"#)
        bob.receives(#"[35,0,{"subscription":1,"reason":"com.no.longer"}]"#)
        bob.receives(#"[35,0,{"subscription":4,"reason":"wamp.subscription.removed"}]"#)
        bob.receives("[36,2,*,{\"topic\":\"com.a\"}]")
        bob.receivesNothing()
        carol.receivesNothing()
        alice.receives("[50,1,{}]")
        alice.receives("[50,2,{},[[\(carol.session)]]]")
        alice.isRefused(3, "no_such_session", "session \(bob.session) does not hold subscription 1")
        alice.receives("[50,4,{}]")
        alice.isRefused(5, "no_such_subscription", "there is no subscription 1 in this realm")
        alice.isRefused(6, "no_such_session", "session 77 does not hold subscription 2")
        alice.receives("[50,7,{}]")
        bob.sends("[34,5,1]")
        bob.receives(
            "[8,34,5,{},\"wamp.error.no_such_subscription\",[\"this session does not hold this subscription\"]]"
        )
    }
}
