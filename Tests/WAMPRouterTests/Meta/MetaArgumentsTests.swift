import Testing

@testable import WAMPRouter

@Stage
@Suite("Arguments of the meta API that are not what the specification says (advanced profile, Meta API)")
struct MetaArgumentsTests {
    /// A call and what is wrong with it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        var procedure: String
        var payload: String
        var message: String

        init(_ procedure: String, _ payload: String, _ message: String) {
            self.procedure = procedure
            self.payload = payload
            self.message = message
        }

        var testDescription: String { "\(procedure) \(payload)" }
    }

    nonisolated static let idsFirst: [(procedure: String, name: String)] = [
        ("session.get", "session"), ("session.kill", "session"), ("session.modify_details", "session"),
        ("registration.get", "registration"), ("registration.list_callees", "registration"),
        ("registration.count_callees", "registration"), ("registration.remove_callee", "registration"),
        ("subscription.get", "subscription"), ("subscription.list_subscribers", "subscription"),
        ("subscription.count_subscribers", "subscription"),
        ("subscription.remove_subscriber", "subscription"), ("subscription.get_events", "subscription"),
    ]

    @Test(
        "An id is an integer from 1 to 2^53", arguments: idsFirst,
        ["", ",[]", ",[null]", ",[\"1\"]", ",[0]", ",[-1]", ",[1.0]", ",[9007199254740993]", ",[[1]]"])
    func ids(first: (procedure: String, name: String), payload: String) throws {
        let alice = try World.open().join()
        alice.sends("[48,1,{},\"wamp.\(first.procedure)\"\(payload)]")
        alice.isRefused(1, "invalid_argument", "argument 1, \(first.name): expected an id")
        alice.receivesNothing()
    }

    nonisolated static let wrong: [Wrong] = [
        Wrong("session.count", "[\"a\"]", "argument 1, filter_authroles: expected a list of strings"),
        Wrong("session.count", "[[\"a\",1]]", "argument 1, filter_authroles: expected a list of strings"),
        Wrong("session.list", "[{}]", "argument 1, filter_authroles: expected a list of strings"),
        Wrong("session.list", "[],{\"limit\":0}", "keyword argument limit: expected a positive integer"),
        Wrong("session.list", "[],{\"limit\":-5}", "keyword argument limit: expected a positive integer"),
        Wrong("session.list", "[],{\"after\":0}", "keyword argument after: expected an id"),
        Wrong("session.modify_details", "[1]", "argument 2, delta: expected a dictionary"),
        Wrong("session.modify_details", "[1,[]]", "argument 2, delta: expected a dictionary"),
        Wrong("session.kill", "[1],{\"message\":1}", "keyword argument message: expected a string"),
        Wrong("session.kill_by_authid", "[]", "argument 1, authid: expected a string"),
        Wrong("session.kill_by_authid", "[1]", "argument 1, authid: expected a string"),
        Wrong("session.kill_by_authrole", "[null]", "argument 1, authrole: expected a string"),
        Wrong("session.kill_all", "[],{\"message\":[]}", "keyword argument message: expected a string"),
        Wrong(
            "registration.list", "[],{\"limit\":\"a\"}", "keyword argument limit: expected a positive integer"
        ),
        Wrong("registration.lookup", "[]", "argument 1, procedure: expected a URI"),
        Wrong("registration.lookup", "[1]", "argument 1, procedure: expected a URI"),
        Wrong("registration.lookup", "[\"a\",1]", "argument 2, options: expected a dictionary"),
        Wrong(
            "registration.lookup", "[\"a\",{\"match\":1}]",
            "argument 2, options: expected match to be exact, prefix or wildcard"),
        Wrong("registration.match", "[]", "argument 1, procedure: expected a URI"),
        Wrong("registration.list_callees", "[1],{\"after\":\"a\"}", "keyword argument after: expected an id"),
        Wrong("subscription.list", "[],{\"after\":-1}", "keyword argument after: expected an id"),
        Wrong(
            "subscription.lookup", "[\"a\",{\"match\":\"regex\"}]",
            "argument 2, options: expected match to be exact, prefix or wildcard"),
        Wrong("subscription.lookup", "[]", "argument 1, topic: expected a URI"),
        Wrong("subscription.match", "[{}]", "argument 1, topic: expected a URI"),
        Wrong(
            "subscription.list_subscribers", "[1],{\"limit\":1.5}",
            "keyword argument limit: expected a positive integer"),
        Wrong("session.add_testament", "[]", "argument 1, topic: expected a URI"),
        Wrong("session.add_testament", "[\"\\u0000AAAA\",[],{}]", "argument 1, topic: expected a URI"),
        Wrong("session.add_testament", "[\"com.t\"]", "argument 2, args: expected a list"),
        Wrong("session.add_testament", "[\"com.t\",{},{}]", "argument 2, args: expected a list"),
        Wrong("session.add_testament", "[\"com.t\",[]]", "argument 3, kwargs: expected a dictionary"),
        Wrong("session.add_testament", "[\"com.t\",[],[]]", "argument 3, kwargs: expected a dictionary"),
        Wrong(
            "session.add_testament", "[\"com.t\",[],{}],{\"scope\":\"later\"}",
            "keyword argument scope: expected detached or destroyed"),
        Wrong(
            "session.add_testament", "[\"com.t\",[],{}],{\"publish_options\":[]}",
            "keyword argument publish_options: expected a dictionary"),
        Wrong(
            "session.add_testament", "[\"com.t\",[],{}],{\"publish_options\":{\"exclude\":1}}",
            "keyword argument publish_options: option exclude must be a list of ids"),
        Wrong(
            "session.add_testament", "[\"com.t\",[],{}],{\"publish_options\":{\"acknowledge\":1}}",
            "keyword argument publish_options: option acknowledge must be a boolean"),
        Wrong(
            "session.flush_testaments", "[],{\"scope\":1}",
            "keyword argument scope: expected detached or destroyed"),
    ]

    @Test("Each is named with what was expected", arguments: wrong)
    func named(wrong: Wrong) throws {
        let alice = try World.open().join()
        alice.sends(
            #"[64,1,{},"com.p"]"#, #"[32,2,{},"com.t"]"#,
            "[48,3,{},\"wamp.\(wrong.procedure)\",\(wrong.payload)]")
        alice.receives("[65,1,1]")
        alice.receives("[33,2,1]")
        alice.isRefused(3, "invalid_argument", wrong.message)
        alice.receivesNothing()
    }

    @Test("The second argument of a removal is a session id", arguments: ["", ",\"a\"", ",0"])
    func removal(session: String) throws {
        let alice = try World.open().join()
        alice.sends(
            #"[64,1,{},"com.p"]"#, #"[32,2,{},"com.t"]"#,
            "[48,3,{},\"wamp.registration.remove_callee\",[1\(session)]]",
            "[48,4,{},\"wamp.subscription.remove_subscriber\",[1\(session)]]",
            "[48,5,{},\"wamp.registration.remove_callee\",[1,1],{\"reason\":1}]")
        alice.receives("[65,1,1]")
        alice.receives("[33,2,1]")
        alice.isRefused(3, "invalid_argument", "argument 2, session: expected an id")
        alice.isRefused(4, "invalid_argument", "argument 2, session: expected an id")
        alice.isRefused(5, "invalid_uri", "keyword argument reason: expected a URI")
    }

    @Test(
        "A URI that is none under the realm's rules is invalid_uri",
        arguments: ["", "com..t", "com.a b", "com.#"])
    func uris(uri: String) throws {
        let alice = try World.open().join()
        let procedures = [
            "registration.lookup", "registration.match", "subscription.lookup", "subscription.match",
        ]
        for (position, procedure) in procedures.enumerated() {
            alice.sends("[48,\(position + 1),{},\"wamp.\(procedure)\",[\"\(uri)\"]]")
            alice.isRefused(position + 1, "invalid_uri", "this is not a valid URI under the realm's rules")
        }
    }

    @Test("A pattern of more components than the router accepts is refused and not looked up")
    func manyComponents() throws {
        let alice = try World.open().join()
        let pattern = String(repeating: ".", count: 1000)
        alice.sends(#"[48,1,{},"wamp.subscription.lookup",["\#(pattern)",{"match":"wildcard"}]]"#)
        alice.isRefused(1, "invalid_uri", "this pattern has more components than the router accepts")
    }

    @Test("Whatever the arguments, each call is answered once", arguments: MetaProcedure.allCases)
    func anything(procedure: MetaProcedure) throws {
        let world = try World.open { $0.realms[0].eventHistory = [.init(uri: "com.t")] }
        let alice = try world.join()
        let random = SeededRandomness(seed: UInt64(procedure.rawValue.utf8.count))
        let values = [
            "null", "true", "0", "1", "2", "-1", "1.5", "1e400", "9007199254740992", "18446744073709551615",
            "\"\"", "\"com.t\"", "\"com.\"", "\"wamp.session.count\"", "\"\\u0000AAAA\"", "\"anonymous\"",
            "\"detached\"", "\"2027-01-15T08:00:00Z\"", "[]", "[1,\"a\"]", "[\"anonymous\"]", "{}",
            "{\"match\":\"wildcard\"}", "{\"a\":null,\"b\":[{}]}", "{\"retain\":true,\"exclude\":[1]}",
            alice.session, "\"\(alice.authid)\"",
        ]
        let keys = [
            "limit", "after", "reason", "message", "scope", "publish_options", "reverse", "from_time",
            "topic",
            "until_publication",
        ]
        func any(_ choices: [String]) -> String { choices[Int(random.next() % UInt64(choices.count))] }
        for request in 1...200 {
            let positional = (0..<random.next() % 4).map { _ in any(values) }
            let keywords = (0..<random.next() % 3).map { _ in "\"\(any(keys))\":\(any(values))" }
            alice.sends(
                "[48,\(request),{},\"\(procedure.rawValue)\",[\(positional.joined(separator: ","))],"
                    + "{\(keywords.joined(separator: ","))}]")
            let answers = alice.nextTexts()
            #expect(answers.count == 1, "\(positional) \(keywords)")
            let answer = answers.first ?? ""
            #expect(answer.hasPrefix("[50,\(request),{}") || answer.hasPrefix("[8,48,\(request),{},"))
        }
        #expect(world.inspect { $0.outbox.effects.isEmpty } == true)
    }
}
