import Testing

@testable import WAMP

@Suite("Validation of UTF-8 (RFC 3629 section 4)")
struct RawSpanUTF8Tests {
    private func fault(_ bytes: [UInt8]) -> Int? {
        bytes.span.bytes.firstInvalidUTF8(in: ByteRange(from: 0, to: bytes.count))
    }

    @Test("Random texts are valid, at every length and place")
    func valid() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let text = generator.string().utf8Bytes
            #expect(fault(text) == nil)
            let padded = [0xFF, 0xC3] + text + [0x80, 0xFF]
            #expect(padded.span.bytes.firstInvalidUTF8(in: ByteRange(from: 2, to: 2 + text.count)) == nil)
        }
    }

    @Test("Random bytes are valid exactly where the standard library says so")
    func sameAsStandardLibrary() {
        var generator = SeededGenerator(seed: 12)
        let interesting: [UInt8] = [
            0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE,
            0xF0,
            0xF1, 0xF4, 0xF5, 0xFF,
        ]
        for _ in 0..<20000 {
            var bytes = generator.string().utf8Bytes
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let run = (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in
                interesting.randomElement(using: &generator)
            }
            bytes.replaceSubrange(place..<min(bytes.count, place + run.count), with: run)
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect((fault(bytes) == nil) == isValid, "\(bytes.hex)")
            if let fault = fault(bytes) {
                #expect(String(validating: bytes.prefix(fault), as: UTF8.self) != nil, "\(bytes.hex)")
            }
        }
    }

    @Test("A character that the range's end cuts off is invalid")
    func cutOff() {
        let bytes = "aaaaaaaaaaaaaaaa\u{1F600}".utf8Bytes
        for end in 17..<20 {
            #expect(bytes.span.bytes.firstInvalidUTF8(in: ByteRange(from: 0, to: end)) == 16)
        }
        #expect(fault(bytes) == nil)
    }
}
