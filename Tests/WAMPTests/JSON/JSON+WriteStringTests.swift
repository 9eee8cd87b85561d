import Testing

@testable import WAMP

@Suite("Writing strings (RFC 8259 section 7)")
struct JSONWriteStringTests {
    @Test("Only quotes, backslashes and control characters are escaped")
    func escapes() {
        #expect(written { JSON.write(string: "a\"b\\c/\u{7F}é😀", to: &$0) } == "\"a\\\"b\\\\c/\u{7F}é😀\"")
        #expect(
            written { JSON.write(string: "\u{8}\t\n\u{C}\r\0\u{1}\u{1F}", to: &$0) }
                == #""\b\t\n\f\r\u0000\u0001\u001f""#)
        #expect(written { JSON.write(string: "", to: &$0) } == "\"\"")
    }

    @Test("UTF-8 bytes are escaped like a string")
    func utf8() {
        #expect(written { JSON.write(utf8: "a\"é".utf8Bytes.span.bytes, to: &$0) } == #""a\"é""#)
    }

    @Test("Escaped bytes of a received message are passed on as they are")
    func escaped() {
        #expect(written { JSON.write(escaped: #"a\u0062"#.utf8Bytes.span.bytes, to: &$0) } == #""a\u0062""#)
    }

    @Test("A predefined URI gets its quotes")
    func plain() {
        #expect(written { JSON.write(plain: ErrorURI.canceled.text, to: &$0) } == "\"wamp.error.canceled\"")
    }
}
