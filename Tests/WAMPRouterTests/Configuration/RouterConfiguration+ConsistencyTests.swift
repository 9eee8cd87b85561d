import Testing
import WAMPRouter

@Suite("What the parts of a configuration say about each other")
struct RouterConfigurationConsistencyTests {
    /// The messages without their places.
    private func messages(_ text: String) -> [Substring] {
        errors(in: text).compactMap { $0.split(separator: " ", maxSplits: 1).last }
    }

    @Test("Two realms of one name are refused")
    func realms() {
        let realm =
            #"{"name":"r","roles":[{"name":"a","permissions":[{"uri":"a","allow":{}}]}],"authentication":{"anonymous":{"role":"a"}}}"#
        let text = #"{"version":1,"listeners":[{"type":"tcp","port":80}],"realms":[\#(realm),\#(realm)]}"#
        #expect(messages(text) == [#"$.realms[1].name: "r" is already the name of $.realms[0]"#])
    }

    @Test("Two roles of one name are refused")
    func roles() {
        let role = #"{"name":"a","permissions":[{"uri":"a","allow":{}}]}"#
        #expect(
            messages(configuration(roles: "[\(role),\(role)]")) == [
                #"$.realms[0].roles[1].name: "a" is already the name of $.realms[0].roles[0]"#
            ])
    }

    @Test("Two rules with the same URI and match are refused, also where one has the default match")
    func rules() {
        let rules = """
            [{"uri":"a","allow":{}},{"uri":"a","match":"prefix","allow":{}},
            {"uri":"a","match":"exact","allow":{"call":true}}]
            """
        #expect(
            messages(configuration(permissions: rules)) == [
                "$.realms[0].roles[0].permissions[2]: uri \"a\" with match \"exact\" "
                    + "is already the rule $.realms[0].roles[0].permissions[0]"
            ])
    }

    @Test("URIs whose texts are equivalent and whose bytes differ are different rules")
    func equivalentTexts() {
        let rules = #"[{"uri":"\u00e9","allow":{}},{"uri":"e\u0301","allow":{}}]"#
        #expect(messages(configuration(permissions: rules)) == [])
    }

    @Test("Two listeners on one address are refused, but for any free port")
    func listeners() {
        let text = configuration(
            listeners: """
                [{"type":"tcp","port":1},{"type":"tcp","host":"127.0.0.1","port":1},
                {"type":"tcp","host":"127.0.0.2","port":1},{"type":"tcp","port":0},{"type":"tcp","port":0}]
                """)
        #expect(
            messages(text) == ["$.listeners[1].port: 127.0.0.1:1 is already the address of $.listeners[0]"])
    }

    @Test("The anonymous role must be one of the realm's")
    func role() {
        #expect(
            messages(configuration(authentication: #"{"anonymous":{"role":"b"}}"#)) == [
                #"$.realms[0].authentication.anonymous.role: found "b", expected a role of this realm: "a""#
            ])
    }

    @Test("A realm which nobody can join is refused")
    func nobody() {
        #expect(
            messages(configuration(authentication: "{}")) == [
                #"$.realms[0].authentication: nobody can join: expected the key "anonymous""#
            ])
    }

    @Test("A connection must be able to receive the largest message")
    func outbound() {
        let limits = #","limits":{"max_message_size":4096,"max_outbound_bytes":4095}"#
        #expect(messages(configuration(more: limits)).count == 1)
        #expect(
            messages(configuration(more: #","limits":{"max_message_size":4096,"max_outbound_bytes":4096}"#))
                == [])
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
            configuration(
                permissions: #"[{"uri":"\#(uri)","match":"\#(match)","allow":{}}]"#,
                realm: #","uri_rules":"\#(rules)""#))
        #expect(found.count == (isValid ? 0 : 1))
        #expect(found.allSatisfy { $0.hasPrefix("$.realms[0].roles[0].permissions[0].uri: found \"") })
    }

    @Test("A configuration made in code is checked by the same words, without places")
    func inCode() throws {
        var made = RouterConfiguration.builtIn
        try made.validate()
        made.listeners[0].port = 70_000
        made.realms.append(made.realms[0])
        made.limits.pongTimeout = .microseconds(1500)
        made.listeners.append(.init(port: 1, origins: []))
        do throws(ConfigurationErrors) {
            try made.validate()
            Issue.record("accepted")
        } catch {
            #expect(
                error.description.split(separator: "\n") == [
                    "$.listeners[0].port: found 70000, expected an integer from 0 to 65535",
                    "$.listeners[1].origins: found an empty list, expected at least one element",
                    "$.limits.pong_timeout_ms: found 1.5, expected 10 to 600000 milliseconds",
                    #"$.realms[1].name: "realm1" is already the name of $.realms[0]"#,
                ])
            #expect(error.errors.allSatisfy { $0.line == nil && $0.column == nil })
        }
    }
}
