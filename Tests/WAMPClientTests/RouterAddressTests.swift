import Testing

@testable import WAMPClient

@Suite("Addresses of routers (RFC 6455 section 3; advanced profile, RawSocket Transport)")
struct RouterAddressTests {
    @Test(
        "WebSocket over TCP has host, port and target",
        arguments: [
            ("ws://127.0.0.1:8080/ws", "127.0.0.1", 8080, "/ws", "127.0.0.1:8080"),
            ("ws://router.example/", "router.example", 80, "/", "router.example"),
            ("WS://router.example", "router.example", 80, "/", "router.example"),
            ("ws://router.example:80/a/b?c=d", "router.example", 80, "/a/b?c=d", "router.example"),
            ("ws://router.example:1?c=d/e", "router.example", 1, "/?c=d/e", "router.example:1"),
            ("ws://[::1]:9000/ws", "::1", 9000, "/ws", "[::1]:9000"),
            ("ws://[fe80::1]", "fe80::1", 80, "/", "[fe80::1]"),
            ("ws://unix:8080/ws", "unix", 8080, "/ws", "unix:8080"),
            ("ws://unix/ws", "unix", 80, "/ws", "unix"),
        ])
    func webSocket(url: String, host: String, port: Int, target: String, field: String) throws {
        let address = try RouterAddress(url)
        #expect(address.socket == .tcp(host: host, port: port))
        #expect(address.carrier == .webSocket(host: field, target: target))
    }

    @Test(
        "WebSocket over a Unix socket has the socket's path, and a target",
        arguments: [
            ("ws+unix:///run/wamp.sock:/ws", "/run/wamp.sock", "/ws"),
            ("ws+unix:///run/wamp.sock:/ws?a=b:c", "/run/wamp.sock", "/ws?a=b:c"),
            ("ws+unix:///run/wamp.sock:?a", "/run/wamp.sock", "/?a"),
            ("ws+unix:///run/wamp.sock", "/run/wamp.sock", "/"),
            ("ws+unix:/run/wamp.sock:/ws", "/run/wamp.sock", "/ws"),
            ("WS+UNIX:///run/my söck%20?.sock:/ws", "/run/my söck%20?.sock", "/ws"),
            ("ws://unix:/run/wamp.sock:/ws", "/run/wamp.sock", "/ws"),
            // As Autobahn: all of it is the target, too.
            ("ws://unix:/run/wamp.sock", "/run/wamp.sock", "/run/wamp.sock"),
            ("ws://unix:/run/wamp.sock?a=b", "/run/wamp.sock", "/run/wamp.sock?a=b"),
        ])
    func unixWebSocket(url: String, path: String, target: String) throws {
        let address = try RouterAddress(url)
        #expect(address.socket == .unix(path: path))
        #expect(address.carrier == .webSocket(host: "localhost", target: target))
    }

    @Test(
        "RawSocket has a host and a port, or the path of a socket",
        arguments: [
            ("rs://127.0.0.1:8080", .tcp(host: "127.0.0.1", port: 8080)),
            ("rs://[::1]:8080", .tcp(host: "::1", port: 8080)),
            ("RS://router.example", .tcp(host: "router.example", port: 80)),
            ("rs://unix:8080", .tcp(host: "unix", port: 8080)),
            ("rs+unix:///run/wamp.sock", .unix(path: "/run/wamp.sock")),
            ("rs+unix:/run/wamp.sock", .unix(path: "/run/wamp.sock")),
            ("rs://unix:/run/wamp.sock", .unix(path: "/run/wamp.sock")),
        ] as [(String, RouterAddress.Socket)])
    func rawSocket(url: String, socket: RouterAddress.Socket) throws {
        let address = try RouterAddress(url)
        #expect(address.socket == socket)
        #expect(address.carrier == .rawSocket)
    }

    @Test(
        "With TLS the certificate must be for the host, and the port is another one",
        arguments: [
            ("wss://router.example/ws", .tcp(host: "router.example", port: 443), "router.example"),
            ("WSS://[::1]:8443", .tcp(host: "::1", port: 8443), "::1"),
            ("rss://router.example", .tcp(host: "router.example", port: 443), "router.example"),
            ("wss+unix:///run/wamp.sock:/ws", .unix(path: "/run/wamp.sock"), "localhost"),
            ("rss+unix:///run/wamp.sock", .unix(path: "/run/wamp.sock"), "localhost"),
            ("ws://router.example", .tcp(host: "router.example", port: 80), nil),
            ("rs+unix:///run/wamp.sock", .unix(path: "/run/wamp.sock"), nil),
        ] as [(String, RouterAddress.Socket, String?)])
    func secure(url: String, socket: RouterAddress.Socket, host: String?) throws {
        let address = try RouterAddress(url)
        #expect(address.socket == socket)
        #expect(address.secureHost == host)
    }

    @Test("The Host field leaves out the port that the scheme stands for")
    func secureHostField() throws {
        #expect(
            try RouterAddress("wss://a:443/").carrier == .webSocket(host: "a", target: "/"))
        #expect(try RouterAddress("wss://a:80/").carrier == .webSocket(host: "a:80", target: "/"))
    }

    private static let unknownScheme =
        "it does not begin with ws://, wss://, rs:// or rss://, or one of these with +unix before the colon"

    @Test(
        "What is wrong with an address is said",
        arguments: [
            ("", unknownScheme),
            ("127.0.0.1:8080", unknownScheme),
            ("http://127.0.0.1/", unknownScheme),
            ("ws:127.0.0.1", unknownScheme),
            ("rs:/run/wamp.sock", unknownScheme),
            ("wsss://127.0.0.1/", unknownScheme),
            ("rss:127.0.0.1", unknownScheme),
            ("ws://", "it has no host"),
            ("ws://:80/", "it has no host"),
            ("ws://[]/", "it has no host"),
            ("rs://", "it has no host"),
            ("ws://[::1", "a bracket is missing"),
            ("ws://[::1]x", "its port is not a number from 1 to 65535"),
            ("ws://a:/", "its port is not a number from 1 to 65535"),
            ("ws://a:0/", "its port is not a number from 1 to 65535"),
            ("ws://a:65536/", "its port is not a number from 1 to 65535"),
            ("ws://a:-1/", "its port is not a number from 1 to 65535"),
            ("ws://a:+1/", "its port is not a number from 1 to 65535"),
            ("ws://a:99999999999999999999/", "its port is not a number from 1 to 65535"),
            ("rs://a:x", "its port is not a number from 1 to 65535"),
            ("rs://unix:", "its port is not a number from 1 to 65535"),
            ("ws://user@a/", "it has a user name"),
            ("ws://a/#b", "it has a fragment"),
            ("rs+unix:///a#b", "it has a fragment"),
            ("ws://a/\r\nX: y", "it has characters that must be percent-encoded"),
            ("ws://a/ b", "it has characters that must be percent-encoded"),
            ("ws://ä/", "it has characters that must be percent-encoded"),
            ("rs://a b", "it has characters that must be percent-encoded"),
            ("ws+unix:///a:/b c", "it has characters that must be percent-encoded"),
            ("ws://unix:/a b", "it has characters that must be percent-encoded"),
            ("rs://a/", "RawSocket has no path"),
            ("rs://a:1/ws", "RawSocket has no path"),
            ("rs://a?b", "RawSocket has no path"),
            ("rs+unix:///a:/ws", "RawSocket has no path behind that of the socket"),
            ("rs://unix:/a:/ws", "RawSocket has no path behind that of the socket"),
            ("ws+unix://run/a", "the path of its socket does not begin with /"),
            ("rs+unix:a", "the path of its socket does not begin with /"),
            ("rs+unix://", "the path of its socket does not begin with /"),
            ("rs+unix:///a\0b", "the path of its socket has a NUL"),
        ])
    func refused(url: String, problem: String) {
        let error = #expect(throws: WAMPError.self) { try RouterAddress(url) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "cannot connect to \(url): \(problem)")
    }
}
