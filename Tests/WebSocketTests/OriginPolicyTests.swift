import Testing

@testable import WebSocket

@Suite("Which pages may connect (RFC 6455 §10.2)")
struct OriginPolicyTests {
    @Test(
        "By default a page of the same host and port, and a page of this machine on this machine",
        arguments: [
            ("http://example.org", "example.org", true), ("https://example.org", "example.org", true),
            ("https://example.org", "example.org:443", true),
            ("http://example.org:8080", "example.org:8080", true),
            ("http://example.org", "example.org:8080", false),
            ("http://example.org:8080", "example.org", false),
            ("http://evil.org", "example.org", false), ("http://example.org.evil.org", "example.org", false),
            ("http://localhost:3000", "127.0.0.1:8080", true), ("http://[::1]:3000", "localhost:8080", true),
            ("http://127.9.9.9", "app.localhost", true), ("http://evil.org", "localhost:8080", false),
            ("http://127.0.0.1.evil.org", "localhost", false),
            ("http://localhost.evil.org", "localhost", false),
            ("http://localhost", "example.org", false), ("null", "localhost", false),
            ("", "localhost", false),
            ("http://example.org", "", false),
        ])
    func sameHost(origin: String, host: String, expected: Bool) {
        #expect(OriginPolicy().allows(origin: origin, host: host) == expected)
    }

    @Test("Listed origins are allowed besides; case and default ports do not matter")
    func listed() {
        let policy = OriginPolicy(allowed: ["https://app.example.org", "null"])
        #expect(policy.allows(origin: "https://app.example.org", host: "api.example.org"))
        #expect(policy.allows(origin: "https://APP.example.org:443", host: "api.example.org"))
        #expect(policy.allows(origin: "null", host: "api.example.org"))
        #expect(policy.allows(origin: "http://api.example.org", host: "api.example.org"))
        #expect(!policy.allows(origin: "http://app.example.org", host: "api.example.org"))
        #expect(!policy.allows(origin: "https://app.example.org:444", host: "api.example.org"))
    }

    @Test("The same host can be shut out, and a star lets everyone in")
    func extremes() {
        let strict = OriginPolicy(allowed: ["https://a.org"], allowsSameHost: false)
        #expect(!strict.allows(origin: "http://b.org", host: "b.org"))
        #expect(!strict.allows(origin: "http://localhost", host: "localhost"))
        #expect(strict.allows(origin: "https://a.org", host: "b.org"))
        #expect(OriginPolicy(allowed: ["*"]).allows(origin: "anything", host: ""))
        #expect(!OriginPolicy(allowed: []).allows(origin: "*", host: "b.org"))
    }

    @Test("Loopback is a name or an address, not a beginning of one")
    func loopback() {
        for host in ["localhost", "a.localhost", "127.0.0.1", "127.255.0.3", "[::1]"] {
            #expect(OriginPolicy.isLoopback(host))
        }
        for host in [
            "127.0.0", "127.0.0.256", "127.0.0.1.org", "128.0.0.1", "127...1", "127.0.0.+1", "xlocalhost",
        ] {
            #expect(!OriginPolicy.isLoopback(host))
        }
    }
}
