import Foundation
import Testing

@testable import WAMP

@Suite("Base64 (RFC 4648 section 4)")
struct Base64Tests {
    @Test(
        "The test vectors of RFC 4648 section 10 hold in both directions",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(written { Base64.encode(plain.utf8Bytes.span.bytes, to: &$0) } == encoded)
        #expect(decode(encoded.utf8Bytes) == plain.utf8Bytes)
    }

    @Test("Random bytes are encoded as Foundation encodes them")
    func random() {
        var generator = SeededGenerator(seed: 3)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let encoded = written { Base64.encode(bytes.span.bytes, to: &$0) }
            #expect(encoded == Data(bytes).base64EncodedString())
            #expect(decode(encoded.utf8Bytes) == bytes)
        }
    }

    private func decode(_ text: [UInt8]) -> [UInt8]? { Base64.decode(text.span.bytes) }

    /// The definition, a character at a time.
    private func decodeOneByOne(_ text: [UInt8]) -> [UInt8]? {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8Bytes
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        var bits: [Bool] = []
        for character in text.dropLast(padding) {
            guard let sextet = alphabet.firstIndex(of: character) else { return nil }
            bits += (0..<6).map { sextet >> (5 - $0) & 1 == 1 }
        }
        let unused = bits.count % 8
        guard !bits.suffix(unused).contains(true) else { return nil }
        return stride(from: 0, to: bits.count - unused, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    @Test("A text with any character at any place is taken or refused as the definition says")
    func anyCharacter() {
        var generator = SeededGenerator(seed: 4)
        for count in [1, 2, 3, 11, 12, 13, 14, 15, 24, 26, 37] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let encoded = [UInt8](Data(bytes).base64EncodedString().utf8)
            for place in encoded.indices {
                for character in UInt8.min...UInt8.max {
                    var text = encoded
                    text[place] = character
                    #expect(decode(text) == decodeOneByOne(text))
                }
            }
        }
    }

    @Test(
        "Everything but the canonical form is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "=", "Z===", "=AAA", "Zm9v\n", "Zm 9",
            "Zm-_", "AA=A", "Zm9vé",
        ])
    func refused(text: String) {
        #expect(decode(text.utf8Bytes) == nil)
    }
}
