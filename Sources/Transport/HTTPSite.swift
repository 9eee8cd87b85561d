import NIOCore
import WebSocket

/// What a listener answers to plain HTTP requests: a page that says what this is, `/health`, and files.
package struct HTTPSite: Sendable {
    /// Served before everything else but `/health`; an `index.html` among them replaces the plain page.
    package var files: StaticFiles
    /// The body of `/health`, a JSON object.
    package var health: @Sendable () -> String
    /// Where WebSocket clients connect, for the plain page; `nil` where they cannot.
    package var webSocketPath: String?
    /// The subprotocols of WebSocket, for the same page.
    package var subprotocols: [String]

    package init(
        files: StaticFiles, webSocketPath: String?, subprotocols: [String] = [],
        health: @escaping @Sendable () -> String
    ) {
        self.files = files
        self.webSocketPath = webSocketPath
        self.subprotocols = subprotocols
        self.health = health
    }

    /// The answer to a request that is not a WebSocket handshake.
    func answer(_ request: HandshakeRequest) -> HTTPAnswer {
        guard request.method == "GET" || request.method == "HEAD" else {
            return .text(
                405, "Method Not Allowed", "Only GET and HEAD are answered here.",
                headers: [("Allow", "GET, HEAD")])
        }
        let path = request.path
        if path == "/health" {
            return HTTPAnswer(
                200, "OK", contentType: "application/json", headers: [("Cache-Control", "no-store")],
                body: ByteBuffer(string: health() + "\n"))
        }
        if let file = files.file(at: path[...]) { return answer(request, with: file) }
        if path == "/" { return page() }
        if path == webSocketPath {
            return .text(
                426, "Upgrade Required", "This is a WebSocket endpoint: connect with a WAMP client.",
                headers: [("Upgrade", "websocket"), ("Connection", "Upgrade, close")])
        }
        return Self.nothing
    }

    /// The answer where there is nothing.
    static let nothing = HTTPAnswer.text(404, "Not Found", "There is nothing at this path.")

    private func answer(_ request: HandshakeRequest, with file: StaticFiles.File) -> HTTPAnswer {
        let headers = [("ETag", file.entityTag), ("Cache-Control", "no-cache")]
        if Self.matches(file.entityTag, request.headers.list("If-None-Match")) {
            return HTTPAnswer(304, "Not Modified", contentType: nil, headers: headers, body: ByteBuffer())
        }
        return HTTPAnswer(200, "OK", contentType: file.contentType, headers: headers, body: file.body)
    }

    /// The weak comparison of RFC 9110 §13.1.2: `*`, or the tag in the list, whether that has the prefix `W/` or not.
    private static func matches(_ entityTag: String, _ candidates: [String]) -> Bool {
        candidates.contains { $0 == "*" || $0 == entityTag || $0 == "W/" + entityTag }
    }

    private func page() -> HTTPAnswer {
        let names = subprotocols.map { "<code>\($0)</code>" }.joined(separator: ", ")
        let invitation =
            webSocketPath.map {
                """
                <p>Connect a WAMP client by WebSocket to <code>\($0.escapedForHTML)</code> on this host and port.
                Subprotocols: \(names).</p>

                """
            } ?? ""
        let text = """
            <!doctype html>
            <html lang="en">
            <title>WAMP router</title>
            <h1>A WAMP router is running here</h1>
            \(invitation)<p><a href="/health">Health</a></p>
            </html>

            """
        return HTTPAnswer(200, "OK", contentType: "text/html; charset=utf-8", body: ByteBuffer(string: text))
    }
}

extension String {
    fileprivate var escapedForHTML: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
