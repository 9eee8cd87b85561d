import Testing

@testable import WebSocket

@Suite("The server's opening handshake (RFC 6455 §4.2)")
struct ServerHandshakeTests {
    private let server = ServerHandshake(
        paths: ["/ws"], subprotocols: ["wamp.2.json", "wamp.2.msgpack"], compression: DeflateSettings())

    /// The example request of §1.2, with changes: a nil value takes a field out, another replaces or adds it.
    private func request(
        _ changes: (String, String?)..., method: String = "GET", target: String = "/ws", minor: Int = 1
    ) -> HandshakeRequest {
        var fields: [(name: String, value: String)] = [
            ("Host", "server.example.com"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"),
        ]
        for (name, value) in changes {
            fields.removeAll { $0.name == name }
            if let value { fields.append((name, value)) }
        }
        return HandshakeRequest(
            method: method, target: target, version: .init(major: 1, minor: minor),
            headers: HeaderFields(fields))
    }

    private func status(_ request: HandshakeRequest, by server: ServerHandshake? = nil) -> UInt16 {
        do throws(HandshakeRefusal) {
            _ = try (server ?? self.server).accept(request)
            return 101
        } catch {
            #expect(error.reason.hasSuffix("."))
            return error.status.rawValue
        }
    }

    @Test("The example of §1.2 is accepted with the fields of §4.2.2")
    func accepted() throws {
        let acceptance = try server.accept(
            request(("Sec-WebSocket-Protocol", "chat, wamp.2.msgpack, wamp.2.json")))
        let headers = HeaderFields(acceptance.headers)
        #expect(headers.all("Upgrade") == ["websocket"])
        #expect(headers.all("Connection") == ["Upgrade"])
        #expect(headers.all("Sec-WebSocket-Accept") == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
        #expect(headers.all("Sec-WebSocket-Protocol") == ["wamp.2.msgpack"])
        #expect(headers.all("Sec-WebSocket-Extensions").isEmpty)
        #expect(acceptance.subprotocol == "wamp.2.msgpack")
        #expect(acceptance.compression == nil)
    }

    @Test("The method is GET, the version HTTP/1.1, the path known")
    func requestLine() {
        #expect(status(request(method: "POST")) == 405)
        #expect(status(request(minor: 0)) == 505)
        #expect(status(request(target: "/other")) == 404)
        #expect(status(request(target: "/ws?token=1")) == 101)
        #expect(status(request(("Content-Length", "5"))) == 400)
        #expect(status(request(("Transfer-Encoding", "chunked"))) == 400)
        #expect(status(request(("Content-Length", "0"))) == 101)
    }

    @Test("Tokens of Upgrade and Connection are found in lists, in any case")
    func tokens() {
        #expect(status(request(("Upgrade", "h2c, WebSocket"), ("Connection", "keep-alive,UPGRADE"))) == 101)
        #expect(status(request(("Upgrade", nil))) == 426)
        #expect(status(request(("Upgrade", "websockets"))) == 426)
        #expect(status(request(("Connection", nil))) == 400)
        #expect(status(request(("Connection", "close"))) == 400)
        #expect(request().isUpgradeToWebSocket)
        #expect(!request(("Upgrade", nil)).isUpgradeToWebSocket)
    }

    @Test("Another version is told which one there is")
    func version() {
        #expect(status(request(("Sec-WebSocket-Version", nil))) == 400)
        #expect(throws: HandshakeRefusal.self) {
            try server.accept(request(("Sec-WebSocket-Version", "8")))
        }
        let refusal = HandshakeRefusal(.upgradeRequired, "")
        #expect(HeaderFields(refusal.headers).all("Sec-WebSocket-Version") == ["13"])
        #expect(status(request(("Sec-WebSocket-Version", "8"))) == 426)
        #expect(HeaderFields(HandshakeRefusal(.methodNotAllowed, "").headers).all("Allow") == ["GET"])
    }

    @Test(
        "Fields that must be there once", arguments: ["Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version"])
    func single(name: String) {
        #expect(status(request((name, nil))) == 400)
        var doubled = request()
        doubled.headers.append(name.lowercased(), doubled.headers.all(name).first ?? "")
        #expect(status(doubled) == 400)
    }

    @Test("A key that is not 16 bytes of base64 is refused")
    func key() {
        #expect(status(request(("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZTE="))) == 400)
        #expect(status(request(("Sec-WebSocket-Key", ""))) == 400)
    }

    @Test("A foreign page is refused, a client that is no browser is not")
    func origin() {
        #expect(status(request(("Origin", "https://evil.example"))) == 403)
        #expect(status(request(("Origin", "https://server.example.com"))) == 101)
        var doubled = request(("Origin", "https://server.example.com"))
        doubled.headers.append("Origin", "https://server.example.com")
        #expect(status(doubled) == 400)
    }

    @Test("The first of the client's subprotocols that the server speaks; none in common is refused")
    func subprotocols() throws {
        #expect(status(request(("Sec-WebSocket-Protocol", "chat"))) == 400)
        #expect(status(request(("Sec-WebSocket-Protocol", "a b"))) == 400)
        #expect(status(request(("Sec-WebSocket-Protocol", "WAMP.2.JSON"))) == 400)
        #expect(try server.accept(request()).subprotocol == nil)
        var strict = server
        strict.requiresSubprotocol = true
        #expect(status(request(), by: strict) == 400)
        var several = request(("Sec-WebSocket-Protocol", "chat"))
        several.headers.append("Sec-WebSocket-Protocol", "wamp.2.json")
        #expect(try server.accept(several).subprotocol == "wamp.2.json")
        let without = ServerHandshake()
        #expect(try without.accept(request(("Sec-WebSocket-Protocol", "chat"))).subprotocol == nil)
    }

    @Test("Compression is negotiated where both want it, over several fields")
    func compression() throws {
        var offer = request(("Sec-WebSocket-Extensions", "foo"))
        offer.headers.append("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")
        let acceptance = try server.accept(offer)
        #expect(acceptance.compression?.outgoingWindowBits == 12)
        #expect(
            HeaderFields(acceptance.headers).all("Sec-WebSocket-Extensions")
                == ["permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"])
        #expect(try ServerHandshake().accept(offer).compression == nil)
        #expect(status(request(("Sec-WebSocket-Extensions", "a;;"))) == 400)
    }
}
