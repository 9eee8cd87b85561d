import Testing

@testable import WebSocket

@Suite("The closing handshake (RFC 6455 §7.1)")
struct ClosingHandshakeTests {
    @Test("The peer begins: its close frame is answered once")
    func peerBegins() {
        var closing = ClosingHandshake()
        #expect(closing.maySend)
        #expect(closing.closeReceived() == .answer)
        #expect(closing.maySend)
        #expect(closing.closeReceived() == .ignore)
        #expect(closing.closeRequested() == .sendClose)
        #expect(closing.isComplete && !closing.maySend)
        #expect(closing.closeRequested() == .ignore)
        #expect(closing.closeReceived() == .ignore)
    }

    @Test("This end begins: nothing may be sent after the close frame, and the answer completes it")
    func thisEndBegins() {
        var closing = ClosingHandshake()
        #expect(closing.closeRequested() == .sendClose)
        #expect(!closing.maySend && !closing.isComplete)
        #expect(closing.closeRequested() == .ignore)
        #expect(closing.closeReceived() == .complete)
        #expect(closing.isComplete)
    }

    @Test("A failed connection gets a close frame unless it has had one")
    func failure() {
        var open = ClosingHandshake()
        #expect(open.failed() == .sendClose)
        #expect(open.isComplete)
        #expect(open.failed() == .ignore)
        var closing = ClosingHandshake()
        _ = closing.closeRequested()
        #expect(closing.failed() == .ignore)
        #expect(closing.closeReceived() == .ignore)
    }

    @Test("The server ends the TCP connection, the client waits for it")
    func ends() {
        #expect(ClosingHandshake.end(as: .server) == .closeTransport)
        #expect(ClosingHandshake.end(as: .client) == .awaitPeer)
    }
}
