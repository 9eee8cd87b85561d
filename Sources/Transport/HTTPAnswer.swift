import NIOCore

/// A response to an HTTP request that does not become a WebSocket.
struct HTTPAnswer: Sendable {
    var status: UInt16
    var phrase: String
    var headers: [(name: String, value: String)]
    var body: ByteBuffer

    init(
        _ status: UInt16, _ phrase: String, contentType: String? = "text/plain; charset=utf-8",
        headers: [(name: String, value: String)] = [], body: ByteBuffer
    ) {
        self.status = status
        self.phrase = phrase
        self.headers = headers
        if let contentType { self.headers.append(("Content-Type", contentType)) }
        self.body = body
    }

    /// A sentence for a person as the body.
    static func text(
        _ status: UInt16, _ phrase: String, _ text: String, headers: [(name: String, value: String)] = []
    ) -> HTTPAnswer {
        HTTPAnswer(status, phrase, headers: headers, body: ByteBuffer(string: text + "\n"))
    }

    /// The response as bytes, with a body unless the request was HEAD. The connection is closed behind it.
    ///
    /// The security headers let a page load and connect to what it came from and nothing else.
    func serialized(omittingBody: Bool) -> ByteBuffer {
        var head = "HTTP/1.1 \(status) \(phrase)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if status != 304 { head += "Content-Length: \(body.readableBytes)\r\n" }
        if !headers.contains(where: { $0.name == "Connection" }) { head += "Connection: close\r\n" }
        head += "X-Content-Type-Options: nosniff\r\n"
        head += "Referrer-Policy: no-referrer\r\n"
        head += "Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:\r\n\r\n"
        var buffer = ByteBuffer(string: head)
        if !omittingBody { buffer.writeImmutableBuffer(body) }
        return buffer
    }
}
