import Testing

@testable import WebSocket

@Suite("The client's opening handshake (RFC 6455 §4.1)")
struct ClientHandshakeTests {
    private let client = ClientHandshake(
        host: "example.org", target: "/ws", nonce: InlineArray(repeating: 7), subprotocols: ["b", "a"],
        compression: DeflateSettings(), extraHeaders: [("Origin", "https://example.org")])

    /// What a server that speaks `a` and `c` answers, with one field replaced, added or (nil) taken out.
    private func response(_ name: String? = nil, _ value: String? = nil) throws -> ClientHandshake.Response {
        let server = ServerHandshake(subprotocols: ["a", "c"], compression: DeflateSettings())
        var fields = try server.accept(client.request).headers
        if let name {
            fields.removeAll { $0.name == name }
            if let value { fields.append((name, value)) }
        }
        return .init(status: 101, headers: HeaderFields(fields))
    }

    @Test("The request has the fields of §4.1")
    func request() {
        let request = client.request
        #expect(request.method == "GET" && request.target == "/ws")
        #expect(request.headers.all("Host") == ["example.org"])
        #expect(request.headers.all("Sec-WebSocket-Version") == ["13"])
        #expect(request.headers.all("Sec-WebSocket-Protocol") == ["b, a"])
        #expect(request.headers.all("Origin") == ["https://example.org"])
        #expect(request.headers.all("Sec-WebSocket-Key").allSatisfy(HandshakeKey.isValid))
        #expect(request.isUpgradeToWebSocket)
    }

    @Test("Our server's response is accepted, and both agree")
    func agreement() throws {
        let agreement = try client.verify(response())
        #expect(agreement.subprotocol == "a")
        #expect(agreement.compression?.outgoingWindowBits == 12)
        #expect(agreement.compression?.incomingWindowBits == 12)
    }

    @Test(
        "A response that breaks a rule of §4.1 fails the connection",
        arguments: [
            ("Upgrade", nil, ClientHandshake.Failure.missingUpgrade), ("Upgrade", "h2c", .missingUpgrade),
            ("Connection", nil, .missingConnection), ("Connection", "close", .missingConnection),
            ("Sec-WebSocket-Accept", nil, .wrongAccept),
            ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", .wrongAccept),
            ("Sec-WebSocket-Protocol", "c", .unexpectedSubprotocol("c")),
            ("Sec-WebSocket-Extensions", "foo", .unexpectedExtension("foo")),
            ("Sec-WebSocket-Extensions", "a;;", .unexpectedExtension("a;;")),
            (
                "Sec-WebSocket-Extensions", "permessage-deflate, permessage-deflate",
                .unexpectedExtension("permessage-deflate, permessage-deflate")
            ),
        ] as [(String, String?, ClientHandshake.Failure)])
    func failures(name: String, value: String?, failure: ClientHandshake.Failure) throws {
        let response = try response(name, value)
        #expect(throws: failure) { try client.verify(response) }
    }

    @Test("Another status is reported as it is")
    func status() {
        #expect(throws: ClientHandshake.Failure.status(302)) {
            try client.verify(.init(status: 302, headers: HeaderFields()))
        }
    }

    @Test("A server may choose no subprotocol and no extension")
    func nothing() throws {
        #expect(try client.verify(response("Sec-WebSocket-Protocol")).subprotocol == nil)
        #expect(try client.verify(response("Sec-WebSocket-Extensions")).compression == nil)
    }

    @Test("An extension that was not offered is refused")
    func notOffered() throws {
        var plain = client
        plain.compression = nil
        let response = try response()
        #expect(throws: ClientHandshake.Failure.self) { try plain.verify(response) }
    }
}
