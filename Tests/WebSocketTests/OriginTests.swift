import Testing

@testable import WebSocket

@Suite("Origins and authorities (RFC 6454 §6.2, RFC 9110 §7.2)")
struct OriginTests {
    @Test(
        "An origin is scheme, host and port, where a known scheme has its default port",
        arguments: [
            ("http://example.org", "http", "example.org", 80),
            ("https://Example.ORG", "https", "example.org", 443),
            ("http://example.org:8080", "http", "example.org", 8080),
            ("http://[::1]:80", "http", "[::1]", 80),
            ("app://host", "app", "host", nil),
        ] as [(String, String, String, Int?)])
    func parsed(text: String, scheme: String, host: String, port: Int?) {
        let origin = Origin(text)
        #expect(origin?.scheme == scheme)
        #expect(origin?.host == host)
        #expect(origin?.port == port)
    }

    @Test(
        "What is no origin is none",
        arguments: [
            "", "null", "example.org", "http:/example.org", "http://", "://host", "http://a/b",
            "http://u@host",
            "http://host:99999", "http://host:8x", "http://a b", "http://[::1", "http://::1", "http://a,b",
            "http://host#", "http://evil.org\\@host",
        ])
    func refused(text: String) {
        #expect(Origin(text) == nil)
    }

    @Test("A host may come with a port, and an empty port is none")
    func authorities() {
        #expect(Authority("host:80")?.port == 80)
        #expect(Authority("host:")?.host == "host")
        #expect(Authority("host:")?.port == nil)
        #expect(Authority("[::1]")?.host == "[::1]")
        #expect(Authority("[::1]:9")?.port == 9)
        for wrong in ["", ":80", "[]", "a:b:80", "[::1]x", "host:123456"] { #expect(Authority(wrong) == nil) }
    }
}
