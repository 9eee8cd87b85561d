import Testing
import WAMPRouter

@Suite("What the parts of a realm say about each other")
struct RouterConfigurationRealmConsistencyTests {
    @Test("Two rules with the same URI and match are refused, also where one has the default match")
    func rules() {
        let rules = """
            [{"uri":"a","allow":{}},{"uri":"a","match":"prefix","allow":{}},
            {"uri":"a","match":"exact","allow":{"call":true}}]
            """
        #expect(
            messages(in: configuration(permissions: rules)) == [
                "$.realms[0].roles[0].permissions[2]: uri \"a\" with match \"exact\" "
                    + "is already the rule $.realms[0].roles[0].permissions[0]"
            ])
    }

    @Test("URIs whose texts are equivalent and whose bytes differ are different rules")
    func equivalentTexts() {
        let rules = #"[{"uri":"\u00e9","allow":{}},{"uri":"e\u0301","allow":{}}]"#
        #expect(messages(in: configuration(permissions: rules)) == [])
    }

    @Test(
        "URIs are judged under their match and the rules of the realm",
        arguments: [
            ("a.b", "exact", "loose", true), ("", "exact", "loose", false), ("a..b", "exact", "loose", false),
            ("a.", "exact", "loose", false), ("a b", "exact", "loose", false),
            ("a#", "exact", "loose", false),
            ("A-b", "exact", "loose", true), ("A-b", "exact", "strict", false),
            ("a_1", "exact", "strict", true),
            ("", "prefix", "loose", true), ("a.", "prefix", "loose", true), ("a..", "prefix", "loose", false),
            ("a..b", "prefix", "loose", false), (".", "prefix", "loose", false),
            ("a..b", "wildcard", "loose", true),
            ("", "wildcard", "strict", true), ("..", "wildcard", "strict", true),
            ("A.", "wildcard", "strict", false),
            (String(repeating: ".", count: 63), "wildcard", "loose", true),
            (String(repeating: ".", count: 64), "wildcard", "loose", false),
        ])
    func uris(uri: String, match: String, rules: String, isValid: Bool) {
        let found = messages(
            in: configuration(
                permissions: #"[{"uri":"\#(uri)","match":"\#(match)","allow":{}}]"#,
                realm: #","uri_rules":"\#(rules)""#))
        #expect(found.count == (isValid ? 0 : 1))
        #expect(found.allSatisfy { $0.hasPrefix("$.realms[0].roles[0].permissions[0].uri: found \"") })
    }

    @Test("The anonymous role must be one of the realm's")
    func role() {
        #expect(
            messages(in: configuration(authentication: #"{"anonymous":{"role":"b"}}"#)) == [
                #"$.realms[0].authentication.anonymous.role: found "b", expected a role of this realm: "a""#
            ])
    }

    @Test("A realm which nobody can join is refused")
    func nobody() {
        #expect(
            messages(in: configuration(authentication: "{}")) == [
                "$.realms[0].authentication: nobody can join: expected at least one of the keys \"anonymous\", \"ticket\", "
                    + "\"wampcra\", \"scram\", \"cryptosign\", \"tls\", \"cookie\", \"header\", \"jwt\", \"dynamic\""
            ])
    }

    @Test(
        "The default timeout of calls must not be above the longest one, where there is one",
        arguments: [
            (0, 0, true), (5000, 0, true), (0, 1000, true), (1000, 1000, true), (1001, 1000, false),
            (2_592_000_000, 1, false),
        ])
    func callTimeout(byDefault: Int, maximum: Int, isValid: Bool) {
        let realm = #","call_timeout":{"default_ms":\#(byDefault),"max_ms":\#(maximum)}"#
        let problem =
            "$.realms[0].call_timeout.default_ms: "
            + "found \(byDefault), expected not more than max_ms, which is \(maximum)"
        #expect(messages(in: configuration(realm: realm)).map(String.init) == (isValid ? [] : [problem]))
    }

    @Test("A timeout is not judged by a longest one that could not be read")
    func unreadableTimeout() {
        let realm = #","call_timeout":{"default_ms":5,"max_ms":"1"}"#
        #expect(
            messages(in: configuration(realm: realm)) == [
                "$.realms[0].call_timeout.max_ms: found \"1\", expected an integer from 0 to 2592000000"
            ])
    }

    @Test("A timeout made in code may have a fraction of a millisecond")
    func fractionOfMillisecond() {
        var made = RouterConfiguration.builtIn
        made.realms[0].callTimeout = .init(default: .microseconds(1500), maximum: .milliseconds(1))
        let errors = #expect(throws: ConfigurationErrors.self) { try made.validate() }
        #expect(
            errors?.description
                == "$.realms[0].call_timeout.default_ms: found 1.5, expected not more than max_ms, which is 1"
        )
    }

    @Test("Two event histories with the same URI and match are refused, also where one has the default match")
    func histories() {
        let realm = """
            ,"event_history":[{"uri":"a"},{"uri":"a","match":"prefix"},
            {"uri":"a","match":"exact","max_events":5}]
            """
        #expect(
            messages(in: configuration(realm: realm)) == [
                "$.realms[0].event_history[2]: uri \"a\" with match \"exact\" "
                    + "is already the event history $.realms[0].event_history[0]"
            ])
    }

    @Test("Event histories whose URI or match could not be read are not compared")
    func unreadableHistories() {
        let realm = #","event_history":[{"uri":1},{"uri":2},{"uri":"a","match":"?"},{"uri":"a"}]"#
        #expect(messages(in: configuration(realm: realm)).count == 3)
    }

    @Test(
        "The URI of an event history is judged as that of a rule",
        arguments: [
            ("a.b", "exact", "loose", true), ("", "exact", "loose", false), ("a..b", "exact", "loose", false),
            ("a.", "exact", "loose", false), ("A-b", "exact", "strict", false),
            ("", "prefix", "loose", true), ("a.", "prefix", "strict", true),
            ("a..", "prefix", "loose", false),
            ("a..b", "wildcard", "loose", true), ("A.", "wildcard", "strict", false),
            (String(repeating: ".", count: 64), "wildcard", "loose", false),
        ])
    func historyURIs(uri: String, match: String, rules: String, isValid: Bool) {
        let realm = #","uri_rules":"\#(rules)","event_history":[{"uri":"\#(uri)","match":"\#(match)"}]"#
        let found = messages(in: configuration(realm: realm))
        #expect(found.count == (isValid ? 0 : 1))
        #expect(found.allSatisfy { $0.hasPrefix("$.realms[0].event_history[0].uri: found \"") })
    }

    @Test(
        "A history of meta events is refused, and only once where the URI is invalid, too",
        arguments: [
            ("wamp.session.on_join", "exact"), ("wamp.", "prefix"), ("wamp.session.", "wildcard"),
        ])
    func reserved(uri: String, match: String) {
        let realm = #","event_history":[{"uri":"\#(uri)","match":"\#(match)"}]"#
        #expect(
            messages(in: configuration(realm: realm)) == [
                "$.realms[0].event_history[0].uri: found \"\(uri)\", "
                    + "expected a topic outside of \"wamp.\": meta events are not kept"
            ])
        let invalid = #","event_history":[{"uri":"wamp."}]"#
        #expect(messages(in: configuration(realm: invalid)).count == 1)
    }

    @Test(
        "A history of a pattern that meta events also match is none of meta events", arguments: ["", "wam"])
    func notReserved(uri: String) {
        let realm = #","event_history":[{"uri":"\#(uri)","match":"prefix"},{"uri":"wamps.a"}]"#
        #expect(messages(in: configuration(realm: realm)) == [])
    }

    @Test(
        "Values out of range are refused with what was expected",
        arguments: [
            (
                #""call_timeout":{"default_ms":-1}"#,
                "call_timeout.default_ms: found -1, expected 0 to 2592000000 milliseconds"
            ),
            (
                #""call_timeout":{"max_ms":2592000001}"#,
                "call_timeout.max_ms: found 2592000001, expected 0 to 2592000000 milliseconds"
            ),
            (
                #""registration_takeover":"always""#,
                #"registration_takeover: found "always", expected "never" or "same_authid""#
            ),
            (#""event_history":{}"#, "event_history: found an object, expected a list"),
            (#""event_history":["a"]"#, #"event_history[0]: found "a", expected an object"#),
            (
                #""event_history":[{}]"#,
                #"event_history[0]: the key "uri" is missing: The topic or pattern of topics whose events are kept."#
            ),
            (
                #""event_history":[{"uri":"a","max_event":1}]"#,
                #"event_history[0]: unknown key "max_event"; did you mean "max_events"?"#
            ),
            (
                #""event_history":[{"uri":"a","max_events":0}]"#,
                "event_history[0].max_events: found 0, expected an integer from 1 to 1000000"
            ),
            (
                #""event_history":[{"uri":"a","max_age_ms":31536000001}]"#,
                "event_history[0].max_age_ms: found 31536000001, expected 0 to 31536000000 milliseconds"
            ),
            (
                #""event_history":[{"uri":"a","max_bytes":1023}]"#,
                "event_history[0].max_bytes: found 1023, expected an integer from 1024 to 1073741824"
            ),
            (
                #""retention":{"max_topics":-1}"#,
                "retention.max_topics: found -1, expected an integer from 0 to 10000000"
            ),
            (
                #""retention":{"max_bytes":1023}"#,
                "retention.max_bytes: found 1023, expected an integer from 1024 to 4294967296"
            ),
        ])
    func ranges(setting: String, problem: String) {
        #expect(messages(in: configuration(realm: ",\(setting)")) == ["$.realms[0].\(problem)"])
    }
}
