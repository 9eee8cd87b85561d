import Testing

@testable import WAMP

@Suite("UTF-8 sequences (RFC 3629 section 4)")
struct UTF8SequenceTests {
    private func length(_ bytes: [UInt8]) -> Int { UTF8Sequence.length(in: bytes.span.bytes, at: 0) }

    @Test("Every character above U+007F has the length of its encoding")
    func lengths() {
        for value in stride(from: UInt32(0x80), through: 0x10FFFF, by: 7) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(length(Array(scalar.utf8)) == scalar.utf8.count)
        }
    }

    @Test("A sequence that the end cuts off has no length")
    func cutOff() {
        for scalar: Unicode.Scalar in ["\u{E9}", "\u{20AC}", "\u{1F600}"] {
            let bytes = Array(scalar.utf8)
            for count in 1..<bytes.count { #expect(length(Array(bytes.prefix(count))) == 0) }
        }
    }
}
