import COpenSSL

/// Sec-WebSocket-Key and what proves that a server has read it, Sec-WebSocket-Accept (RFC 6455 §1.3, §11.3).
package enum HandshakeKey {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Whether the value is the base64 text of 16 bytes (§4.1).
    package static func isValid(_ key: String) -> Bool {
        let bytes = key.utf8
        guard bytes.count == 24, key.hasSuffix("==") else { return false }
        return bytes.prefix(22).allSatisfy(isBase64)
    }

    /// The key's text for 16 random bytes.
    package static func encode(_ nonce: InlineArray<16, UInt8>) -> String {
        withUnsafeBytes(of: nonce) { base64($0) }
    }

    /// Sec-WebSocket-Accept: the base64 text of the SHA-1 of the key and a fixed string (§4.2.2).
    package static func accept(for key: String) -> String {
        let text = Array((key + suffix).utf8)
        var digest = InlineArray<20, UInt8>(repeating: 0)
        return withUnsafeMutableBytes(of: &digest) { digest in
            SHA1(text, text.count, digest.baseAddress?.assumingMemoryBound(to: UInt8.self))
            return base64(UnsafeRawBufferPointer(digest))
        }
    }

    private static func base64(_ bytes: UnsafeRawBufferPointer) -> String {
        let count = (bytes.count + 2) / 3 * 4
        // OpenSSL writes a zero byte behind the text.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 1) { text in
            let source = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let written = EVP_EncodeBlock(text.baseAddress, source, Int32(bytes.count))
            return String(decoding: text.prefix(Int(written)), as: UTF8.self)
        }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
