import Testing

@testable import WAMP

@Suite("Tokens of JSON (RFC 8259)")
struct JSONReaderTests {
    private func refusal(_ text: String) -> WireError? {
        var output = OutputBytes()
        return thrown {
            try TokenCopier<JSON.Reader, CBOR.Writer>.copy(text.utf8Bytes.span.bytes, to: &output)
        }
    }

    @Test(
        "A text that is no JSON is refused as the parser refuses it",
        arguments: [
            "[1,]", "{\"a\" 1}", "[01]", "[nil]", "\"\\ud800\"", "[1", "", "[1] x", "[tru]", "{,}",
            "{\"a\":1,}",
            "[1}", "{1:1}", "-", "[,1]", "[1 2]", "{\"a\":1 \"b\":2}", "{\"a\"}", "]", "\"", "\"\\x\"",
        ])
    func sameRefusals(text: String) {
        let expected = thrown { try parse(text) }
        #expect(expected != nil)
        #expect(refusal(text) == expected)
    }

    @Test("A broken escape sequence in bytes that were not validated ends the string")
    func brokenEscape() {
        var output = OutputBytes()
        let bytes = "ab\\qcd".utf8Bytes
        JSON.Reader.append(
            escaped: EncodedString(ByteRange(from: 0, to: bytes.count), isEscaped: true),
            in: bytes.span.bytes,
            to: &output)
        #expect(String(decoding: output.bytes, as: UTF8.self) == "ab")
    }
}
