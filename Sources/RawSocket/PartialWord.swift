/// Four octets in network byte order that may come in several reads: a handshake, or the prefix of a message.
package struct PartialWord: Equatable, Sendable {
    private var octets: UInt32 = 0
    /// How many of the four have come.
    package private(set) var count = 0

    package init() {}

    /// The octets that have come, as the first of four whose others are zero.
    package var padded: UInt32 { count == 0 ? 0 : octets &<< UInt32(truncatingIfNeeded: 32 &- 8 &* count) }

    /// Takes what is missing out of `input` from `offset` on, which it moves behind what was taken.
    ///
    /// - Returns: the word once it is complete, with the octet that came first as its most significant, and
    ///   starts anew; else `nil`, and the input is used up.
    @inline(__always)
    package mutating func read(_ input: UnsafeRawBufferPointer, at offset: inout Int) -> UInt32? {
        if count == 0, input.count &- offset >= 4, let memory = input.baseAddress {
            let word = memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            offset &+= 4
            return UInt32(bigEndian: word)
        }
        return readSlowly(input, at: &offset)
    }

    @inline(never)
    private mutating func readSlowly(_ input: UnsafeRawBufferPointer, at offset: inout Int) -> UInt32? {
        while offset < input.count {
            octets = octets << 8 | UInt32(input[offset])
            offset += 1
            count += 1
            if count == 4 {
                count = 0
                return octets
            }
        }
        return nil
    }
}
