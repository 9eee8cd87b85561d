/// Base64 with padding (RFC 4648 section 4) as text, in the canonical form without whitespace.
package enum Base64Text {
    /// The text for some bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var output = OutputBytes()
        Base64.encode(bytes.span.bytes, to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// The bytes that a text stands for; nil for one that `encode` does not write.
    package static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        return Base64.decode(bytes.span.bytes)
    }
}
