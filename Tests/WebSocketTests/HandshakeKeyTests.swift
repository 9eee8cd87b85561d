import Testing

@testable import WebSocket

@Suite("Sec-WebSocket-Key and Sec-WebSocket-Accept (RFC 6455 §1.3)")
struct HandshakeKeyTests {
    @Test("The example of RFC 6455 §1.3")
    func example() {
        #expect(HandshakeKey.accept(for: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test("A key is the base64 text of 16 bytes")
    func encode() {
        let nonce = InlineArray<16, UInt8> { UInt8($0 + 1) }
        #expect(HandshakeKey.encode(nonce) == "AQIDBAUGBwgJCgsMDQ4PEA==")
        #expect(HandshakeKey.isValid(HandshakeKey.encode(nonce)))
    }

    @Test(
        "What is not the base64 text of 16 bytes is no key",
        arguments: [
            "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
            "dGhlIHNhbXBsZSBub25jZTE=", "dGhlIHNhbXBsZSBub25j====", "dGhlIHNhbXBsZSBub25jZ!==",
            "dGhlIHNhbXBsZSBub25jé==", "dGhlIHNhbXBsZSBub25jZQ==\n",
        ])
    func invalid(key: String) {
        #expect(!HandshakeKey.isValid(key))
    }
}
