import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.session.count, list, get, modify_details (advanced profile, Session Meta API)")
struct RouterSessionProceduresTests {
    private func world() throws -> World { try World.open { $0.addRole("staff") } }

    @Test("count and list tell of all sessions, or of those with one of the authroles")
    func countAndList() throws {
        let world = try world()
        let alice = try world.join()
        let bob = try world.join(role: "staff")
        let ids = [alice, bob].map(\.session).sorted { UInt64($0)! < UInt64($1)! }.joined(separator: ",")
        alice.sends(
            #"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.count",[["staff","x"]]]"#,
            #"[48,3,{},"wamp.session.count",[[]]]"#, #"[48,4,{},"wamp.session.list"]"#,
            #"[48,5,{},"wamp.session.list",[["staff"]]]"#, #"[48,6,{},"wamp.session.list",[[]]]"#)
        alice.receives("[50,1,{},[2]]")
        alice.receives("[50,2,{},[1]]")
        alice.receives("[50,3,{},[0]]")
        alice.receives("[50,4,{},[[\(ids)]]]")
        alice.receives("[50,5,{},[[\(bob.session)]]]")
        alice.receives("[50,6,{},[[]]]")
        bob.disappears()
        alice.sends(#"[48,7,{},"wamp.session.count"]"#)
        alice.receives("[50,7,{},[1]]")
    }

    @Test("list comes in pages where that is asked for")
    func pages() throws {
        let world = try world()
        let peers = try (0..<5).map { _ in try world.join() }
        let ids = peers.map(\.session).sorted { UInt64($0)! < UInt64($1)! }
        peers[0].sends(
            #"[48,1,{},"wamp.session.list",[],{"limit":3}]"#,
            #"[48,2,{},"wamp.session.list",[],{"limit":3,"after":\#(ids[2])}]"#)
        peers[0].receives("[50,1,{},[[\(ids[...2].joined(separator: ","))]],{\"more\":true}]")
        peers[0].receives("[50,2,{},[[\(ids[3...].joined(separator: ","))]]]")
    }

    @Test("Sessions of other realms are not known")
    func realms() throws {
        let world = try World.open {
            $0.realms.append($0.realms[0]); $0.realms[1].name = "realm2"
        }
        let alice = try world.join()
        let bob = try world.join("realm2")
        alice.sends(
            #"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.get",[\#(bob.session)]]"#,
            #"[48,3,{},"wamp.session.kill",[\#(bob.session)]]"#, #"[48,4,{},"wamp.session.kill_all"]"#)
        alice.receives("[50,1,{},[1]]")
        alice.isRefused(2, "no_such_session", "there is no session \(bob.session) in this realm")
        alice.isRefused(3, "no_such_session", "there is no other session \(bob.session) in this realm")
        alice.receives("[50,4,{},[0]]")
        bob.receivesNothing()
    }

    @Test("get tells who a session is and what it came over")
    func get() throws {
        let world = try world()
        let alice = try world.join()
        let bob = try world.join(as: "bob", role: "staff")
        alice.sends(#"[48,1,{},"wamp.session.get",[\#(bob.session)]]"#)
        alice.receives(
            #"[50,1,{},[{"session":\#(bob.session),"authid":"bob","authrole":"staff","#
                + #""authmethod":"anonymous","authprovider":"static","#
                + #""transport":{"type":"websocket","serializer":"json"}}]]"#)
        alice.sends(#"[48,2,{},"wamp.session.get",[\#(alice.session)]]"#)
        #expect(alice.next()?.text.hasPrefix(#"[50,2,{},[{"session":\#(alice.session),"#) == true)
        bob.disappears()
        alice.sends(#"[48,3,{},"wamp.session.get",[\#(bob.session)]]"#)
        alice.isRefused(3, "no_such_session", "there is no session \(bob.session) in this realm")
    }

    @Test(
        "modify_details adds, replaces and removes members, which get tells from then on (not in the specification)"
    )
    func modifyDetails() throws {
        let world = try world()
        let alice = try world.join()
        let bob = try world.join()
        func details(_ request: Int) -> String? {
            alice.sends(#"[48,\#(request),{},"wamp.session.get",[\#(bob.session)]]"#)
            return alice.next()?.text.components(after: #""}"#)
        }
        alice.sends(
            #"[48,1,{},"wamp.session.modify_details",[\#(bob.session),{"a":1,"b":{"c":null},"x":null}]]"#)
        alice.receives("[50,1,{}]")
        #expect(details(2) == #","a":1,"b":{"c":null}}]]"#)
        alice.sends(#"[48,3,{},"wamp.session.modify_details",[\#(bob.session),{"a":null,"b":[2],"d":"é"}]]"#)
        alice.receives("[50,3,{}]")
        #expect(details(4) == #","b":[2],"d":"é"}]]"#)
        alice.sends(#"[48,5,{},"wamp.session.modify_details",[\#(bob.session),{"b":null,"d":null}]]"#)
        alice.receives("[50,5,{}]")
        #expect(details(6) == "}]]")
        bob.receivesNothing()
    }

    @Test(
        "What the router says of a session cannot be changed",
        arguments: ["session", "authid", "authrole", "authmethod", "authprovider", "transport"],
        ["1", "null"])
    func ownDetails(member: String, value: String) throws {
        let alice = try world().join()
        alice.sends(
            #"[48,1,{},"wamp.session.modify_details",[\#(alice.session),{"a":1,"\#(member)":\#(value)}]]"#)
        alice.isRefused(
            1, "invalid_argument", "argument 2, delta: the router itself says what \(member) is")
        alice.sends(#"[48,2,{},"wamp.session.get",[\#(alice.session)]]"#)
        #expect(alice.next()?.text.hasSuffix(#""}}]]"#) == true)
    }

    @Test("Added details may have 4 KiB of JSON in all, and a refused change changes nothing")
    func detailsSize() throws {
        let alice = try world().join()
        // {"a":"…"} has eight characters around the string.
        let longest = String(repeating: "x", count: 4096 - 8)
        alice.sends(
            #"[48,1,{},"wamp.session.modify_details",[\#(alice.session),{"a":"\#(longest)"}]]"#,
            #"[48,2,{},"wamp.session.modify_details",[\#(alice.session),{"b":1}]]"#,
            #"[48,3,{},"wamp.session.modify_details",[\#(alice.session),{"a":"\#(longest)x"}]]"#)
        alice.receives("[50,1,{}]")
        for request in [2, 3] {
            alice.isRefused(
                request, "limit_exceeded", "the details added to a session may have 4096 bytes")
        }
        alice.sends(#"[48,4,{},"wamp.session.get",[\#(alice.session)]]"#)
        #expect(alice.next()?.text.hasSuffix(#","a":"\#(longest)"}]]"#) == true)
    }

    @Test("modify_details of a session that is not there; a new session on the transport begins without them")
    func detailsEnd() throws {
        let alice = try world().join()
        alice.sends(
            #"[48,1,{},"wamp.session.modify_details",[1,{}]]"#,
            #"[48,2,{},"wamp.session.modify_details",[\#(alice.session),{"a":1}]]"#,
            #"[6,{},"wamp.close.normal"]"#)
        alice.isRefused(1, "no_such_session", "there is no session 1 in this realm")
        alice.receives("[50,2,{}]")
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        alice.joins()
        alice.sends(#"[48,1,{},"wamp.session.get",[\#(alice.session)]]"#)
        #expect(alice.next()?.text.hasSuffix(#""}}]]"#) == true)
    }
}

extension String {
    /// What follows the first occurrence of `text`.
    fileprivate func components(after text: String) -> String? {
        firstRange(of: text).map { String(self[$0.upperBound...]) }
    }
}
