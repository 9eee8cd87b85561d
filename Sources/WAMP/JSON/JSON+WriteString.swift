extension JSON {
    /// Appends a string with its quotes.
    package static func write(string: String, to output: inout OutputBytes) {
        write(utf8: string.utf8Span.span.bytes, to: &output)
    }

    /// Appends a string with its quotes, given as valid UTF-8 that is not escaped.
    package static func write(utf8: RawSpan, to output: inout OutputBytes) {
        output.append(ASCII.quote)
        writeEscaping(utf8, to: &output)
        output.append(ASCII.quote)
    }

    /// Appends a string with its quotes, given as the escaped bytes between the quotes of a received message.
    package static func write(escaped: RawSpan, to output: inout OutputBytes) {
        output.append(ASCII.quote)
        output.append(escaped)
        output.append(ASCII.quote)
    }

    /// Appends a string that needs no escapes, such as a predefined URI, with its quotes.
    package static func write(plain: StaticString, to output: inout OutputBytes) {
        output.append(ASCII.quote)
        output.append(plain)
        output.append(ASCII.quote)
    }

    /// Appends the characters of a string; quotes, backslashes and control characters are escaped (RFC 8259
    /// section 7).
    private static func writeEscaping(_ utf8: RawSpan, to output: inout OutputBytes) {
        var start = 0
        for offset in 0..<utf8.byteCount {
            let byte = utf8.byte(offset)
            guard byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash else { continue }
            output.append(utf8.extracting(start..<offset))
            writeEscape(of: byte, to: &output)
            start = offset + 1
        }
        output.append(utf8.extracting(start..<utf8.byteCount))
    }

    private static func writeEscape(of byte: UInt8, to output: inout OutputBytes) {
        switch byte {
        case ASCII.quote: output.append("\\\"")
        case ASCII.backslash: output.append("\\\\")
        case 0x08: output.append("\\b")
        case 0x09: output.append("\\t")
        case 0x0A: output.append("\\n")
        case 0x0C: output.append("\\f")
        case 0x0D: output.append("\\r")
        default:
            output.append("\\u00")
            output.append(hexDigit(byte >> 4))
            output.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? ASCII.zero + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
