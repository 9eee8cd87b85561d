import Testing

@testable import WAMPRouter

@Stage
@Suite("wamp.subscription.get_events (advanced profile, Event History)")
struct RouterHistoryProceduresTests {
    /// A world that keeps the events of com.h, which is subscription 1, and of com.p. and what follows, subscription 2.
    private func world(_ adjust: (inout RouterConfiguration) -> Void = { _ in }) throws -> World {
        try World.open {
            $0.realms[0].eventHistory = [.init(uri: "com.h"), .init(uri: "com.p.", match: .prefix)]
            adjust(&$0)
        }
    }

    private func publish(_ peer: ScriptedPeer, _ request: Int, _ topic: String, _ payload: String) -> String {
        peer.sends("[16,\(request),{\"acknowledge\":true},\"\(topic)\"\(payload)]")
        return peer.receives("[17,\(request),*]").first ?? ""
    }

    @Test("Events are kept without subscribers, and told with time, publication, details and payload")
    func events() throws {
        let world = try world()
        let alice = try world.join()
        let first = publish(alice, 1, "com.h", #",[ 1.50 ],{"k" : "\u00e4"}"#)
        world.advance(by: .milliseconds(1001))
        let second = publish(alice, 2, "com.h", #",[],{"k":1}"#)
        let third = publish(alice, 3, "com.h", "")
        alice.sends(#"[48,4,{},"wamp.subscription.get_events",[1]]"#)
        alice.receives(
            #"[50,4,{},[{"timestamp":"2027-01-15T08:00:00.000Z","subscription":1,"publication":\#(first),"details":{},"args":[ 1.50 ],"kwargs":{"k" : "\u00e4"}},"#
                + #"{"timestamp":"2027-01-15T08:00:01.001Z","subscription":1,"publication":\#(second),"details":{},"kwargs":{"k":1}},"#
                + #"{"timestamp":"2027-01-15T08:00:01.001Z","subscription":1,"publication":\#(third),"details":{}}]]"#
        )
    }

    @Test("The details are those that EVENT would have had")
    func details() throws {
        let world = try world {
            $0.realms[0].roles[0].permissions[0].trustlevel = 5
            $0.realms[0].roles[0].permissions[0].disclose.publisher = true
        }
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(#"[32,1,{"match":"prefix"},"com.p."]"#)
        alice.receives("[33,1,2]")
        bob.sends(#"[16,1,{"disclose_me":true,"_x_a":[1]},"com.p.q"]"#)
        let details =
            #"{"publisher":\#(bob.session),"publisher_authid":"\#(bob.authid)","publisher_authrole":"anonymous","#
            + #""trustlevel":5,"topic":"com.p.q","_x_a":[1]}"#
        let publication = alice.receives("[36,2,*,\(details)]").first ?? ""
        bob.disappears()
        alice.sends(#"[48,2,{},"wamp.subscription.get_events",[2]]"#)
        alice.receives(
            #"[50,2,{},[{"timestamp":"2027-01-15T08:00:00.000Z","subscription":2,"publication":\#(publication),"details":\#(details)}]]"#
        )
    }

    @Test("An opaque payload is told as it came (payload transparency)")
    func opaque() throws {
        let alice = try world().join()
        alice.sends(
            #"[16,1,{"enc_algo":"cryptobox"},"com.h","\u0000AAAA"]"#,
            #"[48,2,{},"wamp.subscription.get_events",[1]]"#)
        alice.receives(
            #"[50,2,{},[{"timestamp":"2027-01-15T08:00:00.000Z","subscription":1,"publication":*,"details":{"enc_algo":"cryptobox"},"payload":"\u0000AAAA"}]]"#
        )
    }

    @Test("Without events, or without a history, the list is empty; without a subscription it is an error")
    func empty() throws {
        let alice = try world().join()
        alice.sends(
            #"[32,1,{},"com.other"]"#, #"[16,2,{},"com.other"]"#,
            #"[48,3,{},"wamp.subscription.get_events",[1]]"#,
            #"[48,4,{},"wamp.subscription.get_events",[3]]"#,
            #"[48,5,{},"wamp.subscription.get_events",[4]]"#)
        alice.receives("[33,1,3]")
        alice.receives("[50,3,{}]")
        alice.receives("[50,4,{}]")
        alice.isRefused(5, "no_such_subscription", "there is no subscription 4 in this realm")
    }

    /// The payloads of five events, which were published at seconds 0 to 4, that a query finds.
    private func found(_ keywords: (_ publications: [String]) -> String) throws -> String {
        let world = try world()
        let alice = try world.join()
        var publications: [String] = []
        for number in 0..<5 {
            publications.append(
                publish(alice, number + 1, number == 3 ? "com.p.x" : "com.p.y", ",[\(number)]"))
            world.advance(by: .seconds(1))
        }
        alice.sends("[48,6,{},\"wamp.subscription.get_events\",[2],\(keywords(publications))]")
        let text = alice.next()?.text ?? ""
        let numbers = (0..<5).compactMap { number in
            text.firstRange(of: "\"args\":[\(number)]").map { ($0.lowerBound, number) }
        }
        let more = text.hasSuffix("],{\"more\":true}]") ? "+" : ""
        return numbers.sorted { $0.0 < $1.0 }.map { "\($0.1)" }.joined() + more
    }

    @Test(
        "Every filter of the specification",
        arguments: [
            ("{}", "01234"), (#"{"reverse":true}"#, "43210"), (#"{"limit":2}"#, "01+"),
            (#"{"limit":2,"reverse":true}"#, "43+"), (#"{"limit":5}"#, "01234"),
            (#"{"from_time":"2027-01-15T08:00:02Z"}"#, "234"),
            (#"{"after_time":"2027-01-15T08:00:02Z"}"#, "34"),
            (#"{"before_time":"2027-01-15T08:00:02Z"}"#, "01"),
            (#"{"until_time":"2027-01-15T10:00:02+02:00"}"#, "012"), (#"{"topic":"com.p.x"}"#, "3"),
            (#"{"from_publication":P}"#, "234"), (#"{"after_publication":P}"#, "34"),
            (#"{"before_publication":P}"#, "01"), (#"{"until_publication":P}"#, "012"),
            (#"{"after_publication":P,"topic":"com.p.y","limit":1}"#, "4"), (#"{"topic":"com.z"}"#, ""),
        ])
    func filters(keywords: String, expected: String) throws {
        #expect(
            try found { keywords.replacing("P}", with: $0[2] + "}").replacing("P,", with: $0[2] + ",") }
                == expected)
    }

    @Test(
        "A filter of the wrong type is invalid_argument",
        arguments: [
            (#"{"reverse":1}"#, "reverse: expected a boolean"),
            (#"{"limit":0}"#, "limit: expected a positive integer"),
            (#"{"from_time":"yesterday"}"#, "from_time: expected an RFC 3339 timestamp"),
            (#"{"topic":1}"#, "topic: expected a URI"),
            (#"{"after_publication":"1"}"#, "after_publication: expected a positive integer"),
        ])
    func wrongFilters(keywords: String, message: String) throws {
        let alice = try world().join()
        alice.sends("[48,1,{},\"wamp.subscription.get_events\",[1],\(keywords)]")
        alice.isRefused(1, "invalid_argument", "keyword argument \(message)")
    }

    @Test(
        "No more than 1,000 events are returned at once, whatever the limit",
        arguments: ["{}", "{\"limit\":5000}"])
    func mostEvents(keywords: String) throws {
        let world = try world { $0.realms[0].eventHistory[0].maximumEvents = 2000 }
        let alice = try world.join()
        let bob = try world.join()
        func ask(_ request: Int) -> (events: Int, hasMore: Bool) {
            alice.sends("[48,\(request),{},\"wamp.subscription.get_events\",[1],\(keywords)]")
            let text = alice.next()?.text ?? ""
            return (text.ranges(of: "\"timestamp\"").count, text.hasSuffix("],{\"more\":true}]"))
        }
        for request in 1...1000 { bob.sends("[16,\(request),{},\"com.h\"]") }
        #expect(ask(1) == (1000, false))
        bob.sends("[16,1001,{},\"com.h\"]")
        #expect(ask(2) == (1000, true))
    }

    @Test("A page ends at 1 MiB of events, but has at least one; the last publication leads to the next page")
    func pageSize() throws {
        let world = try world { $0.realms[0].eventHistory[0].maximumBytes = 16 << 20 }
        let alice = try world.join()
        var publications: [String] = []
        for (position, size) in [400_000, 400_000, 400_000, 1_200_000, 10].enumerated() {
            let text = String(repeating: "x", count: size)
            publications.append(publish(alice, position + 1, "com.h", ",[\"\(text)\"]"))
        }
        var pages: [Int] = []
        var request = 6
        var after = ""
        while pages.count < 10 {
            alice.sends("[48,\(request),{},\"wamp.subscription.get_events\",[1],{\(after)}]")
            let text = alice.next()?.text ?? ""
            pages.append(text.ranges(of: "\"timestamp\"").count)
            guard text.hasSuffix("],{\"more\":true}]") else { break }
            after = "\"after_publication\":\(publications[pages.reduce(0, +) - 1])"
            request += 1
        }
        #expect(pages == [2, 1, 1, 1])
    }

    @Test("Who may not subscribe may not ask for the events (Security Aspects)")
    func permissions() throws {
        let world = try world {
            $0.realms[0].roles[0].permissions.append(.init(uri: "com.h", allow: .init(publish: true)))
            $0.realms[0].roles[0].permissions.append(.init(uri: "com.p.secret", allow: .init(publish: true)))
        }
        let alice = try world.join()
        alice.sends(
            #"[16,1,{},"com.h"]"#, #"[48,2,{},"wamp.subscription.get_events",[1]]"#,
            #"[48,3,{},"wamp.subscription.get_events",[2]]"#)
        for request in [2, 3] {
            alice.isRefused(
                request, "not_authorized", "this session's role is not allowed to do this with this URI")
        }
    }

    @Test("Lists of authids and authroles hold for those who ask later (Security Aspects)")
    func audience() throws {
        let world = try world { $0.addRole("staff") }
        let alice = try world.join(as: "alice", role: "staff")
        let bob = try world.join(as: "bob")
        bob.sends(
            #"[16,1,{"eligible_authrole":["staff"]},"com.h",[1]]"#,
            #"[16,2,{"exclude_authid":["alice"]},"com.h",[2]]"#,
            #"[16,3,{"exclude":[5]},"com.h",[3]]"#, #"[16,4,{"eligible":[\#(alice.session)]},"com.h",[4]]"#,
            #"[16,5,{},"com.h",[5]]"#)
        func numbers(_ peer: ScriptedPeer, _ request: Int) -> [Int] {
            peer.sends(#"[48,\#(request),{},"wamp.subscription.get_events",[1]]"#)
            let text = peer.next()?.text ?? ""
            return (1...5).filter { text.contains("\"args\":[\($0)]") }
        }
        #expect(numbers(alice, 1) == [1, 5])
        // Its own events, too.
        #expect(numbers(bob, 6) == [2, 5])
    }
}
