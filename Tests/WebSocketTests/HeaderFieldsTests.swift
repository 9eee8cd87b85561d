import Testing

@testable import WebSocket

@Suite("Header fields (RFC 9110 §5)")
struct HeaderFieldsTests {
    private let headers = HeaderFields([
        ("Connection", "keep-alive, Upgrade"), ("connection", " , x ,"), ("Host", "\t example.org "),
    ])

    @Test("Names are compared without regard to case, and values lose the space around them")
    func names() {
        #expect(headers.all("HOST") == ["example.org"])
        #expect(headers.all("Connection").count == 2)
        #expect(headers.all("Hos").isEmpty)
    }

    @Test("A list goes over all fields of a name; empty elements do not count")
    func list() {
        #expect(headers.list("Connection") == ["keep-alive", "Upgrade", "x"])
        #expect(headers.contains("upgrade", in: "connection"))
        #expect(!headers.contains("upgrad", in: "Connection"))
        #expect(!headers.contains("", in: "Connection"))
    }

    @Test("Only ASCII letters lose their case")
    func ascii() {
        #expect(HeaderFields.equalsIgnoringCase("aZ[", "Az["))
        #expect(!HeaderFields.equalsIgnoringCase("[", "{"))
        #expect(!HeaderFields.equalsIgnoringCase("\u{212A}", "k"))
    }

    @Test("A token has no separators, spaces or other characters")
    func tokens() {
        for token in ["wamp.2.json", "a", "x-y_z~1", "!#$%&'*+-.^_`|~"] {
            #expect(HeaderFields.isToken(token))
        }
        for other in ["", "a b", "a,b", "a=b", "a;b", "\"a\"", "é", "a\u{0}"] {
            #expect(!HeaderFields.isToken(other))
        }
    }
}
