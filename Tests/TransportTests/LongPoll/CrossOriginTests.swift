import Testing
import WebSocket

@testable import Transport

@Suite("Web pages that use the long-poll transport")
struct CrossOriginTests {
    private func request(_ fields: (name: String, value: String)...) -> HandshakeRequest {
        HandshakeRequest(method: "POST", headers: HeaderFields(fields))
    }

    @Test("A request that is not from a web page gets no header fields")
    func noPage() throws {
        let crossOrigin = try #require(CrossOrigin(request(("Host", "h")), OriginPolicy()))
        #expect(crossOrigin.headers.isEmpty)
    }

    @Test("A page that may connect is told so by its own name, never by a star")
    func allowed() throws {
        for policy in [OriginPolicy(allowed: ["*"]), OriginPolicy(allowed: ["https://app.example"])] {
            let crossOrigin = try #require(
                CrossOrigin(request(("Origin", "https://app.example"), ("Host", "h")), policy))
            #expect(crossOrigin.headers.map(\.name).first == "Access-Control-Allow-Origin")
            #expect(crossOrigin.headers.map(\.value).first == "https://app.example")
        }
    }

    @Test("The policy is that of WebSocket: other pages may not, pages of this host may")
    func policy() {
        let policy = OriginPolicy()
        #expect(CrossOrigin(request(("Origin", "http://evil.example"), ("Host", "h.example")), policy) == nil)
        #expect(CrossOrigin(request(("Origin", "http://h.example"), ("Host", "h.example")), policy) != nil)
        #expect(CrossOrigin(request(("Origin", "http://h.example")), policy) == nil)
        #expect(CrossOrigin(request(("Origin", "null"), ("Host", "h.example")), policy) == nil)
    }

    @Test("Two origins, or two hosts to compare it with, are none")
    func twice() {
        let policy = OriginPolicy(allowed: ["*"])
        #expect(CrossOrigin(request(("Origin", "http://a"), ("Origin", "http://a")), policy) == nil)
        #expect(CrossOrigin(request(("Origin", "http://a"), ("Host", "a"), ("Host", "b")), policy) == nil)
    }
}
