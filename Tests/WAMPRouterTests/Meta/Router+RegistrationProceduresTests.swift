import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.registration.… (advanced profile, Registration Meta API, Registration Revocation)")
struct RouterRegistrationProceduresTests {
    /// A caller, and a callee with registrations 1 com.a, 2 com.a prefix, 3 com..b wildcard, 4 com.c.
    private func pair(_ world: World, announcing features: String...) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        let bob = try world.connect()
        bob.joins(announcing: features)
        bob.sends(
            #"[64,1,{},"com.a"]"#, #"[64,2,{"match":"prefix"},"com.a"]"#,
            #"[64,3,{"match":"wildcard","invoke":"random"},"com..b"]"#,
            #"[64,4,{"invoke":"roundrobin"},"com.c"]"#)
        for id in 1...4 { bob.receives("[65,\(id),\(id)]") }
        return (alice, bob)
    }

    @Test("list tells the ids under each match policy")
    func list() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        alice.sends(
            #"[48,1,{},"wamp.registration.list"]"#, #"[48,2,{},"wamp.registration.list",[],{"limit":2}]"#,
            #"[48,3,{},"wamp.registration.list",[],{"limit":2,"after":2}]"#)
        alice.receives(#"[50,1,{},[{"exact":[1,4],"prefix":[2],"wildcard":[3]}]]"#)
        alice.receives(#"[50,2,{},[{"exact":[1],"prefix":[2],"wildcard":[]}],{"more":true}]"#)
        alice.receives(#"[50,3,{},[{"exact":[4],"prefix":[],"wildcard":[3]}]]"#)
        bob.disappears()
        alice.sends(#"[48,4,{},"wamp.registration.list"]"#)
        alice.receives(#"[50,4,{},[{"exact":[],"prefix":[],"wildcard":[]}]]"#)
    }

    @Test("lookup finds exactly this procedure or pattern, or null")
    func lookup() throws {
        let (alice, _) = try pair(World.open())
        alice.sends(
            #"[48,1,{},"wamp.registration.lookup",["com.a"]]"#,
            #"[48,2,{},"wamp.registration.lookup",["com.a",{"match":"prefix","invoke":"single"}]]"#,
            #"[48,3,{},"wamp.registration.lookup",["com..b",{"match":"wildcard"}]]"#,
            #"[48,4,{},"wamp.registration.lookup",["com.a",{"match":"wildcard"}]]"#,
            #"[48,5,{},"wamp.registration.lookup",["com.ab",{"match":"exact"}]]"#,
            #"[48,6,{},"wamp.registration.lookup",["com.c",null]]"#,
            #"[48,7,{},"wamp.registration.lookup",["wamp.session.count"]]"#)
        for (request, id) in [(1, "1"), (2, "2"), (3, "3"), (4, "null"), (5, "null"), (6, "4"), (7, "null")] {
            alice.receives("[50,\(request),{},[\(id)]]")
        }
    }

    @Test("match finds the registration that a call goes to, or null")
    func match() throws {
        let (alice, _) = try pair(World.open())
        for (request, (uri, id)) in [
            ("com.a", "1"), ("com.ab", "2"), ("com.x.b", "3"), ("com.a.b", "2"), ("org", "null"),
        ].enumerated() {
            alice.sends(#"[48,\#(request + 1),{},"wamp.registration.match",["\#(uri)"]]"#)
            alice.receives("[50,\(request + 1),{},[\(id)]]")
        }
    }

    @Test("get tells what a registration is, its match and invoke policies always spelled out")
    func get() throws {
        let world = try World.open()
        world.advance(by: .milliseconds(1234))
        let (alice, _) = try pair(world)
        alice.sends(
            #"[48,1,{},"wamp.registration.get",[1]]"#, #"[48,2,{},"wamp.registration.get",[3]]"#,
            #"[48,3,{},"wamp.registration.get",[9]]"#)
        alice.receives(
            #"[50,1,{},[{"id":1,"created":"2027-01-15T08:00:01.234Z","uri":"com.a","match":"exact","invoke":"single"}]]"#
        )
        alice.receives(
            #"[50,2,{},[{"id":3,"created":"2027-01-15T08:00:01.234Z","uri":"com..b","match":"wildcard","invoke":"random"}]]"#
        )
        alice.isRefused(3, "no_such_registration", "there is no registration 9 in this realm")
    }

    @Test("list_callees and count_callees tell who shares a registration")
    func callees() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world)
        let carol = try world.join()
        carol.sends(#"[64,1,{"invoke":"roundrobin"},"com.c"]"#)
        carol.receives("[65,1,4]")
        let ids = [bob, carol].map(\.session).sorted { UInt64($0)! < UInt64($1)! }
        alice.sends(
            #"[48,1,{},"wamp.registration.list_callees",[4]]"#,
            #"[48,2,{},"wamp.registration.count_callees",[4]]"#,
            #"[48,3,{},"wamp.registration.list_callees",[4],{"limit":1}]"#,
            #"[48,4,{},"wamp.registration.list_callees",[4],{"limit":1,"after":\#(ids[0])}]"#,
            #"[48,5,{},"wamp.registration.list_callees",[5]]"#,
            #"[48,6,{},"wamp.registration.count_callees",[5]]"#)
        alice.receives("[50,1,{},[[\(ids[0]),\(ids[1])]]]")
        alice.receives("[50,2,{},[2]]")
        alice.receives("[50,3,{},[[\(ids[0])]],{\"more\":true}]")
        alice.receives("[50,4,{},[[\(ids[1])]]]")
        for request in [5, 6] {
            alice.isRefused(request, "no_such_registration", "there is no registration 5 in this realm")
        }
    }

    @Test("remove_callee takes a registration back; a callee that understands revocation is told why")
    func removeCallee() throws {
        let world = try World.open()
        let (alice, bob) = try pair(world, announcing: "registration_revocation")
        let carol = try world.join()
        carol.sends(#"[64,1,{"invoke":"roundrobin"},"com.c"]"#)
        carol.receives("[65,1,4]")
        alice.sends(
            #"[48,1,{},"wamp.registration.remove_callee",[4,\#(bob.session)],{"reason":"com.moved"}]"#,
            #"[48,2,{},"wamp.registration.list_callees",[4]]"#,
            #"[48,3,{},"wamp.registration.remove_callee",[4,\#(bob.session)]]"#,
            #"[48,4,{},"wamp.registration.remove_callee",[4,\#(carol.session)]]"#,
            #"[48,5,{},"wamp.registration.remove_callee",[4,\#(carol.session)]]"#,
            #"[48,6,{},"wamp.registration.remove_callee",[1,\#(bob.session)]]"#,
            #"[48,7,{},"wamp.registration.remove_callee",[2,77]]"#, #"[48,8,{},"com.c"]"#)
        bob.receives(#"[67,0,{"registration":4,"reason":"com.moved"}]"#)
        bob.receives(#"[67,0,{"registration":1,"reason":"wamp.registration.removed"}]"#)
        bob.receivesNothing()
        carol.receivesNothing()
        alice.receives("[50,1,{}]")
        alice.receives("[50,2,{},[[\(carol.session)]]]")
        alice.isRefused(3, "no_such_session", "session \(bob.session) does not hold registration 4")
        alice.receives("[50,4,{}]")
        alice.isRefused(5, "no_such_registration", "there is no registration 4 in this realm")
        alice.receives("[50,6,{}]")
        alice.isRefused(7, "no_such_session", "session 77 does not hold registration 2")
        alice.isRefused(8, "no_such_procedure", "no callee has registered this procedure")
        bob.sends("[66,5,1]")
        bob.receives(
            "[8,66,5,{},\"wamp.error.no_such_registration\",[\"this session does not hold this registration\"]]"
        )
    }
}
