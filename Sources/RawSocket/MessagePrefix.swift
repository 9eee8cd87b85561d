/// The four octets before each transport message (advanced profile, "RawSocket Transport", "Framing").
///
/// ```
/// 31                                    0
/// RRRR XTTT LLLL LLLL LLLL LLLL LLLL LLLL
/// ```
///
/// X is the 25th bit of the length: set, with all L bits clear, for exactly 2^24 octets.
package struct MessagePrefix: Equatable, Sendable {
    /// The type of a transport message, TTT.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// A regular WAMP message.
        case message = 0
        /// To be answered by exactly one PONG with the same payload.
        case ping = 1
        /// The answer to a PING.
        case pong = 2
    }

    package let kind: Kind
    /// The number of octets that follow: 0...2^24.
    package let payloadCount: Int

    /// The number of octets that a prefix takes.
    package static let size = 4
    /// The longest payload of a transport message, 2^24 octets.
    package static let maximumPayload = 1 << 24

    /// `nil` when a payload of that many octets cannot be sent.
    @inline(__always)
    package init?(_ kind: Kind, payloadCount: Int) {
        guard payloadCount >= 0, payloadCount <= Self.maximumPayload else { return nil }
        self.kind = kind
        self.payloadCount = payloadCount
    }

    /// Reads a prefix, whose most significant octet was the first on the wire.
    @inline(__always)
    package init(word: UInt32) throws(RawSocketViolation) {
        let first = UInt8(truncatingIfNeeded: word &>> 24)
        guard first & 0xF0 == 0 else { throw .reservedBits(first &>> 4) }
        switch first & 0x07 {
        case 0: kind = .message
        case 1: kind = .ping
        case 2: kind = .pong
        default: throw .reservedType(first & 0x07)
        }
        let lower = Int(word & 0xFF_FFFF)
        if first & 0x08 == 0 {
            payloadCount = lower
        } else {
            guard lower == 0 else { throw .lengthOutOfRange }
            payloadCount = Self.maximumPayload
        }
    }

    /// The four octets.
    @inline(__always)
    package var word: UInt32 {
        let count = UInt32(truncatingIfNeeded: payloadCount)
        return UInt32(kind.rawValue) &<< 24 | (count & 0xFF_FFFF) | (count &>> 24) &<< 27
    }

    /// Writes the four octets to `memory`.
    @inline(__always)
    package func write(to memory: UnsafeMutableRawPointer) {
        memory.storeBytes(of: word.bigEndian, as: UInt32.self)
    }
}
