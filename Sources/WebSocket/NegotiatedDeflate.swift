/// The permessage-deflate parameters that both ends agreed on, as this end sees them (RFC 7692 §7.1).
package struct NegotiatedDeflate: Equatable, Sendable {
    /// The LZ77 window of what this end sends, as a power of two: 9…15. zlib cannot make raw DEFLATE with a
    /// window of 2^8, so 8 is never agreed to for this direction.
    package var outgoingWindowBits: UInt8
    /// This end forgets its window after every message that it sends.
    package var outgoingNoContextTakeover: Bool
    /// The LZ77 window of what the peer sends: 8…15.
    package var incomingWindowBits: UInt8
    /// The peer forgets its window after every message.
    package var incomingNoContextTakeover: Bool
    /// zlib's `level` for what this end sends: 0…9.
    package var level: UInt8
    /// zlib's `memLevel` for what this end sends: 1…9.
    package var memoryLevel: UInt8
    /// Messages below this many bytes are sent uncompressed; 0 compresses every message, even if it gets longer.
    package var threshold: UInt32

    package init(
        outgoingWindowBits: UInt8 = 15, outgoingNoContextTakeover: Bool = false,
        incomingWindowBits: UInt8 = 15, incomingNoContextTakeover: Bool = false,
        level: UInt8 = 6, memoryLevel: UInt8 = 8, threshold: UInt32 = 0
    ) {
        self.outgoingWindowBits = min(max(outgoingWindowBits, 9), 15)
        self.outgoingNoContextTakeover = outgoingNoContextTakeover
        self.incomingWindowBits = min(max(incomingWindowBits, 8), 15)
        self.incomingNoContextTakeover = incomingNoContextTakeover
        self.level = min(level, 9)
        self.memoryLevel = min(max(memoryLevel, 1), 9)
        self.threshold = threshold
    }
}
