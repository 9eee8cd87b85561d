/// A frame as a client sees it (RFC 6455 §5.2), read independently of the code under test.
struct ReceivedFrame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    var isCompressed = false

    var text: String { String(decoding: payload, as: UTF8.self) }
    /// The status code of a close frame.
    var closeCode: Int? { payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1]) }

    /// Takes the first whole frame off `bytes`; `nil` where there is none. Servers do not mask.
    static func take(from bytes: inout [UInt8]) -> ReceivedFrame? {
        guard bytes.count >= 2 else { return nil }
        var start = 2
        var count = Int(bytes[1] & 0x7F)
        let extended = count == 126 ? 2 : count == 127 ? 8 : 0
        if extended > 0 {
            guard bytes.count >= 2 + extended else { return nil }
            count = bytes[2..<2 + extended].reduce(0) { $0 << 8 | Int($1) }
            start += extended
        }
        guard bytes.count >= start + count else { return nil }
        let frame = ReceivedFrame(
            opcode: bytes[0] & 0x0F, payload: Array(bytes[start..<start + count]),
            isFinal: bytes[0] & 0x80 != 0, isCompressed: bytes[0] & 0x40 != 0)
        bytes.removeFirst(start + count)
        return frame
    }
}
