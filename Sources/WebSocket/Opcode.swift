/// The interpretation of a frame's payload (RFC 6455 §5.2, §11.8).
package enum Opcode: UInt8, Sendable, CaseIterable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Control frames have the most significant bit of the opcode set (RFC 6455 §5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
