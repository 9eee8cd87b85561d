import WAMP

/// Who sent a payload, and which of its messages it belongs to: the first 16 bytes of every payload.
struct PayloadKey: Equatable {
    /// The bytes that a key takes: 8 letters for each number.
    static let size = 16

    var sender: UInt32
    var sequence: UInt32

    /// Writes the key's letters, `a` for 0 to `p` for 15.
    @inline(__always)
    func write(to memory: UnsafeMutableRawPointer) {
        memory.storeBytes(of: Self.letters(sender), as: UInt64.self)
        memory.storeBytes(of: Self.letters(sequence), toByteOffset: 8, as: UInt64.self)
    }

    /// The key that the letters stand for; nil where they are anything else.
    @inline(__always)
    static func read(_ memory: UnsafeRawPointer) -> PayloadKey? {
        let first = memory.loadUnaligned(as: UInt64.self)
        let second = memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let key = PayloadKey(sender: number(first), sequence: number(second))
        return letters(key.sender) == first && letters(key.sequence) == second ? key : nil
    }

    private static var allA: UInt64 { 0x6161_6161_6161_6161 }

    /// Every half byte becomes a letter of its own.
    @inline(__always)
    private static func letters(_ number: UInt32) -> UInt64 {
        var spread = UInt64(number)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        return spread &+ allA
    }

    /// The reverse of `letters`; some number where they are no letters from `a` to `p`.
    @inline(__always)
    private static func number(_ letters: UInt64) -> UInt32 {
        var spread = (letters &- allA) & 0x0F0F_0F0F_0F0F_0F0F
        spread = (spread | spread >> 4) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: spread | spread >> 16)
    }
}

/// The Arguments of every CALL and PUBLISH of a run, as one side writes or reads them: a list of one string or binary
/// value, a key and then letters, the same in all.
struct PayloadPattern: Sendable {
    /// What all payloads of a run have in common.
    struct Content: Sendable {
        /// The length of the string or binary value, `PayloadKey.size` or more.
        var byteCount: Int
        /// A binary value, which JSON does not have.
        var isBinary = false

        /// The Arguments in one serialization.
        func pattern(_ serializer: Serializer) -> PayloadPattern { PayloadPattern(self, serializer) }
    }

    let serializer: Serializer
    /// Arguments, as the serialization has them: in JSON `["` key letters `"]`.
    let arguments: [UInt8]
    /// Where the key is in `arguments`.
    let keyOffset: Int

    private init(_ content: Content, _ serializer: Serializer) {
        self.serializer = serializer
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let letters = (0..<content.byteCount).map { alphabet[($0 &* 37 &+ $0 / 64) % alphabet.count] }
        let value: Value =
            content.isBinary ? .binary(letters) : .string(String(decoding: letters, as: UTF8.self))
        var encoded = OutputBytes()
        serializer.write(.list([value]), to: &encoded)
        arguments = Array(encoded.bytes)
        keyOffset = arguments.count - content.byteCount - (serializer == .json ? 2 : 0)
    }

    /// The key of received Arguments; nil where they are anything but what was sent.
    @inline(__always)
    func key(of received: UnsafeRawBufferPointer) -> PayloadKey? {
        guard received.count == arguments.count, let memory = received.baseAddress else { return nil }
        let rest = keyOffset + PayloadKey.size
        let isEqual = arguments.withUnsafeBytes { expected in
            expected[..<keyOffset].equalsBytes(received[..<keyOffset])
                && expected[rest...].equalsBytes(received[rest...])
        }
        return isEqual ? PayloadKey.read(memory + keyOffset) : nil
    }
}
