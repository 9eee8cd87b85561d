import Testing
import WAMPRouter

@Suite("What the parts of a configuration say about each other")
struct RouterConfigurationConsistencyTests {
    @Test("Two realms of one name are refused")
    func realms() {
        let realm =
            #"{"name":"r","roles":[{"name":"a","permissions":[{"uri":"a","allow":{}}]}],"authentication":{"anonymous":{"role":"a"}}}"#
        let text = #"{"version":1,"listeners":[{"type":"tcp","port":80}],"realms":[\#(realm),\#(realm)]}"#
        #expect(messages(in: text) == [#"$.realms[1].name: "r" is already the name of $.realms[0]"#])
    }

    @Test("Two roles of one name are refused")
    func roles() {
        let role = #"{"name":"a","permissions":[{"uri":"a","allow":{}}]}"#
        #expect(
            messages(in: configuration(roles: "[\(role),\(role)]")) == [
                #"$.realms[0].roles[1].name: "a" is already the name of $.realms[0].roles[0]"#
            ])
    }

    @Test("A connection must be able to receive the largest message")
    func outbound() {
        let limits = #","limits":{"max_message_size":4096,"max_outbound_bytes":4095}"#
        #expect(messages(in: configuration(more: limits)).count == 1)
        #expect(
            messages(
                in: configuration(more: #","limits":{"max_message_size":4096,"max_outbound_bytes":4096}"#))
                == [])
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

    @Test("A budget of slow sessions is not more than what ends any connection")
    func slowConsumers() {
        let limits = #","limits":{"max_message_size":1024,"max_outbound_bytes":2048}"#
        func budget(_ bytes: Int) -> String { #","slow_consumer":{"policy":"close","bytes":\#(bytes)}"# }
        #expect(messages(in: configuration(role: budget(2048), more: limits)) == [])
        #expect(
            messages(in: configuration(role: budget(2049), more: limits)) == [
                "$.realms[0].roles[0].slow_consumer.bytes: found 2049, expected not more than "
                    + "max_outbound_bytes, which is 2048"
            ])
    }
}
