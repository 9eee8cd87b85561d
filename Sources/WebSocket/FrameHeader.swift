/// A frame without its payload (RFC 6455 §5.2).
///
/// ```
/// bit   0     1..3    4..7     8      9..15
///      FIN  RSV1-3  opcode   MASK  length (126: 16 more bits, 127: 64 more)   [masking key, 4 bytes]
/// ```
package struct FrameHeader: Equatable, Sendable {
    /// The final fragment of a message; the first fragment may also be the final one.
    package var fin: Bool
    /// The RSV1 bit: the message is compressed (RFC 7692 §6).
    package var rsv1: Bool
    package var opcode: Opcode
    package var payloadCount: UInt64
    /// The masking key, as its four bytes read in little-endian order; nil when the frame is not masked.
    package var maskKey: UInt32?

    /// 2 bytes, 8 of extended length, 4 of masking key.
    package static let maximumSize = 14
    /// A control frame's payload fits the 7-bit length (§5.5).
    package static let maximumControlPayload = 125

    package init(
        fin: Bool = true, rsv1: Bool = false, opcode: Opcode, payloadCount: UInt64, maskKey: UInt32? = nil
    ) {
        self.fin = fin
        self.rsv1 = rsv1
        self.opcode = opcode
        self.payloadCount = payloadCount
        self.maskKey = maskKey
    }
}

extension FrameHeader {
    /// The number of bytes that the header of a frame with this payload takes.
    @inline(__always)
    package static func size(payloadCount: Int, masked: Bool) -> Int {
        let length = payloadCount <= 125 ? 2 : payloadCount <= 0xFFFF ? 4 : 10
        return masked ? length + 4 : length
    }

    /// Writes the header of a frame to `memory`, which must have room for `size(payloadCount:masked:)` bytes
    /// (`maximumSize` always does), and returns how many bytes it took.
    ///
    /// `rsv1` tells that the message is compressed and is for its first frame only (RFC 7692 §6.1). A client gives
    /// a fresh random `maskKey` (§5.3) and masks the payload with it by `Masking.apply(key:to:)`.
    @inline(__always)
    package static func write(
        opcode: Opcode, payloadCount: Int, fin: Bool = true, rsv1: Bool = false, maskKey: UInt32? = nil,
        to memory: UnsafeMutableRawPointer
    ) -> Int {
        let first: UInt8 = opcode.rawValue | (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0)
        let mask: UInt8 = maskKey == nil ? 0 : 0x80
        memory.storeBytes(of: first, as: UInt8.self)
        var written = 2
        if payloadCount <= 125 {
            memory.storeBytes(
                of: mask | UInt8(truncatingIfNeeded: payloadCount), toByteOffset: 1, as: UInt8.self)
        } else if payloadCount <= 0xFFFF {
            memory.storeBytes(of: mask | 126, toByteOffset: 1, as: UInt8.self)
            memory.storeBytes(
                of: UInt16(truncatingIfNeeded: payloadCount).bigEndian, toByteOffset: 2, as: UInt16.self)
            written = 4
        } else {
            memory.storeBytes(of: mask | 127, toByteOffset: 1, as: UInt8.self)
            memory.storeBytes(
                of: UInt64(truncatingIfNeeded: payloadCount).bigEndian, toByteOffset: 2, as: UInt64.self)
            written = 10
        }
        guard let maskKey else { return written }
        memory.storeBytes(of: maskKey.littleEndian, toByteOffset: written, as: UInt32.self)
        return written + 4
    }
}
