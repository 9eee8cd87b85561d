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
        #expect(written { Base64.encode(plain.utf8Bytes, to: &$0) } == encoded)
        #expect(Base64.decode(encoded.utf8) == plain.utf8Bytes)
    }

    @Test("Random bytes are encoded as Foundation encodes them")
    func random() {
        var generator = SeededGenerator(seed: 3)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let encoded = written { Base64.encode(bytes, to: &$0) }
            #expect(encoded == Data(bytes).base64EncodedString())
            #expect(Base64.decode(encoded.utf8) == bytes)
        }
    }

    @Test(
        "Everything but the canonical form is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "=", "Z===", "=AAA", "Zm9v\n", "Zm 9",
            "Zm-_", "AA=A", "Zm9vé",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
