import Testing

@testable import WAMP

@Suite("Escape sequences (RFC 8259 section 7)")
struct CursorEscapeTests {
    private func unescaped(_ text: String) -> String {
        String(decoding: JSON.unescape(wholeRange(text), in: text.utf8Bytes.span.bytes), as: UTF8.self)
    }

    @Test(
        "Every escape sequence stands for its character",
        arguments: [
            (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"), (#"\f"#, "\u{C}"),
            (#"\n"#, "\n"),
            (#"\r"#, "\r"), (#"\t"#, "\t"), (#"\u0041"#, "A"), (#"\u00E9"#, "\u{E9}"), (#"\u00e9"#, "\u{E9}"),
            (#"\u0000"#, "\0"), (#"\uFFFF"#, "\u{FFFF}"), (#"\uD7FF"#, "\u{D7FF}"), (#"\uE000"#, "\u{E000}"),
            (#"\uD800\uDC00"#, "\u{10000}"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"),
            (#"\ud83d\ude00"#, "\u{1F600}"),
            (#"a\u0062c\nd"#, "abc\nd"), (#"\\u0041"#, #"\u0041"#), ("plain", "plain"), ("", ""),
        ])
    func meaning(escaped: String, plain: String) {
        #expect(invalidity("\"\(escaped)\"".utf8Bytes) == nil)
        #expect(unescaped(escaped) == plain)
    }

    @Test(
        "What is no escape sequence is refused with its offset",
        arguments: [
            #"\a"#, #"\x41"#, #"\0"#, #"\'"#, #"\U0041"#, #"\u00G0"#, #"\u 041"#, #"\u-041"#, "\\\n",
            "\\\u{E9}", #"\N"#,
        ])
    func invalid(escape: String) {
        #expect(invalidity("\"ab\(escape)      \"".utf8Bytes) == .syntax(.invalidEscape, offset: 3))
    }

    @Test(
        "A surrogate without its other half is refused",
        arguments: [
            #"\uD800"#, #"\uDBFF"#, #"\uDC00"#, #"\uDFFF"#, #"\uD800a"#, #"\uD800\n"#, #"\uD800\u0041"#,
            #"\uD800\uD800"#, #"\uDC00\uD800"#, #"\uD800 \uDC00"#,
        ])
    func loneSurrogates(escape: String) {
        #expect(invalidity("\"ab\(escape)\"".utf8Bytes) == .syntax(.loneSurrogate, offset: 3))
    }

    @Test(
        "An escape sequence that the end cuts off is refused",
        arguments: [#""\"#, #""\u"#, #""\u0"#, #""\u004"#])
    func cutOff(text: String) {
        #expect(invalidity(text.utf8Bytes) == .syntax(.unexpectedEnd, offset: text.utf8.count))
    }
}
