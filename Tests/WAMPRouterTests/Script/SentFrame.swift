/// A frame as a client sends it (RFC 6455 §5.3): masked.
struct SentFrame {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    /// RSV1 is set (RFC 7692 §6).
    var isCompressed = false

    static func text(_ text: String) -> SentFrame { SentFrame(opcode: 1, payload: Array(text.utf8)) }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [opcode | (isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0)]
        switch payload.count {
        case ...125: bytes.append(0x80 | UInt8(payload.count))
        case ...0xFFFF: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(0x80 | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        bytes += key
        bytes += payload.enumerated().map { $1 ^ key[$0 % 4] }
        return bytes
    }
}
