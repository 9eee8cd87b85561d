import Testing

@testable import WAMPClient

@Suite("WebSocket URIs (RFC 6455 section 3)")
struct WebSocketAddressTests {
    @Test(
        "Host, port and target are taken apart",
        arguments: [
            ("ws://127.0.0.1:8080/ws", "127.0.0.1", 8080, "/ws", "127.0.0.1:8080"),
            ("ws://router.example/", "router.example", 80, "/", "router.example"),
            ("WS://router.example", "router.example", 80, "/", "router.example"),
            ("ws://router.example:80/a/b?c=d", "router.example", 80, "/a/b?c=d", "router.example"),
            ("ws://router.example:1?c=d/e", "router.example", 1, "/?c=d/e", "router.example:1"),
            ("ws://[::1]:9000/ws", "::1", 9000, "/ws", "[::1]:9000"),
            ("ws://[fe80::1]", "fe80::1", 80, "/", "[fe80::1]"),
        ])
    func parts(url: String, host: String, port: Int, target: String, field: String) throws {
        let address = try WebSocketAddress(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(address.hostField == field)
    }

    @Test(
        "What is wrong with an address is said",
        arguments: [
            ("", "it does not begin with ws://"),
            ("127.0.0.1:8080", "it does not begin with ws://"),
            ("http://127.0.0.1/", "it does not begin with ws://"),
            ("wss://127.0.0.1/", "TLS is not supported"),
            ("ws://", "it has no host"),
            ("ws://:80/", "it has no host"),
            ("ws://[]/", "it has no host"),
            ("ws://[::1", "a bracket is missing"),
            ("ws://[::1]x", "its port is not a number from 1 to 65535"),
            ("ws://a:/", "its port is not a number from 1 to 65535"),
            ("ws://a:0/", "its port is not a number from 1 to 65535"),
            ("ws://a:65536/", "its port is not a number from 1 to 65535"),
            ("ws://a:-1/", "its port is not a number from 1 to 65535"),
            ("ws://a:+1/", "its port is not a number from 1 to 65535"),
            ("ws://a:99999999999999999999/", "its port is not a number from 1 to 65535"),
            ("ws://user@a/", "it has a user name"),
            ("ws://a/#b", "it has a fragment"),
            ("ws://a/\r\nX: y", "it has characters that must be percent-encoded"),
            ("ws://a/ b", "it has characters that must be percent-encoded"),
            ("ws://ä/", "it has characters that must be percent-encoded"),
        ])
    func refused(url: String, problem: String) {
        let error = #expect(throws: WAMPError.self) { try WebSocketAddress(url) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "cannot connect to \(url): \(problem)")
    }
}
