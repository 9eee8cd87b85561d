extension CBOR {
    /// Writes tokens (RFC 8949 section 3), each in its shortest form.
    enum Writer: BinaryTokenWriter {
        static func writeNull(to output: inout OutputBytes) { output.append(0xF6) }

        static func write(_ bool: Bool, to output: inout OutputBytes) {
            output.append(bool ? 0xF5 : 0xF4)
        }

        static func write(_ integer: Int64, to output: inout OutputBytes) {
            if integer >= 0 {
                writeHead(0x00, UInt64(integer), to: &output)
            } else {
                writeHead(0x20, UInt64(bitPattern: ~integer), to: &output)
            }
        }

        static func write(_ integer: UInt64, to output: inout OutputBytes) {
            writeHead(0x00, integer, to: &output)
        }

        static func write(_ double: Double, to output: inout OutputBytes) {
            output.append(0xFB, bigEndian: double.bitPattern, width: 8)
        }

        static func write(text: RawSpan, to output: inout OutputBytes) {
            writeHead(0x60, UInt64(text.byteCount), to: &output)
            output.append(text)
        }

        static func write(binary: RawSpan, to output: inout OutputBytes) {
            writeHead(0x40, UInt64(binary.byteCount), to: &output)
            output.append(binary)
        }

        /// Appends the shortest head (RFC 8949 section 3) of a major type, which is given in its place in the
        /// first byte.
        private static func writeHead(_ major: UInt8, _ argument: UInt64, to output: inout OutputBytes) {
            switch argument {
            case ...23: output.append(major | UInt8(truncatingIfNeeded: argument))
            case ...0xFF: output.append(major | 24, bigEndian: argument, width: 1)
            case ...0xFFFF: output.append(major | 25, bigEndian: argument, width: 2)
            case ...0xFFFF_FFFF: output.append(major | 26, bigEndian: argument, width: 4)
            default: output.append(major | 27, bigEndian: argument, width: 8)
            }
        }

        static var greatestShortCount: Int { 23 }

        static func shortHead(isDictionary: Bool, count: Int) -> UInt8 {
            (isDictionary ? 0xA0 : 0x80) | UInt8(truncatingIfNeeded: count)
        }

        static func writeHead(isDictionary: Bool, count: Int, to output: inout OutputBytes) {
            writeHead(isDictionary ? 0xA0 : 0x80, UInt64(truncatingIfNeeded: count), to: &output)
        }
    }
}
