import Foundation
import Testing

@testable import WAMPRouter

@Stage
@Suite("PUBLISH and SUBSCRIBE (basic profile, Publish and Subscribe)")
struct RouterPubSubTests {
    @Test("An event reaches the subscriber; the publisher hears nothing without acknowledge")
    func event() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends("[32,1,{},\"com.t\"]")
        bob.receives("[33,1,1]")
        alice.sends("[16,1,{},\"com.t\",[1],{\"k\":2}]")
        bob.receives("[36,1,*,{},[1],{\"k\":2}]")
        alice.receivesNothing()
        bob.receivesNothing()
    }

    @Test("PUBLISHED and all events of one publication have the same id; the next publication has another")
    func publicationID() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let carol = try world.join()
        for peer in [bob, carol] {
            peer.sends("[32,1,{},\"com.t\"]")
            peer.receives("[33,1,1]")
        }
        alice.sends("[16,1,{\"acknowledge\":true},\"com.t\"]", "[16,2,{\"acknowledge\":true},\"com.t\"]")
        let first = alice.receives("[17,1,*]")
        let second = alice.receives("[17,2,*]")
        #expect(first != second)
        for peer in [bob, carol] {
            #expect(peer.receives("[36,1,*,{}]") == first)
            #expect(peer.receives("[36,1,*,{}]") == second)
            peer.receivesNothing()
        }
    }

    @Test("A publication that nobody has subscribed to is acknowledged")
    func nobody() throws {
        let alice = try World().join()
        alice.sends("[16,1,{\"acknowledge\":true},\"com.t\"]")
        alice.receives("[17,1,*]")
        alice.receivesNothing()
    }

    @Test(
        "The publisher gets no event of its own unless exclude_me is false (advanced profile, Publisher Exclusion)"
    )
    func excludeMe() throws {
        let alice = try World().join()
        alice.sends(
            "[32,1,{},\"com.t\"]", "[16,2,{},\"com.t\",[1]]", "[16,3,{\"exclude_me\":true},\"com.t\",[2]]",
            "[16,4,{\"exclude_me\":false},\"com.t\",[3]]")
        alice.receives("[33,1,1]")
        alice.receives("[36,1,*,{},[3]]")
        alice.receivesNothing()
    }

    @Test("A second subscription to the same topic is the first one: same id, one event, one UNSUBSCRIBE")
    func twice() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends("[32,1,{},\"com.t\"]", "[32,2,{\"match\":\"exact\"},\"com.t\"]")
        alice.receives("[33,1,1]")
        alice.receives("[33,2,1]")
        bob.sends("[16,1,{},\"com.t\"]")
        alice.receives("[36,1,*,{}]")
        alice.receivesNothing()
        alice.sends("[34,3,1]", "[34,4,1]")
        alice.receives("[35,3]")
        alice.receives(
            "[8,34,4,{},\"wamp.error.no_such_subscription\",[\"this session does not hold this subscription\"]]"
        )
        bob.sends("[16,2,{},\"com.t\"]")
        alice.receivesNothing()
    }

    @Test("SUBSCRIBED comes before the first event, and no event after UNSUBSCRIBED, within one read")
    func order() throws {
        let alice = try World().join()
        alice.sends(
            "[16,1,{\"exclude_me\":false},\"com.t\",[1]]", "[32,2,{},\"com.t\"]",
            "[16,3,{\"exclude_me\":false},\"com.t\",[2]]", "[34,4,1]",
            "[16,5,{\"exclude_me\":false},\"com.t\",[3]]")
        alice.receives("[33,2,1]")
        alice.receives("[36,1,*,{},[2]]")
        alice.receives("[35,4]")
        alice.receivesNothing()
    }

    @Test("Events keep the order of their publications over topics")
    func orderOverTopics() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends("[32,1,{},\"com.a\"]", "[32,2,{},\"com.b\"]")
        _ = bob.nextTexts()
        for number in 1...40 {
            alice.sends("[16,\(number),{},\"com.\(number % 3 == 0 ? "a" : "b")\",[\(number)]]")
        }
        let received = bob.nextTexts()
        #expect(
            received.map { $0.split(separator: ",").last.map(String.init) } == (1...40).map { "[\($0)]]" })
    }

    static nonisolated let payloads = [
        "[ 1 ,\t2 ]", "[],{\"a\":1}", "[[]]", "[12345678901234567890123456789,1e400,-0,1.0,1.50E+3]",
        "[\"\\u0041\\/\\ud83d\\ude00\"]", "[\"\u{0}\"]".replacing("\u{0}", with: "\\u0000aGk="),
        "[{\"b\":1,\"a\":2,\"b\":3}]", "[\"äöü€😀\"]", "[[[[[null,true,false]]]]]", "[\"\\\"\",\"\\\\\"]",
        "[\"\(String(repeating: "x", count: 200))\"]", "[\"\(String(repeating: "x", count: 5000))\"]",
        "[\"\(String(repeating: "é", count: 40_000))\"]",
    ]

    @Test(
        "A payload is passed on byte for byte, in events, invocations, results and errors",
        arguments: payloads)
    func payload(payload: String) throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let carol = try world.join()
        bob.sends("[32,1,{},\"com.t\"]", "[64,2,{},\"com.p\"]")
        carol.sends("[32,1,{},\"com.t\"]")
        bob.receives("[33,1,1]")
        bob.receives("[65,2,1]")
        carol.receives("[33,1,1]")
        alice.sends("[16,1,{},\"com.t\",\(payload)]")
        for peer in [bob, carol] {
            let text = peer.next()?.text
            #expect(text?.hasSuffix(",{},\(payload)]") == true)
        }
        alice.sends("[48,2,{},\"com.p\",\(payload)]", "[48,3,{},\"com.p\",\(payload)]")
        bob.receives("[68,1,1,{},\(payload)]")
        bob.receives("[68,2,1,{},\(payload)]")
        bob.sends("[70,1,{},\(payload)]", "[8,68,2,{},\"com.e\",\(payload)]")
        alice.receives("[50,2,{},\(payload)]")
        alice.receives("[8,48,3,{},\"com.e\",\(payload)]")
    }

    @Test(
        "Empty arguments and keywords at the end are left out (basic profile, Message Definitions)",
        arguments: [
            (",[]", ""), (",[],{}", ""), (",[ ] , { }", ""), (",[1],{ }", ",[1]"),
            (",[],{\"a\":1}", ",[],{\"a\":1}"),
        ])
    func emptyPayload(sent: String, received: String) throws {
        let alice = try World().join()
        alice.sends("[64,1,{},\"com.p\"]", "[48,2,{},\"com.p\"\(sent)]", "[70,1,{}\(sent)]")
        alice.receives("[65,1,1]")
        alice.receives("[68,1,1,{}\(received)]")
        alice.receives("[50,2,{}\(received)]")
    }

    @Test("White space around the payload of a message stays outside of it")
    func whiteSpace() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends(
            " [ 32 , 1 , { } , \"com.t\" ] ",
            "\n[16,2,{ \"exclude_me\" : false },\"com.t\" , [1, 2] , {\"a\": 1} ]\n")
        alice.receives("[33,1,1]")
        let text = try #require(alice.next()?.text)
        #expect(text.hasSuffix(",{},[1, 2] , {\"a\": 1}]"))
    }

    @Test("A session may hold as many subscriptions as configured, and another one after UNSUBSCRIBE")
    func limit() throws {
        let alice = try World { $0.limits.maximumSubscriptionsPerSession = 2 }.join()
        alice.sends(
            "[32,1,{},\"com.a\"]", "[32,2,{},\"com.b\"]", "[32,3,{},\"com.c\"]", "[32,4,{},\"com.a\"]")
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
        alice.receives(
            "[8,32,3,{},\"wamp.error.limit_exceeded\",[\"this session may not hold more subscriptions\"]]"
        )
        alice.receives("[33,4,1]")
        alice.sends("[34,5,1]", "[32,6,{},\"com.c\"]")
        alice.receives("[35,5]")
        alice.receives("[33,6,3]")
    }

    @Test("A large event is the same for receivers with and without compression")
    func compressed() throws {
        let world = try World {
            $0.compression.isEnabled = true
            $0.compression.threshold = 2000
        }
        let alice = try world.join()
        let plain = try world.join()
        let squeezed = try world.connect(offering: "permessage-deflate")
        squeezed.joins()
        for peer in [plain, squeezed] {
            peer.sends("[32,1,{},\"com.t\"]")
            peer.receives("[33,1,1]")
        }
        let text = String(repeating: "ab", count: 5000)
        for number in 1...3 { alice.sends("[16,\(number),{},\"com.t\",[\"\(text)\"]]") }
        for _ in 1...3 {
            plain.receives("[36,1,*,{},[\"\(text)\"]]")
            let frame = try #require(squeezed.next())
            #expect(frame.isCompressed)
            #expect(frame.payload.count < 1000)
        }
        squeezed.receivesNothing()
    }
}
