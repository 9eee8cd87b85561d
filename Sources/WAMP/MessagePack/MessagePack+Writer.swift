// Lengths and counts have at most 32 bits in MessagePack; no transport takes a message that is longer.

extension MessagePack {
    /// Writes tokens (MessagePack specification, "Formats"), each in its shortest form.
    enum Writer: BinaryTokenWriter {
        static func writeNull(to output: inout OutputBytes) { output.append(0xC0) }

        static func write(_ bool: Bool, to output: inout OutputBytes) {
            output.append(bool ? 0xC3 : 0xC2)
        }

        static func write(_ integer: Int64, to output: inout OutputBytes) {
            let bits = UInt64(bitPattern: integer)
            switch integer {
            case 0...: write(bits, to: &output)
            case -32 ... -1: output.append(UInt8(truncatingIfNeeded: integer))
            case -0x80 ..< -32: output.append(0xD0, bigEndian: bits, width: 1)
            case -0x8000 ..< -0x80: output.append(0xD1, bigEndian: bits, width: 2)
            case -0x8000_0000 ..< -0x8000: output.append(0xD2, bigEndian: bits, width: 4)
            default: output.append(0xD3, bigEndian: bits, width: 8)
            }
        }

        static func write(_ integer: UInt64, to output: inout OutputBytes) {
            switch integer {
            case ...0x7F: output.append(UInt8(truncatingIfNeeded: integer))
            case ...0xFF: output.append(0xCC, bigEndian: integer, width: 1)
            case ...0xFFFF: output.append(0xCD, bigEndian: integer, width: 2)
            case ...0xFFFF_FFFF: output.append(0xCE, bigEndian: integer, width: 4)
            default: output.append(0xCF, bigEndian: integer, width: 8)
            }
        }

        static func write(_ double: Double, to output: inout OutputBytes) {
            output.append(0xCB, bigEndian: double.bitPattern, width: 8)
        }

        static func write(text: RawSpan, to output: inout OutputBytes) {
            let count = UInt64(text.byteCount)
            switch count {
            case ...31: output.append(0xA0 | UInt8(truncatingIfNeeded: count))
            case ...0xFF: output.append(0xD9, bigEndian: count, width: 1)
            case ...0xFFFF: output.append(0xDA, bigEndian: count, width: 2)
            default: output.append(0xDB, bigEndian: count, width: 4)
            }
            output.append(text)
        }

        static func write(binary: RawSpan, to output: inout OutputBytes) {
            let count = UInt64(binary.byteCount)
            switch count {
            case ...0xFF: output.append(0xC4, bigEndian: count, width: 1)
            case ...0xFFFF: output.append(0xC5, bigEndian: count, width: 2)
            default: output.append(0xC6, bigEndian: count, width: 4)
            }
            output.append(binary)
        }

        static var greatestShortCount: Int { 15 }

        static func shortHead(isDictionary: Bool, count: Int) -> UInt8 {
            (isDictionary ? 0x80 : 0x90) | UInt8(truncatingIfNeeded: count & 15)
        }

        static func writeHead(isDictionary: Bool, count: Int, to output: inout OutputBytes) {
            let number = UInt64(truncatingIfNeeded: count)
            switch number {
            case ...15: output.append(shortHead(isDictionary: isDictionary, count: count))
            case ...0xFFFF: output.append(isDictionary ? 0xDE : 0xDC, bigEndian: number, width: 2)
            default: output.append(isDictionary ? 0xDF : 0xDD, bigEndian: number, width: 4)
            }
        }
    }
}
