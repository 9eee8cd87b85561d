import Foundation
import NIOCore
import Testing
import WebSocket

@testable import Transport

@Suite("What plain HTTP requests are answered (RFC 9110)")
struct HTTPSiteTests {
    private func site(_ path: String = "/ws", files: StaticFiles = StaticFiles()) -> HTTPSite {
        HTTPSite(files: files, webSocketPath: path) { "{\"status\":\"ok\"}" }
    }

    private func get(
        _ target: String, _ headers: [(name: String, value: String)] = [], method: String = "GET",
        from site: HTTPSite
    ) -> HTTPAnswer {
        site.answer(HandshakeRequest(method: method, target: target, headers: HeaderFields(headers)))
    }

    @Test("/health is a JSON object that nobody caches")
    func health() {
        let answer = get("/health?x=1", from: site())
        #expect(answer.status == 200)
        #expect(String(buffer: answer.body) == "{\"status\":\"ok\"}\n")
        #expect(answer.headers.contains { $0 == ("Content-Type", "application/json") })
        #expect(answer.headers.contains { $0 == ("Cache-Control", "no-store") })
    }

    @Test("The page at / says where clients connect; without files everything else is 404")
    func page() {
        let answer = get("/", from: site("/some/path"))
        #expect(answer.status == 200)
        #expect(String(buffer: answer.body).contains("<code>/some/path</code>"))
        for path in ["/index.html", "//", "", "/health/", "/Health", "*", "http://localhost/"] {
            #expect(get(path, from: site()).status == 404, "\(path)")
        }
    }

    @Test("The page names the subprotocols, and nothing of WebSocket where that is not spoken")
    func invitation() {
        let speaking = HTTPSite(
            files: StaticFiles(), webSocketPath: "/<ws>&", subprotocols: ["wamp.2.json", "wamp.2.cbor"]
        ) { "{}" }
        let page = String(buffer: get("/", from: speaking).body)
        #expect(page.contains("<code>/&lt;ws&gt;&amp;</code>"))
        #expect(page.contains("<code>wamp.2.json</code>, <code>wamp.2.cbor</code>"))
        let silent = HTTPSite(files: StaticFiles(), webSocketPath: nil) { "{}" }
        #expect(!String(buffer: get("/", from: silent).body).contains("WebSocket"))
        #expect(get("/ws", from: silent).status == 404)
    }

    @Test(
        "Only GET and HEAD are answered",
        arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "X"])
    func methods(method: String) {
        let answer = get("/", method: method, from: site())
        #expect(answer.status == 405)
        #expect(answer.headers.contains { $0 == ("Allow", "GET, HEAD") })
        #expect(get("/", method: "HEAD", from: site()).status == 200)
    }

    @Test("A file has its type and entity tag; who has it already is told so")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.js", "let x = 1\n")
        let site = site(files: try StaticFiles(folder: folder.path))
        let answer = get("/app.js", from: site)
        #expect(answer.status == 200)
        #expect(String(buffer: answer.body) == "let x = 1\n")
        let tag = try #require(answer.headers.first { $0.name == "ETag" }?.value)
        #expect(tag.first == "\"" && tag.last == "\"" && tag.count > 2)
        for value in [tag, "W/" + tag, "\"other\", \(tag)", "*", "\"other\",W/\(tag) "] {
            let second = get("/app.js", [("If-None-Match", value)], from: site)
            #expect(second.status == 304, "\(value)")
            #expect(second.body.readableBytes == 0)
            #expect(second.headers.contains { $0 == ("ETag", tag) })
        }
        for value in ["\"other\"", "", String(tag.dropLast()), tag.uppercased() + "x"] {
            #expect(get("/app.js", [("If-None-Match", value)], from: site).status == 200, "\(value)")
        }
    }

    @Test("An index.html replaces the page, but not /health")
    func replaced() throws {
        let folder = try TemporaryFolder()
        try folder.write("index.html", "mine")
        try folder.write("health", "forged")
        let site = site(files: try StaticFiles(folder: folder.path))
        #expect(String(buffer: get("/", from: site).body) == "mine")
        #expect(String(buffer: get("/health", from: site).body).contains("ok"))
    }
}
