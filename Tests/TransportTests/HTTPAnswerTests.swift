import Foundation
import NIOCore
import Testing

@testable import Transport

@Suite("HTTP responses (RFC 9112)")
struct HTTPAnswerTests {
    @Test("A response has length, type, Connection: close and the security headers")
    func form() {
        let bytes = HTTPAnswer.text(404, "Not Found", "Nothing.").serialized(omittingBody: false)
        #expect(
            String(buffer: bytes)
                == "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\n"
                + "Connection: close\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                + "Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:\r\n\r\nNothing.\n"
        )
    }

    @Test("Without its body a response keeps its length; 304 has none")
    func withoutBody() {
        let answer = HTTPAnswer.text(200, "OK", "abc")
        let head = String(buffer: answer.serialized(omittingBody: true))
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("\r\nContent-Length: 4\r\n"))
        let unchanged = HTTPAnswer(304, "Not Modified", contentType: nil, body: ByteBuffer())
        #expect(!String(buffer: unchanged.serialized(omittingBody: false)).contains("Content-Length"))
    }

    @Test("A Connection header of its own is not doubled")
    func connection() {
        let answer = HTTPAnswer.text(426, "Upgrade Required", "x", headers: [("Connection", "Upgrade")])
        let text = String(buffer: answer.serialized(omittingBody: false))
        #expect(text.ranges(of: "Connection:").count == 1)
    }
}
