import Testing

@testable import WAMP

@Suite("Strings of JSON (RFC 8259 section 7) as tokens")
struct JSONWriterTests {
    private func written(text: String) -> String {
        WAMPTests.written { JSON.Writer.write(text: text.utf8Bytes.span.bytes, to: &$0) }
    }

    @Test("Every string has the form that values are written in")
    func sameAsValues() {
        var generator = SeededGenerator(seed: 61)
        for _ in 0..<3000 {
            let text = generator.string()
            #expect(written(text: text) == WAMPTests.written(.string(text)))
        }
        for scalar in (0...0xFF).compactMap({ Unicode.Scalar($0 as UInt32) }) {
            for length in [0, 7, 15, 16, 17, 40] {
                let text = String(repeating: "x", count: length) + String(Character(scalar)) + "yz"
                #expect(written(text: text) == WAMPTests.written(.string(text)))
            }
        }
    }

    @Test("What is escaped is found at every place")
    func places() {
        for special in [UInt8(0), 0x1F, ASCII.quote, ASCII.backslash] {
            for length in 0..<50 {
                for place in 0..<length {
                    var bytes = [UInt8](repeating: 0x80, count: length)
                    bytes[place] = special
                    #expect(bytes.span.bytes.firstToEscape(from: 0) == place)
                    #expect(bytes.span.bytes.firstToEscape(from: place + 1) == length)
                }
            }
        }
    }
}
