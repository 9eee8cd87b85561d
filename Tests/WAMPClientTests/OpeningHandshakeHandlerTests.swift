import Testing
import WAMPClient

@Suite("The client's opening handshake (RFC 6455 section 4.1)", .timeLimit(.minutes(10)))
struct OpeningHandshakeHandlerTests {
    private func failure(response: @escaping @Sendable (ScriptedRequest) -> [UInt8]) async throws
        -> WAMPError?
    {
        var error: WAMPError?
        try await withScript(response: response) { router in
            error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            }
        }
        return error
    }

    @Test("A path without a WebSocket is refused with the HTTP status")
    func status() async throws {
        try await withRouter { router in
            let error = await thrown {
                _ = try await WAMPClient.connect(
                    to: router.url + "/nowhere", realm: "realm1", options: .patient)
            }
            #expect(error?.code == .connectionFailed)
            #expect(
                error?.message == "the server did not open the WebSocket: it answered with HTTP status 404")
        }
    }

    @Test("A server that chooses no subprotocol is refused")
    func subprotocol() async throws {
        let error = try await failure { ScriptedRouter.opening($0, fields: "") }
        #expect(error?.code == .connectionFailed)
        #expect(
            error?.message
                == "the server chose no subprotocol where wamp.2.json, wamp.2.msgpack, wamp.2.cbor was offered"
        )
    }

    @Test("A server that does not prove to have read the key is refused")
    func accept() async throws {
        let error = try await failure { ScriptedRouter.opening($0, key: "AAAAAAAAAAAAAAAAAAAAAA==") }
        #expect(
            error?.message
                == "the server did not open the WebSocket: Sec-WebSocket-Accept is not the answer to the key")
    }

    @Test("A compression that was not offered is refused")
    func compression() async throws {
        let error = try await failure {
            ScriptedRouter.opening(
                $0,
                fields: "Sec-WebSocket-Protocol: wamp.2.json\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n")
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("permessage-deflate") == true)
    }

    @Test("A server that is no HTTP server is refused")
    func notHTTP() async throws {
        let error = try await failure { _ in Array("220 mail.example ESMTP\r\n\r\n".utf8) }
        #expect(error?.code == .connectionFailed)
    }

    @Test("A server that closes instead of answering is refused")
    func closed() async throws {
        let error = try await failure { _ in [] }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "the server closed the connection during the WebSocket handshake")
    }

    @Test("Frames that come in the same read as the response are not lost")
    func behind() async throws {
        let ping: [UInt8] = [0x89, 0x02] + Array("hi".utf8)
        try await withScript(response: { ScriptedRouter.opening($0) + ping }) { router in
            async let connecting = WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            #expect(await router.next().hasPrefix("[1,"))
            #expect(await router.next() == "pong hi")
            try await router.send("[2,7,{}]")
            #expect(try await connecting.sessionID == 7)
        }
    }

    @Test("A frame in the same read as the response that breaks the protocol is refused like any other")
    func brokenBehind() async throws {
        let error = try await failure { ScriptedRouter.opening($0) + [0x83, 0x00] }
        #expect(error?.code == .protocolViolation)
    }
}
