import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.session.add_testament, flush_testaments (advanced profile, Session Testament)")
struct RouterTestamentProceduresTests {
    /// A subscriber to everything below com., and a client.
    private func pair(_ world: World) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        alice.sends(#"[32,1,{"match":"prefix"},"com."]"#)
        alice.receives("[33,1,1]")
        return (alice, try world.join())
    }

    @Test("Neither procedure returns a value, and nothing is published before the session ends")
    func adding() throws {
        let (alice, bob) = try pair(World())
        bob.sends(
            #"[48,1,{},"wamp.session.add_testament",["com.t",["Seeya!"],{"my_name":"app1"}]]"#,
            #"[48,2,{},"wamp.session.flush_testaments"]"#)
        bob.receives("[50,1,{}]")
        bob.receives("[50,2,{}]")
        alice.receivesNothing()
        bob.disappears()
        alice.receivesNothing()
    }

    @Test("flush_testaments forgets one scope, destroyed unless it names the other")
    func flushing() throws {
        for (keywords, left) in [
            ("{}", "detached"), (#"{"scope":null}"#, "detached"), (#"{"scope":"destroyed"}"#, "detached"),
            (#"{"scope":"detached"}"#, "destroyed"),
        ] {
            let (alice, bob) = try pair(World())
            bob.sends(
                #"[48,1,{},"wamp.session.add_testament",["com.t",["destroyed"],{}]]"#,
                #"[48,2,{},"wamp.session.add_testament",["com.t",["detached"],{}],{"scope":"detached"}]"#,
                "[48,3,{},\"wamp.session.flush_testaments\",[],\(keywords)]")
            bob.disappears()
            alice.receives(#"[36,1,*,{"topic":"com.t"},["\#(left)"]]"#)
            alice.receivesNothing()
        }
    }

    @Test(
        "A topic that a PUBLISH could not have is refused when it is added",
        arguments: [
            ("", "this is not a valid URI under the realm's rules"),
            ("com..t", "this is not a valid URI under the realm's rules"),
            ("wamp.session.on_leave", "URIs that begin with wamp. are reserved"),
            ("w\\u0061mp.x", "URIs that begin with wamp. are reserved"),
        ])
    func topics(topic: String, message: String) throws {
        let (alice, bob) = try pair(World())
        bob.sends(#"[48,1,{},"wamp.session.add_testament",["\#(topic)",[],{}]]"#)
        bob.isRefused(1, "invalid_uri", message)
        bob.disappears()
        alice.receivesNothing()
    }

    @Test("What the session may not publish is refused when it is added")
    func permissions() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "com.", match: .prefix, allow: .init(publish: true, subscribe: true)),
                .init(uri: "com.secret", allow: .init(subscribe: true)),
                .init(uri: "wamp.session.", match: .prefix, allow: .init(call: true)),
            ]
        }
        let bob = try world.join()
        bob.sends(
            #"[48,1,{},"wamp.session.add_testament",["com.secret",[],{}]]"#,
            #"[48,2,{},"wamp.session.add_testament",["com.t",[],{}],{"publish_options":{"disclose_me":true}}]"#,
            #"[48,3,{},"wamp.session.add_testament",["com.t",[],{}]]"#)
        bob.isRefused(1, "not_authorized", "this session's role is not allowed to do this with this URI")
        bob.isRefused(
            2, "option_disallowed.disclose_me",
            "this realm does not let sessions disclose their identity here")
        bob.receives("[50,3,{}]")
    }

    @Test("Payload passthru mode must have been announced (Payload Passthru Mode)")
    func passthru() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        let carol = try world.join(announcing: "payload_passthru_mode")
        let call =
            #"[48,1,{},"wamp.session.add_testament",["com.t",["\u0000AAAA"],{}],{"publish_options":{"ppt_scheme":"x_a","ppt_serializer":"cbor"}}]"#
        bob.sends(call)
        bob.isRefused(1, "feature_not_supported", "the publisher has not announced payload_passthru_mode")
        carol.sends(call)
        carol.receives("[50,1,{}]")
        carol.disappears()
        alice.receives(
            #"[36,1,*,{"topic":"com.t","ppt_scheme":"x_a","ppt_serializer":"cbor"},["\u0000AAAA"]]"#)
    }

    @Test("A session may leave as many testaments, and bytes of them, as the limits say")
    func limits() throws {
        let (alice, bob) = try pair(
            World {
                $0.limits.maximumTestamentsPerSession = 2
                $0.limits.maximumTestamentBytesPerSession = 1000
            })
        let error = "a session may leave 2 testaments and 1000 bytes of them"
        let large = String(repeating: "x", count: 800)
        bob.sends(
            #"[48,1,{},"wamp.session.add_testament",["com.t",["\#(large)"],{}]]"#,
            #"[48,2,{},"wamp.session.add_testament",["com.t",[1],{}]]"#,
            #"[48,3,{},"wamp.session.add_testament",["com.t",[2],{}],{"scope":"detached"}]"#,
            #"[48,4,{},"wamp.session.add_testament",["com.t",[3],{}]]"#,
            #"[48,5,{},"wamp.session.flush_testaments"]"#,
            #"[48,6,{},"wamp.session.add_testament",["com.t",[4],{}]]"#)
        bob.isRefused(1, "limit_exceeded", error)
        bob.receives("[50,2,{}]")
        bob.receives("[50,3,{}]")
        bob.isRefused(4, "limit_exceeded", error)
        bob.receives("[50,5,{}]")
        bob.receives("[50,6,{}]")
        bob.disappears()
        alice.receives(#"[36,1,*,{"topic":"com.t"},[2]]"#)
        alice.receives(#"[36,1,*,{"topic":"com.t"},[4]]"#)
        alice.receivesNothing()
    }

    @Test("More attributes to forward than the router accepts are refused, and the session goes on")
    func manyAttributes() throws {
        let (_, bob) = try pair(World())
        let attributes = (0..<65).map { "\"_x_\($0)\":1" }.joined(separator: ",")
        bob.sends(
            #"[48,1,{},"wamp.session.add_testament",["com.t",[],{}],{"publish_options":{\#(attributes)}}]"#,
            #"[48,2,{},"wamp.session.count"]"#)
        bob.isRefused(
            1, "invalid_argument", "keyword argument publish_options: more than 64 attributes to forward")
        bob.receives("[50,2,{},[2]]")
    }
}
