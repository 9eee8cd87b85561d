/// An incremental check that bytes are UTF-8 (RFC 3629), for text that comes in pieces (RFC 6455 §8.1).
///
/// It refuses at the first byte that no continuation can make right, also inside a character:
///
/// | first byte | second byte | then |
/// |---|---|---|
/// | 00…7F | | |
/// | C2…DF | 80…BF | |
/// | E0 | A0…BF (no overlong forms) | 80…BF |
/// | ED | 80…9F (no surrogates) | 80…BF |
/// | E1…EC, EE, EF | 80…BF | 80…BF |
/// | F0 | 90…BF (no overlong forms) | 80…BF twice |
/// | F1…F3 | 80…BF | 80…BF twice |
/// | F4 | 80…8F (nothing above U+10FFFF) | 80…BF twice |
package struct UTF8Validator: Equatable, Sendable {
    /// How many continuation bytes the current character still needs.
    private var needed: UInt8 = 0
    /// The bounds of the next continuation byte.
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    package init() {}

    /// Whether the bytes so far end between two characters.
    package var isAtBoundary: Bool { needed == 0 }

    /// Checks the next piece; returns the offset in it of the first bad byte, or nil.
    package mutating func firstInvalidByte(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let memory = bytes.baseAddress else { return nil }
        let count = bytes.count
        var offset = 0
        while offset < count {
            if needed == 0 {
                offset = Self.skipWhole(memory, from: offset, to: count)
                if offset == count { return nil }
            }
            // A character that is cut off by the end of the piece, or is wrong: byte by byte.
            guard accept(memory.load(fromByteOffset: offset, as: UInt8.self)) else { return offset }
            offset &+= 1
        }
        return nil
    }

    /// Feeds one byte; false when it cannot stand here.
    @inline(__always)
    private mutating func accept(_ byte: UInt8) -> Bool {
        if needed > 0 {
            guard byte >= lower, byte <= upper else { return false }
            needed &-= 1
            lower = 0x80
            upper = 0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: needed = 1
        case 0xE0:
            needed = 2
            lower = 0xA0
        case 0xED:
            needed = 2
            upper = 0x9F
        case 0xE1...0xEF: needed = 2
        case 0xF0:
            needed = 3
            lower = 0x90
        case 0xF4:
            needed = 3
            upper = 0x8F
        case 0xF1...0xF3: needed = 3
        default: return false  // 80…C1 and F5…FF never begin a character.
        }
        return true
    }
}

extension UTF8Validator {
    @inline(__always)
    private static func isASCII(_ memory: UnsafeRawPointer, _ offset: Int) -> Bool {
        let pair = memory.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
        return (pair[0] | pair[1]) & 0x8080_8080_8080_8080 == 0
    }

    /// Skips whole, valid characters and returns where it stopped: at the end, or at a character that is not
    /// certainly whole and valid.
    private static func skipWhole(_ memory: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            let first = memory.load(fromByteOffset: offset, as: UInt8.self)
            if first < 0x80 {
                offset &+= 1
                while offset &+ 16 <= end, isASCII(memory, offset) { offset &+= 16 }
                continue
            }
            // Four bytes are read at once, so the last three bytes are left to the byte-wise way.
            guard offset &+ 4 <= end else { return offset }
            let word = UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            let length = wholeCharacter(word)
            if length == 0 { return offset }
            offset &+= length
        }
        return offset
    }

    /// The length of the multi-byte character that a little-endian word begins with; 0 when it is not valid.
    @inline(__always)
    private static func wholeCharacter(_ word: UInt32) -> Int {
        if word & 0xC0E0 == 0x80C0 {
            return word & 0x1E != 0 ? 2 : 0
        }
        if word & 0xC0_C0F0 == 0x80_80E0 {
            // The 16-bit code point: below U+0800 is overlong, U+D800…U+DFFF are surrogates.
            let point = (word & 0x0F) << 12 | (word >> 2) & 0xFC0 | (word >> 16) & 0x3F
            return point >= 0x800 && point & 0xF800 != 0xD800 ? 3 : 0
        }
        if word & 0xC0C0_C0F8 == 0x8080_80F0 {
            let top = (word & 0x07) << 2 | (word >> 12) & 0x03
            return top >= 1 && top <= 0x10 ? 4 : 0
        }
        return 0
    }
}
