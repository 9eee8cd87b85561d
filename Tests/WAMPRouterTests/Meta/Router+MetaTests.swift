import Testing

@testable import WAMPRouter

@Stage
@Suite("Calls of the meta API (advanced profile, Meta API)")
struct RouterMetaTests {
    @Test("Every procedure is found by its URI, and there is no other one")
    func found() {
        for procedure in MetaProcedure.allCases {
            #expect(MetaProcedure(uri: Array(procedure.rawValue.utf8)) == procedure)
        }
        #expect(MetaProcedure.allCases.count == 27)
        #expect(MetaProcedure(uri: Array("wamp.session.counts".utf8)) == nil)
        #expect(MetaProcedure(uri: []) == nil)
    }

    @Test(
        "A reserved procedure that does not exist is answered like any other",
        arguments: ["wamp.session.cont", "wamp.session", "wamp.registration.remove", "com.p"])
    func unknown(procedure: String) throws {
        let alice = try World.open().join()
        alice.sends(#"[48,1,{},"\#(procedure)"]"#)
        alice.isRefused(1, "no_such_procedure", "no callee has registered this procedure")
        alice.receivesNothing()
    }

    @Test("A procedure's URI may be escaped")
    func escaped() throws {
        let alice = try World.open().join()
        alice.sends(#"[48,1,{},"wamp.session.\u0063ount"]"#)
        alice.receives("[50,1,{},[1]]")
    }

    @Test("Permissions hold as for any procedure, and refuse before anything is looked at (Authorization)")
    func permissions() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions = [
                .init(uri: "wamp.session.count", allow: .init(call: true))
            ]
        }
        let alice = try world.join()
        for (position, procedure) in MetaProcedure.allCases.enumerated() {
            alice.sends(#"[48,\#(position + 1),{},"\#(procedure.rawValue)"]"#)
            if procedure == .sessionCount {
                alice.receives("[50,\(position + 1),{},[1]]")
            } else {
                alice.isRefused(
                    position + 1, "not_authorized",
                    "this session's role is not allowed to do this with this URI")
            }
        }
        alice.receivesNothing()
    }

    @Test("The built-in configuration lets everybody read, and nobody act on others")
    func builtIn() throws {
        let alice = try World().join()
        alice.sends(
            #"[48,1,{},"wamp.session.get",[\#(alice.session)]]"#,
            #"[48,2,{},"wamp.session.kill_all"]"#,
            #"[48,3,{},"wamp.session.modify_details",[\#(alice.session),{}]]"#)
        #expect(alice.next()?.text.hasPrefix("[50,1,{},[{") == true)
        for request in [2, 3] {
            alice.isRefused(
                request, "not_authorized", "this session's role is not allowed to do this with this URI")
        }
    }

    @Test("Progressive invocations are refused, and what follows the first chunk is dropped")
    func progressive() throws {
        let alice = try World.open().join(announcing: "progressive_call_invocations")
        alice.sends(
            #"[48,1,{"progress":true},"wamp.session.count"]"#, #"[48,1,{},"wamp.session.count"]"#,
            #"[48,2,{},"wamp.session.count"]"#)
        alice.isRefused(1, "feature_not_supported", "the meta API takes no progressive call invocations")
        alice.receives("[50,2,{},[1]]")
        alice.receivesNothing()
    }

    @Test(
        "A payload that only applications can read is refused and not taken for none (Payload Passthru Mode)")
    func passthru() throws {
        let world = try World.open()
        let bob = try world.join()
        let alice = try world.join(announcing: "payload_passthru_mode")
        alice.sends(
            #"[48,1,{"ppt_scheme":"x_a"},"wamp.session.kill_all",["\u0000AAAA"]]"#,
            #"[48,2,{"enc_algo":"cryptobox"},"wamp.session.kill_all","\u0000AAAA"]"#)
        for request in [1, 2] {
            alice.isRefused(
                request, "feature_not_supported",
                "the meta API takes no payload that only applications can read")
        }
        bob.receivesNothing()
    }

    @Test("Superfluous arguments are ignored, and null counts as absent")
    func superfluous() throws {
        let alice = try World.open().join()
        alice.sends(
            #"[48,1,{},"wamp.session.count",[null,1,{}],{"a":1,"limit":"b"}]"#,
            #"[48,2,{},"wamp.session.list",[],{"limit":null,"after":null}]"#)
        alice.receives("[50,1,{},[1]]")
        alice.receives("[50,2,{},[[\(alice.session)]]]")
    }

    @Test("Answers come in the order of the calls, between those of applications")
    func order() throws {
        let alice = try World.open().join()
        alice.sends(
            #"[48,1,{},"wamp.session.count"]"#, #"[64,2,{},"com.p"]"#,
            #"[48,3,{},"wamp.registration.match",["com.p"]]"#, #"[48,4,{},"com.q"]"#,
            #"[48,5,{},"wamp.session.count"]"#)
        alice.receives("[50,1,{},[1]]")
        alice.receives("[65,2,1]")
        alice.receives("[50,3,{},[1]]")
        alice.isRefused(4, "no_such_procedure", "no callee has registered this procedure")
        alice.receives("[50,5,{},[1]]")
    }
}
