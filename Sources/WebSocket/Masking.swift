/// Client-to-server masking (RFC 6455 §5.3): every byte is XORed with the masking key's byte at its
/// position modulo four. The same operation masks and unmasks.
///
/// One of the few places with raw pointers: frames are unmasked in the memory that the read filled.
package enum Masking {
    /// The key that continues after `count` bytes, for a payload that comes in pieces. A key is the four bytes of
    /// the masking key read in little-endian order.
    @inline(__always)
    package static func rotate(_ key: UInt32, by count: Int) -> UInt32 {
        let bits = UInt32(truncatingIfNeeded: (count & 3) &* 8)
        return (key >> bits) | (key << ((32 &- bits) & 31))
    }

    /// XORs `bytes` with the repeated key in place, and returns the OR of the words it wrote: where no byte's
    /// most significant bit is set in it, the result is ASCII.
    @inline(__always)
    @discardableResult
    package static func apply(key: UInt32, to bytes: UnsafeMutableRawBufferPointer) -> UInt64 {
        guard let memory = bytes.baseAddress else { return 0 }
        let count = bytes.count
        let key32 = key.littleEndian
        let key64 = UInt64(key32) | UInt64(key32) << 32
        var offset = 0
        var seen: UInt64 = 0
        if count >= 64 {
            seen = applyToBlocks(key64, memory, count & ~63)
            offset = count & ~63
        }
        while offset &+ 8 <= count {
            let word = memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ key64
            memory.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            seen |= word
            offset &+= 8
        }
        if count & 4 != 0 {
            let word = memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self) ^ key32
            memory.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
            seen |= UInt64(word)
            offset &+= 4
        }
        var rest = key
        while offset < count {
            let byte =
                memory.load(fromByteOffset: offset, as: UInt8.self) ^ UInt8(truncatingIfNeeded: rest)
            memory.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            seen |= UInt64(byte)
            rest >>= 8
            offset &+= 1
        }
        return seen
    }

    /// The body of `apply`, 64 bytes at a time. `count` is a multiple of 64.
    @inline(never)
    private static func applyToBlocks(
        _ key64: UInt64, _ memory: UnsafeMutableRawPointer, _ count: Int
    ) -> UInt64 {
        let key = SIMD4<UInt64>(repeating: key64)
        var seenLow = SIMD4<UInt64>(repeating: 0)
        var seenHigh = seenLow
        var offset = 0
        while offset < count {
            let low = memory.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self) ^ key
            let high = memory.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD4<UInt64>.self) ^ key
            memory.storeBytes(of: low, toByteOffset: offset, as: SIMD4<UInt64>.self)
            memory.storeBytes(of: high, toByteOffset: offset &+ 32, as: SIMD4<UInt64>.self)
            seenLow |= low
            seenHigh |= high
            offset &+= 64
        }
        let seen = seenLow | seenHigh
        return seen[0] | seen[1] | seen[2] | seen[3]
    }
}
