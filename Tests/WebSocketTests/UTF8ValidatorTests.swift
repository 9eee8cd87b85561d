import Testing

@testable import WebSocket

@Suite("UTF-8 validation (RFC 3629, RFC 6455 §8.1)")
struct UTF8ValidatorTests {
    private func isValid(_ bytes: [UInt8]) -> Bool {
        var validator = UTF8Validator()
        return bytes.withUnsafeBytes { validator.firstInvalidByte(in: $0) == nil } && validator.isAtBoundary
    }

    /// The offset of the first bad byte when the bytes come one at a time.
    private func slowly(_ bytes: [UInt8]) -> Int? {
        var validator = UTF8Validator()
        for (offset, byte) in bytes.enumerated() {
            let bad = withUnsafeBytes(of: byte) { validator.firstInvalidByte(in: $0) }
            if bad != nil { return offset }
        }
        return nil
    }

    /// The bytes at which the rules change.
    private static let edges: [UInt8] = [
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]

    @Test("All pairs of bytes are judged as the standard library judges them")
    func pairs() {
        var wrong: [[UInt8]] = []
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [first, second]
                if isValid(bytes) != (String(validating: bytes, as: UTF8.self) != nil) { wrong.append(bytes) }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("Four bytes from the edges of the rules are judged as the standard library does", arguments: edges)
    func quadruples(first: UInt8) {
        var wrong: [[UInt8]] = []
        for second in Self.edges {
            for third in Self.edges {
                for fourth in Self.edges {
                    let bytes = [first, second, third, fourth]
                    let isRight = String(validating: bytes, as: UTF8.self) != nil
                    if isValid(bytes) != isRight || isValid(bytes + [0x61, 0x62, 0x63, 0x64]) != isRight {
                        wrong.append(bytes)
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("The same byte is refused at once and one by one, at every place of a long text")
    func placement() {
        for bad in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90], [0xFF], [0xE2, 0x28, 0xA1]] as [[UInt8]] {
            for place in 0..<70 {
                let text = [UInt8](repeating: 0x61, count: place) + bad + Array("κόσμε and more text".utf8)
                var validator = UTF8Validator()
                let atOnce = text.withUnsafeBytes { validator.firstInvalidByte(in: $0) }
                #expect(atOnce != nil)
                #expect(atOnce == slowly(text), "\(bad) at \(place)")
            }
        }
    }

    @Test("A character may be cut anywhere, and the text is whole only at its end")
    func cuts() {
        let text = Array("aκ€😀\u{7FF}\u{800}\u{FFFF}\u{10FFFF}".utf8)
        let boundaries = Set(
            String(decoding: text, as: UTF8.self).unicodeScalars.reduce(into: [0]) {
                $0.append(($0.last ?? 0) + UTF8.width($1))
            })
        for cut in 0...text.count {
            var validator = UTF8Validator()
            #expect(text[..<cut].withUnsafeBytes { validator.firstInvalidByte(in: $0) } == nil)
            #expect(validator.isAtBoundary == boundaries.contains(cut), "cut at \(cut)")
            #expect(text[cut...].withUnsafeBytes { validator.firstInvalidByte(in: $0) } == nil)
            #expect(validator.isAtBoundary)
        }
    }
}
