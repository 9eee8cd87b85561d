extension JSON {
    /// Writes tokens in the form that `JSON.write` gives values.
    enum Writer: TokenWriter {
        static func writeNull(to output: inout OutputBytes) { output.append("null") }

        static func write(_ bool: Bool, to output: inout OutputBytes) {
            output.append(bool ? "true" : "false")
        }

        static func write(_ integer: Int64, to output: inout OutputBytes) {
            if integer < 0 { output.append(ASCII.minus) }
            output.append(decimal: integer.magnitude)
        }

        static func write(_ integer: UInt64, to output: inout OutputBytes) { output.append(decimal: integer) }

        static func write(_ double: Double, to output: inout OutputBytes) {
            JSON.write(.double(double), to: &output)
        }

        static func write(binary: RawSpan, to output: inout OutputBytes) {
            JSON.write(binary: binary, to: &output)
        }

        static func write(text: RawSpan, to output: inout OutputBytes) {
            output.append(ASCII.quote)
            writeEscaping(text, to: &output)
            output.append(ASCII.quote)
        }

        /// Appends what stands between the quotes of a string.
        @inline(__always)
        static func writeEscaping(_ text: RawSpan, to output: inout OutputBytes) {
            var start = 0
            while true {
                let end = text.firstToEscape(from: start)
                output.append(text.extracting(start..<end))
                guard end < text.byteCount else { return }
                writeEscape(of: text.byte(end), to: &output)
                start = end &+ 1
            }
        }

        @inline(__always)
        static func writeOpening(of container: Container, to output: inout OutputBytes) {
            output.append(container.isDictionary ? ASCII.openDictionary : ASCII.openList)
        }

        @inline(__always)
        static func writeSeparator(after written: Int, to output: inout OutputBytes) {
            if written > 0 { output.append(ASCII.comma) }
        }

        @inline(__always)
        static func writeKeySeparator(to output: inout OutputBytes) { output.append(ASCII.colon) }

        @inline(__always)
        static func writeClosing(
            of container: Container, opening: Int, written: Int, to output: inout OutputBytes,
            heads: inout DeferredHeads
        ) {
            output.append(container.isDictionary ? ASCII.closeDictionary : ASCII.closeList)
        }

        @inline(__always)
        static func insert(_ heads: inout DeferredHeads, into output: inout OutputBytes) {}
    }
}

extension JSON.Writer {
    /// Appends the shortest escape sequence of a quote, a backslash or a control character (RFC 8259 section
    /// 7).
    private static func writeEscape(of byte: UInt8, to output: inout OutputBytes) {
        switch byte {
        case ASCII.quote, ASCII.backslash:
            output.append(ASCII.backslash)
            output.append(byte)
        case 0x08: output.append("\\b")
        case 0x09: output.append("\\t")
        case 0x0A: output.append("\\n")
        case 0x0C: output.append("\\f")
        case 0x0D: output.append("\\r")
        default:
            output.append(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 15
            output.append(digit < 10 ? ASCII.zero &+ digit : UInt8(ascii: "a") &+ digit &- 10)
        }
    }
}

extension RawSpan {
    /// The offset of the first quote, backslash or control character from `start` on, or of the end.
    @inline(__always)
    func firstToEscape(from start: Int) -> Int {
        var offset = start
        while byteCount &- offset >= 16 {
            let block = block(offset)
            let found =
                block .== SIMD16<UInt8>(repeating: ASCII.quote)
                .| block .== SIMD16<UInt8>(repeating: ASCII.backslash)
                .| block .< SIMD16<UInt8>(repeating: 0x20)
            let lanes = unsafeBitCast(found, to: SIMD2<UInt64>.self)
            if lanes.x != 0 { return offset &+ lanes.x.trailingZeroBitCount &>> 3 }
            if lanes.y != 0 { return offset &+ 8 &+ lanes.y.trailingZeroBitCount &>> 3 }
            offset &+= 16
        }
        while offset < byteCount {
            let byte = byte(offset)
            if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash { return offset }
            offset &+= 1
        }
        return offset
    }
}
