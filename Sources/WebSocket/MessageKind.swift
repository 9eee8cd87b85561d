/// What a data message carries (RFC 6455 §5.6).
package enum MessageKind: UInt8, Sendable, CaseIterable {
    /// UTF-8 text.
    case text
    /// Arbitrary bytes.
    case binary

    /// The opcode of the message's first frame.
    package var opcode: Opcode {
        switch self {
        case .text: .text
        case .binary: .binary
        }
    }
}
