import Testing

@testable import WebSocket

@Suite("The request of the opening handshake (RFC 6455 §4.1)")
struct HandshakeRequestTests {
    @Test(
        "The path is the target without its query",
        arguments: [("/ws?a=b?c", "/ws"), ("/", "/"), ("?x", ""), ("", "")])
    func path(target: String, path: String) {
        #expect(HandshakeRequest(target: target).path == path)
    }

    @Test("Versions are compared by major, then minor number")
    func versions() {
        let version = HandshakeRequest.Version.init(major:minor:)
        #expect(version(1, 0) < version(1, 1))
        #expect(version(1, 9) < version(2, 0))
        #expect(!(version(2, 0) < version(1, 1)))
    }
}
