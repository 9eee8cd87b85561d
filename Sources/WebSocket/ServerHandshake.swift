/// The server's side of the opening handshake (RFC 6455 §4.2): a decision about a request.
package struct ServerHandshake: Sendable {
    /// An accepted handshake: what the 101 response says and what the connection is.
    package struct Acceptance: Sendable {
        /// The header fields of the response with status 101 (§4.2.2).
        package var headers: [(name: String, value: String)]
        /// The subprotocol, as the client spelled it; nil when the client offered none and none is required.
        package var subprotocol: String?
        /// What to make the `WebSocketConnection` with.
        package var compression: NegotiatedDeflate?
    }

    /// The paths that are served; empty for every path.
    package var paths: [String]
    package var origins: OriginPolicy
    /// The subprotocols that the server speaks; the order of the client's list decides.
    package var subprotocols: [String]
    /// Refuses a client that offers no subprotocol.
    package var requiresSubprotocol: Bool
    /// nil when permessage-deflate is off.
    package var compression: DeflateSettings?

    package init(
        paths: [String] = [], origins: OriginPolicy = OriginPolicy(), subprotocols: [String] = [],
        requiresSubprotocol: Bool = false, compression: DeflateSettings? = nil
    ) {
        self.paths = paths
        self.origins = origins
        self.subprotocols = subprotocols
        self.requiresSubprotocol = requiresSubprotocol
        self.compression = compression
    }

    /// Accepts the request or says why not.
    package func accept(_ request: HandshakeRequest) throws(HandshakeRefusal) -> Acceptance {
        try checkRequestLine(request)
        let host = try single("Host", of: request)
        try checkUpgrade(request)
        let key = try single("Sec-WebSocket-Key", of: request)
        guard HandshakeKey.isValid(key) else {
            throw HandshakeRefusal(.badRequest, "Sec-WebSocket-Key is not the base64 text of 16 bytes.")
        }
        try checkOrigin(request, host: host)
        let subprotocol = try chooseSubprotocol(request)
        let extensions = try parseExtensions(request)

        var acceptance = Acceptance(
            headers: [
                ("Upgrade", "websocket"), ("Connection", "Upgrade"),
                ("Sec-WebSocket-Accept", HandshakeKey.accept(for: key)),
            ], subprotocol: subprotocol)
        if let subprotocol { acceptance.headers.append(("Sec-WebSocket-Protocol", subprotocol)) }
        if let (response, negotiated) = compression?.accept(extensions) {
            acceptance.headers.append(("Sec-WebSocket-Extensions", response.text))
            acceptance.compression = negotiated
        }
        return acceptance
    }

    private func checkRequestLine(_ request: HandshakeRequest) throws(HandshakeRefusal) {
        guard request.method == "GET" else {
            throw HandshakeRefusal(.methodNotAllowed, "The method of a WebSocket handshake is GET.")
        }
        guard request.version >= .init(major: 1, minor: 1), request.version.major == 1 else {
            throw HandshakeRefusal(.versionNotSupported, "A WebSocket handshake needs HTTP/1.1.")
        }
        guard paths.isEmpty || paths.contains(request.path) else {
            throw HandshakeRefusal(.notFound, "No WebSocket endpoint at \(request.path).")
        }
        // A body would be read as frames.
        let hasBody =
            !request.headers.all("Transfer-Encoding").isEmpty
            || request.headers.all("Content-Length").contains { $0 != "0" }
        guard !hasBody else {
            throw HandshakeRefusal(.badRequest, "A WebSocket handshake has no body.")
        }
    }

    private func checkUpgrade(_ request: HandshakeRequest) throws(HandshakeRefusal) {
        guard request.headers.contains("websocket", in: "Upgrade") else {
            throw HandshakeRefusal(
                .upgradeRequired, "Only WebSocket here: Upgrade does not contain websocket.")
        }
        guard request.headers.contains("upgrade", in: "Connection") else {
            throw HandshakeRefusal(.badRequest, "Connection does not contain Upgrade.")
        }
        let version = try single("Sec-WebSocket-Version", of: request)
        guard version == "13" else {
            throw HandshakeRefusal(.upgradeRequired, "Sec-WebSocket-Version is not 13.")
        }
    }

    private func checkOrigin(_ request: HandshakeRequest, host: String) throws(HandshakeRefusal) {
        let values = request.headers.all("Origin")
        guard values.count <= 1 else { throw HandshakeRefusal(.badRequest, "Origin is there twice.") }
        guard let origin = values.first else { return }
        guard origins.allows(origin: origin, host: host) else {
            throw HandshakeRefusal(.forbidden, "Pages of origin \(origin) may not connect.")
        }
    }

    private func chooseSubprotocol(_ request: HandshakeRequest) throws(HandshakeRefusal) -> String? {
        let offered = request.headers.list("Sec-WebSocket-Protocol")
        if let invalid = offered.first(where: { !HeaderFields.isToken($0) }) {
            throw HandshakeRefusal(.badRequest, "Subprotocol \(invalid) is not a token.")
        }
        guard !offered.isEmpty else {
            if requiresSubprotocol {
                throw HandshakeRefusal(
                    .badRequest, "No subprotocol offered; here are \(subprotocols.joined(separator: ", ")).")
            }
            return nil
        }
        if let chosen = offered.first(where: { subprotocols.contains($0) }) { return chosen }
        // A server without subprotocols leaves the field out, which tells the client (§4.2.2).
        if subprotocols.isEmpty { return nil }
        throw HandshakeRefusal(
            .badRequest,
            "None of the offered subprotocols is spoken; here are \(subprotocols.joined(separator: ", ")).")
    }

    private func parseExtensions(_ request: HandshakeRequest) throws(HandshakeRefusal) -> [ExtensionOffer] {
        var offers: [ExtensionOffer] = []
        for value in request.headers.all("Sec-WebSocket-Extensions") {
            guard let parsed = ExtensionOffer.parse(value) else {
                throw HandshakeRefusal(.badRequest, "Sec-WebSocket-Extensions is malformed.")
            }
            offers += parsed
        }
        return offers
    }

    /// The value of a field that must be there exactly once (§11.3).
    private func single(
        _ name: String, of request: HandshakeRequest
    ) throws(HandshakeRefusal) -> String {
        let values = request.headers.all(name)
        guard let value = values.first else {
            throw HandshakeRefusal(.badRequest, "\(name) is missing.")
        }
        guard values.count == 1 else {
            throw HandshakeRefusal(.badRequest, "\(name) is there \(values.count) times.")
        }
        return value
    }
}
