import Foundation
import Testing

@testable import WAMPRouter

@Stage
@Suite("HELLO: who may join (basic profile, Session Establishment)")
struct RouterAuthenticateTests {
    @Test("HELLO for a realm that does not exist is refused and the transport closes")
    func unknownRealm() throws {
        let alice = try World().connect()
        alice.sends("[1,\"no.where\",{\"roles\":{\"caller\":{}}}]", "[48,1,{},\"com.p\"]")
        alice.isAborted("there is no realm no.where on this router", "wamp.error.no_such_realm")
    }

    @Test("The name of an unknown realm comes back as a JSON string, whatever it contains")
    func strangeRealm() throws {
        let alice = try World().connect()
        alice.sends(#"[1,"a\"b\\\n\u0001",{"roles":{"caller":{}}}]"#)
        alice.isAborted(#"there is no realm a\"b\\\n\u0001 on this router"#, "wamp.error.no_such_realm")
    }

    @Test("A realm may be spelled with escapes")
    func escapedRealm() throws {
        let alice = try World().connect()
        alice.sends(#"[1,"re\u0061lm1",{"roles":{"caller":{}}}]"#)
        #expect(alice.next()?.text.hasPrefix("[2,") == true)
    }

    @Test("A client that offers no method of the realm is refused")
    func noMatchingMethod() throws {
        let alice = try World().connect()
        alice.sends(#"[1,"realm1",{"roles":{"caller":{}},"authmethods":["ticket","wampcra"]}]"#)
        alice.isAborted(
            "no authentication method is left: ticket: the realm does not offer it; "
                + "wampcra: the realm does not offer it",
            "wamp.error.no_matching_auth_method")
    }

    @Test(
        "anonymous among the offered methods, or none offered, joins",
        arguments: [
            "", #","authmethods":[]"#, #","authmethods":null"#, #","authmethods":["ticket","anonymous"]"#,
        ])
    func anonymous(methods: String) throws {
        let alice = try World().connect()
        alice.sends("[1,\"realm1\",{\"roles\":{\"caller\":{}}\(methods)}]")
        #expect(alice.next()?.text.hasPrefix("[2,") == true)
    }

    @Test("A realm without anonymous sessions asks for authentication")
    func authenticationRequired() throws {
        let alice = try World { $0.realms[0].authentication.anonymous = nil }.connect()
        alice.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        alice.isAborted(
            "the realm has no anonymous sessions, and HELLO names no authentication method",
            "wamp.error.authentication_required")
    }

    @Test("A realm takes as many sessions as configured, and one more when one has left")
    func sessionLimit() throws {
        let world = try World { $0.limits.maximumSessions = 2 }
        let alice = try world.join()
        _ = try world.join()
        let late = try world.connect()
        late.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        late.isAborted("realm realm1 has as many sessions as it may have", "wamp.error.limit_exceeded")
        alice.disappears()
        _ = try world.join()
        #expect(world.inspect { $0.sessionCount } == 2)
    }

    @Test("Authids are 24 characters in groups of four, and differ")
    func authids() throws {
        let world = try World()
        var seen: Set<String> = []
        for _ in 0..<50 {
            let peer = try world.connect()
            peer.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
            let text = try #require(peer.next()?.text)
            let start = try #require(text.range(of: #""authid":""#)).upperBound
            let id = text[start...].prefix { $0 != "\"" }
            #expect(id.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4])
            seen.insert(String(id))
        }
        #expect(seen.count == 50)
    }

    @Test("Sessions of two realms do not hear of each other")
    func twoRealms() throws {
        let world = try World { configuration in
            var other = configuration.realms[0]
            other.name = "realm2"
            configuration.realms.append(other)
        }
        let alice = try world.join("realm1")
        let bob = try world.join("realm2")
        alice.sends("[32,1,{},\"com.t\"]", "[64,2,{},\"com.p\"]")
        alice.receives("[33,1,1]")
        alice.receives("[65,2,1]")
        bob.sends("[16,1,{\"acknowledge\":true},\"com.t\"]", "[48,2,{},\"com.p\"]")
        bob.receives("[17,1,*]")
        bob.receives(
            "[8,48,2,{},\"wamp.error.no_such_procedure\",[\"no callee has registered this procedure\"]]"
        )
        alice.receivesNothing()
        bob.sends("[6,{},\"wamp.close.normal\"]")
        bob.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        bob.joins("realm1")
        bob.sends("[16,1,{},\"com.t\"]")
        alice.receives("[36,1,*,{}]")
    }
}
