import Testing

@testable import WAMPRouter

@Stage
@Suite("The meta API in every serialization (advanced profile, Session Meta API and others)")
struct MetaSerializationTranscripts {
    private nonisolated static let rims = Dialect.all.flatMap { [$0, $0.batched, $0.rawSocket()] }

    /// What session meta procedures and events say of a peer.
    private func details(_ peer: ScriptedPeer) -> String {
        let transport =
            switch peer.dialect.framing {
            case .webSocket, .webSocketBatch: "websocket"
            case .rawSocket: "rawsocket"
            }
        return #"{"session":\#(peer.session),"authid":"\#(peer.authid)","authrole":"anonymous","#
            + #""authmethod":"anonymous","authprovider":"static","#
            + #""transport":{"type":"\#(transport)","serializer":"\#(peer.dialect.serializer.name)"}}"#
    }

    @Test("Meta events of sessions that come and go in any serialization", arguments: rims)
    func sessionEvents(dialect: Dialect) throws {
        let world = try World.open()
        let watchers = try Self.rims.map {
            let watcher = try world.join($0)
            watcher.sends(
                #"[32,1,{"match":"prefix"},"wamp.session."]"#, #"[32,2,{},"wamp.session.on_leave"]"#)
            watcher.receives("[33,1,1]")
            watcher.receives("[33,2,2]")
            return watcher
        }
        for watcher in watchers { _ = watcher.nextTexts() }
        let alice = try world.join(dialect)
        alice.sends(#"[6,{},"wamp.close.normal"]"#)
        let left = #"[\#(alice.session),"\#(alice.authid)","anonymous"]"#
        for watcher in watchers {
            watcher.receives(#"[36,1,*,{"topic":"wamp.session.on_join"},[\#(details(alice))]]"#)
            // Of the two subscriptions in any order.
            let events = watcher.nextTexts()
            #expect(events.count == 2)
            #expect(events.contains { $0.hasPrefix("[36,2,") && $0.hasSuffix(",{},\(left)]") })
            #expect(
                events.contains {
                    $0.hasPrefix("[36,1,") && $0.hasSuffix(#",{"topic":"wamp.session.on_leave"},\#(left)]"#)
                })
        }
    }

    @Test("Meta events of subscriptions and registrations", arguments: Dialect.pairs)
    func otherEvents(dialects: Dialect.Pair) throws {
        let world = try World.open()
        let watcher = try world.join(dialects.second)
        watcher.sends(
            #"[32,1,{"match":"prefix"},"wamp.subscription."]"#,
            #"[32,2,{"match":"prefix"},"wamp.registration."]"#)
        watcher.receives("[33,1,1]")
        watcher.receives("[33,2,2]")
        _ = watcher.nextTexts()
        let alice = try world.join(dialects.first)
        alice.sends(#"[32,1,{},"com.é"]"#, #"[64,2,{"match":"wildcard"},"com..é"]"#)
        let created = #""created":"2027-01-15T08:00:00.000Z""#
        watcher.receives(
            #"[36,1,*,{"topic":"wamp.subscription.on_create"},[\#(alice.session),{"id":3,\#(created),"uri":"com.é","match":"exact"}]]"#
        )
        watcher.receives(#"[36,1,*,{"topic":"wamp.subscription.on_subscribe"},[\#(alice.session),3]]"#)
        watcher.receives(
            #"[36,2,*,{"topic":"wamp.registration.on_create"},[\#(alice.session),{"id":1,\#(created),"uri":"com..é","match":"wildcard","invoke":"single"}]]"#
        )
        watcher.receives(#"[36,2,*,{"topic":"wamp.registration.on_register"},[\#(alice.session),1]]"#)
        watcher.receivesNothing()
    }

    @Test("Procedures take arguments and give results in the caller's serialization", arguments: rims)
    func procedures(dialect: Dialect) throws {
        let world = try World.open()
        let alice = try world.join(dialect)
        let bob = try world.join(as: "bøb")
        alice.sends(
            #"[48,1,{},"wamp.session.count"]"#, #"[48,2,{},"wamp.session.list"]"#,
            #"[48,3,{},"wamp.session.get",[\#(alice.session)]]"#,
            #"[48,4,{},"wamp.session.count",[["nobody"]]]"#,
            #"[48,5,{},"wamp.subscription.lookup",["com.t",{"match":"prefix"}]]"#,
            #"[48,6,{},"wamp.session.get",["1"]]"#,
            #"[48,7,{},"wamp.session.kill_by_authid",["bøb"],{"reason":"com.réason","message":"\u00e9"}]"#)
        alice.receives("[50,1,{},[2]]")
        let list = alice.nextText() ?? ""
        #expect(list.contains(alice.session) && list.contains(bob.session))
        alice.receives("[50,3,{},[\(details(alice))]]")
        alice.receives("[50,4,{},[0]]")
        alice.receives("[50,5,{},[null]]")
        alice.isRefused(6, "invalid_argument", "argument 1, session: expected an id")
        alice.receives("[50,7,{},[[\(bob.session)]]]")
        bob.receives(#"[6,{"message":"é"},"com.réason"]"#)
    }

    @Test("Lists of ids, one for each match policy", arguments: Dialect.all)
    func lists(dialect: Dialect) throws {
        let world = try World.open()
        let alice = try world.join(dialect)
        for number in 1...3 { alice.sends(#"[32,\#(number),{},"com.\#(number)"]"#) }
        _ = alice.nextTexts()
        alice.sends(#"[48,4,{},"wamp.subscription.list"]"#)
        alice.receives(#"[50,4,{},[{"exact":[1,2,3],"prefix":[],"wildcard":[]}]]"#)
    }

    @Test("What modify_details adds is told in every serialization", arguments: Dialect.pairs)
    func modifiedDetails(dialects: Dialect.Pair) throws {
        let world = try World.open()
        let alice = try world.join(dialects.first)
        let added = #"{"x_1":[1.0,"\u0000aGk=",{"é":null}]}"#
        alice.sends(#"[48,1,{},"wamp.session.modify_details",[\#(alice.session),\#(added)]]"#)
        _ = alice.nextText()
        let bob = try world.join(dialects.second)
        bob.sends(#"[48,1,{},"wamp.session.get",[\#(alice.session)]]"#)
        let text = bob.nextText() ?? ""
        #expect(text.contains(String(added.dropFirst().dropLast())), "\(text)")
    }
}
