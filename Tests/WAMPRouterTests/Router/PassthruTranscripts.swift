import Testing

@testable import WAMPRouter

@Stage
@Suite(
    "Attributes for the other side alone (advanced profile, Payload Passthru Mode; basic profile, Extensibility)"
)
struct PassthruTranscripts {
    private static let feature = "payload_passthru_mode"
    /// All attributes of the mode, with white space and escapes that have to stay.
    private static let attributes =
        #""ppt_scheme":"wamp","ppt_serializer" : "cb\u006fr","ppt_cipher":"xsalsa20poly1305","ppt_keyid":"GTtQ37XGJO2O4R8Dvx4=""#
    private static let payload = #"["\u0000aGk="]"#

    private func pair(
        _ caller: [String], _ callee: [String], in world: World
    ) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.connect()
        alice.joins(announcing: caller)
        let bob = try world.connect()
        bob.joins(announcing: callee)
        bob.sends(#"[64,1,{},"com.p"]"#, #"[32,2,{},"com.t"]"#)
        bob.receives("[65,1,1]")
        bob.receives("[33,2,1]")
        return (alice, bob)
    }

    @Test("The attributes go from CALL into INVOCATION, from YIELD into RESULT, from ERROR into ERROR")
    func calls() throws {
        let (alice, bob) = try pair([Self.feature], [Self.feature], in: World())
        for number in 1...2 {
            alice.sends(#"[48,\#(number),{\#(Self.attributes)},"com.p",\#(Self.payload)]"#)
        }
        for number in 1...2 { bob.receives("[68,\(number),1,{\(Self.attributes)},\(Self.payload)]") }
        bob.sends("[70,1,{\(Self.attributes)},\(Self.payload)]")
        alice.receives("[50,1,{\(Self.attributes)},\(Self.payload)]")
        bob.sends(#"[8,68,2,{\#(Self.attributes)},"com.e",\#(Self.payload)]"#)
        alice.receives(#"[8,48,2,{\#(Self.attributes)},"com.e",\#(Self.payload)]"#)
    }

    @Test("The attributes go from PUBLISH into EVENT, whatever the subscriber announced")
    func events() throws {
        let (alice, bob) = try pair([Self.feature], [], in: World())
        bob.sends(#"[32,3,{"match":"prefix"},"com."]"#)
        bob.receives("[33,3,2]")
        alice.sends(#"[16,1,{\#(Self.attributes)},"com.t",\#(Self.payload)]"#)
        bob.receives("[36,1,*,{\(Self.attributes)},\(Self.payload)]")
        bob.receives(#"[36,2,*,{"topic":"com.t",\#(Self.attributes)},\#(Self.payload)]"#)
    }

    @Test("Progressive results have theirs, too")
    func progressive() throws {
        let features = [Self.feature, "progressive_call_results", "call_canceling"]
        let (alice, bob) = try pair(features, features, in: World())
        alice.sends(#"[48,1,{"receive_progress":true,"ppt_scheme":"x_y"},"com.p"]"#)
        bob.receives(#"[68,1,1,{"receive_progress":true,"ppt_scheme":"x_y"}]"#)
        bob.sends(#"[70,1,{"ppt_scheme":"x_z","progress":true},[1]]"#, #"[70,1,{"ppt_scheme":"x_y"},[2]]"#)
        alice.receives(#"[50,1,{"progress":true,"ppt_scheme":"x_z"},[1]]"#)
        alice.receives(#"[50,1,{"ppt_scheme":"x_y"},[2]]"#)
    }

    // MARK: Protocol errors

    @Test(
        "A caller or publisher that did not announce the mode breaks the protocol by using it",
        arguments: [
            (#"[48,1,{"ppt_scheme":"x_y"},"com.p"]"#, "CALL", "caller"),
            (#"[16,1,{"ppt_scheme":"x_y"},"com.t"]"#, "PUBLISH", "publisher"),
        ])
    func notAnnounced(message: String, type: String, role: String) throws {
        let (alice, bob) = try pair([], [Self.feature], in: World())
        alice.sends(message)
        alice.isAborted("\(type) makes use of payload_passthru_mode, which the \(role) did not announce")
        bob.receivesNothing()
    }

    @Test("So does a callee, and its caller's call is canceled")
    func calleeNotAnnounced() throws {
        let (alice, bob) = try pair([Self.feature], [], in: World())
        alice.sends(#"[48,1,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[70,1,{"ppt_scheme":"x_y"},[1]]"#)
        bob.isAborted("YIELD makes use of payload_passthru_mode, which the callee did not announce")
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
    }

    @Test("The role that sends must have announced it: what another role announced does not count")
    func perRole() throws {
        let alice = try World().connect()
        alice.sends(
            #"[1,"realm1",{"roles":{"publisher":{},"caller":{"features":{"payload_passthru_mode":true}}}}]"#)
        _ = alice.next()
        alice.sends(#"[48,1,{"ppt_scheme":"x_y"},"com.p"]"#)
        alice.receives(
            #"[8,48,1,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.sends(#"[16,2,{"ppt_scheme":"x_y"},"com.t"]"#)
        alice.isAborted("PUBLISH makes use of payload_passthru_mode, which the publisher did not announce")
    }

    @Test(
        "The mode is in use where ppt_scheme is present and not empty",
        arguments: [
            #"{"ppt_scheme":""}"#, #"{"ppt_serializer":"cbor"}"#,
        ])
    func notInUse(options: String) throws {
        let (alice, bob) = try pair([], [], in: World())
        alice.sends(#"[48,1,\#(options),"com.p"]"#)
        bob.receives("[68,1,1,\(options)]")
        alice.receivesNothing()
    }

    @Test(
        "An attribute of the mode that is not a string breaks the protocol",
        arguments: ["ppt_scheme", "ppt_serializer", "ppt_cipher", "ppt_keyid"])
    func wrongType(attribute: String) throws {
        let (alice, bob) = try pair([Self.feature], [Self.feature], in: World())
        alice.sends(#"[48,1,{"\#(attribute)":1},"com.p"]"#)
        alice.isAborted("option \(attribute) must be a string")
        bob.receivesNothing()
    }

    // MARK: Application errors

    @Test("A callee that did not announce the mode is not called: feature_not_supported")
    func calleeLacks() throws {
        let (alice, bob) = try pair([Self.feature], [], in: World())
        alice.sends(#"[48,1,{"ppt_scheme":"x_y"},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        alice.receives(
            #"[8,48,1,{},"wamp.error.feature_not_supported",["the callee has no payload passthru mode"]]"#)
        bob.receives("[68,1,1,{}]")
        bob.receivesNothing()
    }

    @Test("A YIELD for a caller that did not announce the mode is refused; callee and caller are told")
    func callerLacks() throws {
        let world = try World()
        let (alice, bob) = try pair([], [Self.feature], in: world)
        alice.sends(#"[48,1,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[70,1,{"ppt_scheme":"x_y"},[1]]"#)
        let reason = #"{},"wamp.error.feature_not_supported",["the caller has no payload passthru mode"]]"#
        bob.receives("[8,70,1,\(reason)")
        alice.receives("[8,48,1,\(reason)")
        bob.sends("[70,1,{}]")
        alice.receivesNothing()
        bob.receivesNothing()
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
    }

    @Test("A late YIELD in the mode is dropped, and one for an invocation that never was breaks the protocol")
    func lateYield() throws {
        let (alice, bob) = try pair([Self.feature], [Self.feature], in: World())
        alice.sends(#"[48,1,{},"com.p"]"#, #"[49,1,{}]"#)
        _ = alice.nextTexts()
        bob.receives("[68,1,1,{}]")
        bob.sends(#"[70,1,{"ppt_scheme":"x_y"}]"#)
        bob.receivesNothing()
        bob.sends(#"[70,2,{"ppt_scheme":"x_y"}]"#)
        bob.isAborted("YIELD for invocation 2, which was never sent to this session")
    }

    @Test("A call in the mode that is rerouted needs it at the next callee, too")
    func rerouted() throws {
        let world = try World()
        let alice = try world.join(announcing: Self.feature)
        let bob = try world.join(announcing: Self.feature, "call_reroute")
        let carol = try world.join(announcing: "call_reroute")
        for peer in [bob, carol] {
            peer.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
            peer.receives("[65,1,1]")
        }
        alice.sends(#"[48,1,{"ppt_scheme":"x_y"},"com.p"]"#)
        bob.receives(#"[68,1,1,{"ppt_scheme":"x_y"}]"#)
        bob.sends(#"[8,68,1,{},"wamp.error.unavailable"]"#)
        alice.receives(
            #"[8,48,1,{},"wamp.error.feature_not_supported",["the callee has no payload passthru mode"]]"#)
        carol.receivesNothing()
    }

    // MARK: Extensibility

    @Test("Custom attributes pass in calls, events and results; unknown and unlike ones do not")
    func custom() throws {
        let (alice, bob) = try pair([], [], in: World())
        let options =
            #"{"zzz":1,"_my_attribute":{"a":[1, 2]},"_ab":1,"_Upper":2,"_é_x_y":3,"_x_1":"\u00e9","_x-y":4,"trustlevel":9,"caller":1,"procedure":"x"}"#
        let passed = #"{"_my_attribute":{"a":[1, 2]},"_x_1":"\u00e9"}"#
        alice.sends(#"[48,1,\#(options),"com.p",[1]]"#, #"[16,2,\#(options),"com.t",[2]]"#)
        bob.receives("[68,1,1,\(passed),[1]]")
        bob.receives("[36,1,*,\(passed),[2]]")
        bob.sends("[70,1,\(options),[3]]")
        alice.receives("[50,1,\(passed),[3]]")
    }

    @Test("Of an attribute that stands twice the last one passes")
    func twice() throws {
        let (alice, bob) = try pair([], [], in: World())
        alice.sends(#"[48,1,{"_x_a":1,"_x_b":2,"_x_a":3},"com.p"]"#)
        bob.receives(#"[68,1,1,{"_x_a":3,"_x_b":2}]"#)
    }
}
