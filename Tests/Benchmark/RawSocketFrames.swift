import WAMP

/// Finds the messages in what a RawSocket connection receives (advanced profile, "RawSocket Transport": four octets,
/// type and length, before each).
struct RawSocketFrames: ~Copyable {
    /// What was found.
    enum Event {
        case needMoreBytes
        /// Valid until the next call.
        case message(UnsafeRawBufferPointer)
        /// Valid until the next call.
        case ping(UnsafeRawBufferPointer)
        case pong
        case failed
    }

    static let prefixSize = 4
    /// The beginning of a frame whose end has not come.
    private var partial = OutputBytes()
    /// `partial` is a whole frame that was reported.
    private var isReported = false

    init() {}

    /// The next frame in what a read brought, from `offset` on.
    mutating func next(in memory: UnsafeRawBufferPointer, at offset: inout Int) -> Event {
        if isReported {
            isReported = false
            partial.removeAll(keepingCapacityUpTo: 256 << 10)
        }
        if partial.isEmpty {
            let rest = UnsafeRawBufferPointer(rebasing: memory[offset...])
            if let size = Self.frameSize(rest), size <= rest.count {
                offset += size
                return Self.event(UnsafeRawBufferPointer(rebasing: rest[..<size]))
            }
        }
        guard complete(to: Self.prefixSize, from: memory, at: &offset),
            let size = Self.frameSize(partial.bytes), complete(to: size, from: memory, at: &offset)
        else { return .needMoreBytes }
        isReported = true
        return Self.event(partial.bytes)
    }

    /// Moves bytes to `partial` until it has at least `count` of them; false where they do not suffice.
    private mutating func complete(
        to count: Int, from memory: UnsafeRawBufferPointer, at offset: inout Int
    ) -> Bool {
        let taken = min(count - partial.count, memory.count - offset)
        if taken > 0 {
            _ = partial.reserve(count - partial.count)
            partial.append(UnsafeRawBufferPointer(rebasing: memory[offset..<offset + taken]))
            offset += taken
        }
        return partial.count >= count
    }

    /// Of the frame that begins here, its prefix included; nil where the prefix is not complete.
    private static func frameSize(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= prefixSize else { return nil }
        let prefix = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
        // The 25th bit of the length stands beside the type.
        return prefixSize + Int(prefix & 0xFF_FFFF) + Int(prefix >> 27 & 1) << 24
    }

    private static func event(_ frame: UnsafeRawBufferPointer) -> Event {
        let payload = UnsafeRawBufferPointer(rebasing: frame[prefixSize...])
        return switch frame[0] & 0xF7 {
        case 0: .message(payload)
        case 1: .ping(payload)
        case 2: .pong
        default: .failed
        }
    }
}
