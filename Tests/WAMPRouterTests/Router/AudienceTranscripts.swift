import Testing

@testable import WAMPRouter

@Stage
@Suite("Who gets an event (advanced profile, Subscriber Black- and Whitelisting, Publisher Exclusion)")
struct AudienceTranscripts {
    /// A world with the roles anonymous and guest, which may do the same.
    nonisolated static func twoRoles(_ configuration: inout RouterConfiguration) {
        var guest = configuration.realms[0].roles[0]
        guest.name = "guest"
        configuration.realms[0].roles.append(guest)
    }

    /// Options of a PUBLISH, with BOB and CAROL for the session ids, and who of the two gets the event. Bob is the user bob
    /// with the role anonymous, Carol is the user carol with the role guest.
    nonisolated static let cases: [(String, bob: Bool, carol: Bool)] = [
        ("", true, true),
        (#""exclude":[BOB]"#, false, true), (#""exclude":[]"#, true, true),
        (#""exclude":[1,CAROL,BOB]"#, false, false),
        (#""exclude_authid":["bob"]"#, false, true), (#""exclude_authid":["b\u006fb","x"]"#, false, true),
        (#""exclude_authrole":["guest"]"#, true, false),
        (#""eligible":[CAROL]"#, false, true), (#""eligible":[]"#, false, false),
        (#""eligible_authid":["bob"]"#, true, false), (#""eligible_authid":[]"#, false, false),
        (#""eligible_authrole":["guest"]"#, false, true), (#""eligible_authrole":[]"#, false, false),
        // All lists hold at once, and exclusion wins.
        (#""eligible":[BOB,CAROL],"exclude":[BOB]"#, false, true),
        (#""eligible":[BOB,CAROL],"eligible_authid":["bob"]"#, true, false),
        (#""eligible":[BOB],"eligible_authrole":["guest"]"#, false, false),
        (#""eligible_authrole":["anonymous","guest"],"exclude_authid":["carol"]"#, true, false),
        (#""eligible_authid":["bob"],"exclude_authrole":["anonymous"]"#, false, false),
    ]

    @Test("The lists decide, together and over patterns as well", arguments: cases)
    func lists(options: String, toBob: Bool, toCarol: Bool) throws {
        let world = try World(Self.twoRoles)
        let alice = try world.join()
        let bob = try world.join(as: "bob")
        let carol = try world.join(as: "carol", role: "guest")
        for peer in [bob, carol] {
            peer.sends(#"[32,1,{},"com.t"]"#, #"[32,2,{"match":"prefix"},"com."]"#)
            #expect(peer.nextTexts().count == 2)
        }
        let filled = options.replacing("BOB", with: bob.session).replacing("CAROL", with: carol.session)
        alice.sends(#"[16,1,{\#(filled)},"com.t",[1]]"#)
        for (peer, isReceiver) in [(bob, toBob), (carol, toCarol)] {
            if isReceiver {
                peer.receives("[36,1,*,{},[1]]")
                peer.receives(#"[36,2,*,{"topic":"com.t"},[1]]"#)
            }
            peer.receivesNothing()
        }
    }

    @Test("The publisher is excluded though it is eligible, unless exclude_me is false")
    func publisher() throws {
        let alice = try World().join()
        alice.sends(
            #"[32,1,{},"com.t"]"#, #"[16,2,{"eligible":[\#(alice.session)]},"com.t",[1]]"#,
            #"[16,3,{"eligible":[\#(alice.session)],"exclude_me":false},"com.t",[2]]"#,
            #"[16,4,{"exclude":[\#(alice.session)],"exclude_me":false},"com.t",[3]]"#)
        alice.receives("[33,1,1]")
        alice.receives("[36,1,*,{},[2]]")
        alice.receivesNothing()
    }

    @Test(
        "A list of the wrong type breaks the protocol",
        arguments: [
            (#""exclude":1"#, "exclude", "list of ids"), (#""eligible":["1"]"#, "eligible", "list of ids"),
            (#""eligible_authid":"bob""#, "eligible_authid", "list of strings"),
            (#""exclude_authrole":[1]"#, "exclude_authrole", "list of strings"),
        ])
    func wrongType(option: String, name: String, type: String) throws {
        let alice = try World().join()
        alice.sends(#"[16,1,{\#(option)},"com.t"]"#)
        alice.isAborted("option \(name) must be a \(type)")
    }
}
