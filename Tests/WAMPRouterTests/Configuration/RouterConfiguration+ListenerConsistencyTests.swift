import Testing
import WAMPRouter

@Suite("What listeners say about each other, and about themselves")
struct RouterConfigurationListenerConsistencyTests {
    private func found(_ listeners: String) -> [Substring] {
        messages(in: configuration(listeners: "[\(listeners)]"))
    }

    @Test("Two listeners on one address are refused, but for any free port")
    func addresses() {
        #expect(
            found(
                """
                {"type":"tcp","port":1},{"type":"tcp","host":"127.0.0.1","port":1},
                {"type":"tcp","host":"127.0.0.2","port":1},{"type":"tcp","port":0},{"type":"tcp","port":0}
                """) == ["$.listeners[1].port: 127.0.0.1:1 is already the address of $.listeners[0]"])
        #expect(
            found(
                #"{"type":"unix","socket":"/a"},{"type":"unix","socket":"/b"},{"type":"unix","socket":"/a"}"#)
                == ["$.listeners[2].socket: /a is already the address of $.listeners[0]"])
        #expect(
            found(
                #"{"type":"systemd","name":"a"},{"type":"systemd","name":"b"},{"type":"systemd","name":"a"}"#)
                == ["$.listeners[2].name: a is already the address of $.listeners[0]"])
    }

    @Test(
        "A listener for all passed sockets is the only one for passed sockets",
        arguments: [
            #"{"type":"systemd","name":"a"},{"type":"tcp","port":1},{"type":"systemd"}"#,
            #"{"type":"systemd","name":"a"},{"type":"tcp","port":1},{"type":"systemd"},{"type":"systemd","name":"b"}"#,
        ])
    func passed(listeners: String) {
        #expect(
            found(listeners) == [
                #"$.listeners[2]: the key "name" is missing: without it the sockets of $.listeners[0] are meant, too"#
            ])
    }

    @Test("Only an IPv6 address can keep IPv4 out")
    func ipv6Only() {
        #expect(
            found(#"{"type":"tcp","port":1,"host":"localhost","ipv6_only":true}"#) == [
                "$.listeners[0].ipv6_only: found true, expected false where the host is no IPv6 address"
            ])
        #expect(found(#"{"type":"tcp","port":1,"host":"::","ipv6_only":true}"#) == [])
        #expect(found(#"{"type":"tcp","port":1,"host":"localhost","ipv6_only":false}"#) == [])
    }

    @Test("The path of a Unix socket has at most 107 bytes")
    func socketPath() {
        let longest = "/" + String(repeating: "é", count: 53)
        #expect(found(#"{"type":"unix","socket":"\#(longest)"}"#) == [])
        let found = found(#"{"type":"unix","socket":"\#(longest)a"}"#)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("$.listeners[0].socket: /é") == true)
        #expect(found.first?.contains("has 108 bytes, expected at most 107: ") == true)
    }

    @Test(
        "The path of WebSocket connections is not below that of HTTP requests",
        arguments: [
            ("/a", "/a", false), ("/a/b", "/a", false), ("/ab", "/a", true), ("/", "/a", true),
            ("/a", "/a/b", true),
        ])
    func paths(path: String, longPollPath: String, isValid: Bool) {
        let keys = #""type":"tcp","port":1,"path":"\#(path)","longpoll_path":"\#(longPollPath)""#
        #expect(
            found("{\(keys)}")
                == (isValid
                    ? []
                    : [
                        "$.listeners[0].path: found \"\(path)\", expected a path that is not below longpoll_path, "
                            + "which is \"\(longPollPath)\""
                    ]))
    }
}
