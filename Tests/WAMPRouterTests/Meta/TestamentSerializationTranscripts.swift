import Testing

@testable import WAMPRouter

@Stage
@Suite("Testaments for subscribers of every serialization (advanced profile, Session Testament)")
struct TestamentSerializationTranscripts {
    private static let payload =
        #"[1,-1,18446744073709551615,1.0,"é😀\n\"","\u0000aGk=",true,null,[],{"z":1,"a":[{"":2}]}],{"k":[1.5]}"#

    @Test("A testament is the event that its session would have published", arguments: Dialect.all)
    func published(dialect: Dialect) throws {
        let world = try World.open()
        let watchers = try Dialect.all.flatMap { [$0, $0.batched, $0.rawSocket()] }.map {
            let watcher = try world.join($0)
            watcher.sends(#"[32,1,{},"com.t"]"#, #"[32,2,{"match":"prefix"},"com."]"#)
            watcher.receives("[33,1,1]")
            watcher.receives("[33,2,2]")
            return watcher
        }
        let alice = try world.join(dialect)
        alice.sends(
            #"[48,1,{},"wamp.session.add_testament",["com.t",\#(Self.payload)],{"publish_options":{"_x_a":["\u0000aGk=",1.0],"retain":true}}]"#,
            #"[48,2,{},"wamp.session.add_testament",["com.u",[],{}]]"#)
        for request in 1...2 { alice.receives("[50,\(request),{}]") }
        alice.disappears()
        let options = #""_x_a":["\u0000aGk=",1.0]"#
        for watcher in watchers {
            watcher.receives("[36,1,*,{\(options)},\(Self.payload)]")
            watcher.receives(#"[36,2,*,{"topic":"com.t",\#(options)},\#(Self.payload)]"#)
            watcher.receives(#"[36,2,*,{"topic":"com.u"}]"#)
            watcher.receivesNothing()
        }
        for dialect in Dialect.all {
            let bob = try world.join(dialect)
            bob.sends(#"[32,1,{"get_retained":true},"com.t"]"#)
            bob.receives("[33,1,1]")
            bob.receives(#"[36,1,*,{"retained":true,\#(options)},\#(Self.payload)]"#)
        }
    }

    @Test(
        "Published while the end of its session ends calls of other serializations", arguments: Dialect.pairs)
    func amongOthers(dialects: Dialect.Pair) throws {
        let world = try World.open()
        let bob = try world.join(dialects.first)
        bob.sends(
            #"[64,1,{},"com.p"]"#, #"[48,2,{},"wamp.session.add_testament",["com.t",["gone"],{}]]"#)
        bob.receives("[65,1,1]")
        bob.receives("[50,2,{}]")
        let alice = try world.join(dialects.second)
        alice.sends(#"[32,1,{},"com.t"]"#, #"[32,2,{},"wamp.session.on_leave"]"#, #"[48,3,{},"com.p"]"#)
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
        bob.disappears()
        alice.receives(#"[8,48,3,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
        alice.receives(#"[36,1,*,{},["gone"]]"#)
        alice.receives(#"[36,2,*,{},[\#(bob.session),"\#(bob.authid)","anonymous"]]"#)
    }
}
