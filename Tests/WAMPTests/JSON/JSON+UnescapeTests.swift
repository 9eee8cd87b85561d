import Testing

@testable import WAMP

@Suite("Unescaping of strings")
struct JSONUnescapeTests {
    private func unescape(_ range: ByteRange, _ text: String) -> [UInt8] {
        JSON.unescape(range, in: text.utf8Bytes.span.bytes)
    }

    @Test("A range that leaves the message gives nothing")
    func outside() {
        #expect(unescape(ByteRange(start: 2, count: 5), "abcd").isEmpty)
    }

    @Test("What follows a broken escape sequence is left out")
    func broken() {
        let text = #"ab\ud800cd"#
        #expect(unescape(wholeRange(text), text) == "ab".utf8Bytes)
    }

    @Test("Every escaped string that is written comes back")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<300 {
            let string = generator.string()
            let escaped = written { JSON.write(string: string, to: &$0) }
            let inner = ByteRange(from: 1, to: escaped.utf8.count - 1)
            #expect(unescape(inner, escaped) == string.utf8Bytes)
        }
    }
}
