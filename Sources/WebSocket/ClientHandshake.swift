/// The client's side of the opening handshake (RFC 6455 §4.1): a request, and a verdict on the response.
package struct ClientHandshake: Sendable {
    /// The server's response to the request.
    package struct Response: Sendable {
        package var status: Int
        package var headers: HeaderFields

        package init(status: Int, headers: HeaderFields) {
            self.status = status
            self.headers = headers
        }
    }

    /// What the two ends agreed on.
    package struct Agreement: Equatable, Sendable {
        package var subprotocol: String?
        package var compression: NegotiatedDeflate?
    }

    /// Why the connection is failed (§4.1).
    package enum Failure: Error, Equatable, Sendable {
        /// Another status than 101: a refusal, a redirection, a request for credentials.
        case status(Int)
        case missingUpgrade
        case missingConnection
        /// Sec-WebSocket-Accept is missing, doubled, or not the answer to the key.
        case wrongAccept
        /// A subprotocol that was not offered, or two.
        case unexpectedSubprotocol(String)
        /// An extension that was not offered, or with parameters that are no answer to the offer.
        case unexpectedExtension(String)
    }

    /// The value of the Host field: host, and port unless it is the scheme's default.
    package var host: String
    /// Path and query.
    package var target: String
    /// Subprotocols in order of preference.
    package var subprotocols: [String]
    /// nil to offer no compression.
    package var compression: DeflateSettings?
    /// Further header fields, such as Origin or Authorization.
    package var extraHeaders: [(name: String, value: String)]

    private let key: String

    /// The handshake of one connection; `nonce` is 16 random bytes, fresh for each (§4.1).
    package init(
        host: String, target: String = "/", nonce: InlineArray<16, UInt8>, subprotocols: [String] = [],
        compression: DeflateSettings? = nil, extraHeaders: [(name: String, value: String)] = []
    ) {
        self.host = host
        self.target = target
        key = HandshakeKey.encode(nonce)
        self.subprotocols = subprotocols
        self.compression = compression
        self.extraHeaders = extraHeaders
    }

    /// The request to send.
    package var request: HandshakeRequest {
        var headers = HeaderFields([
            ("Host", host), ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", key),
            ("Sec-WebSocket-Version", "13"),
        ])
        if !subprotocols.isEmpty {
            headers.append("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", "))
        }
        if let compression { headers.append("Sec-WebSocket-Extensions", compression.offer.offer.text) }
        headers.fields += extraHeaders
        return HandshakeRequest(method: "GET", target: target, headers: headers)
    }

    /// Judges the server's response (§4.1, the numbered list of what a client must validate).
    package func verify(_ response: Response) throws(Failure) -> Agreement {
        guard response.status == 101 else { throw .status(response.status) }
        let headers = response.headers
        guard headers.contains("websocket", in: "Upgrade") else { throw .missingUpgrade }
        guard headers.contains("upgrade", in: "Connection") else { throw .missingConnection }
        guard headers.all("Sec-WebSocket-Accept") == [HandshakeKey.accept(for: key)] else {
            throw .wrongAccept
        }
        return Agreement(
            subprotocol: try verifySubprotocol(headers), compression: try verifyExtensions(headers))
    }

    private func verifySubprotocol(_ headers: HeaderFields) throws(Failure) -> String? {
        let values = headers.all("Sec-WebSocket-Protocol")
        guard let chosen = values.first else { return nil }
        guard values.count == 1, subprotocols.contains(chosen) else {
            throw .unexpectedSubprotocol(values.joined(separator: ", "))
        }
        return chosen
    }

    private func verifyExtensions(_ headers: HeaderFields) throws(Failure) -> NegotiatedDeflate? {
        let value = headers.all("Sec-WebSocket-Extensions").joined(separator: ", ")
        guard let extensions = ExtensionOffer.parse(value) else { throw .unexpectedExtension(value) }
        guard let first = extensions.first else { return nil }
        guard extensions.count == 1, let negotiated = compression?.verify(first) else {
            throw .unexpectedExtension(value)
        }
        return negotiated
    }
}
