/// Base64 with padding (RFC 4648 section 4), as binary values in JSON need it. Sixteen characters at a time where there are as many.
enum Base64 {
    /// Appends the encoded form of `bytes`.
    static func encode(_ bytes: RawSpan, to output: inout OutputBytes) {
        let length = (bytes.byteCount &+ 2) / 3 &* 4
        let memory = output.reserve(length)
        var (read, written) = (0, 0)
        // Two words are loaded, of which six bytes each count.
        while bytes.byteCount &- read >= 14 {
            let first = spread(bytes.bigEndianWord(read) >> 16)
            let second = spread(bytes.bigEndianWord(read &+ 6) >> 16)
            let block = characters(SIMD2(first.bigEndian, second.bigEndian))
            memory.storeBytes(of: block, toByteOffset: written, as: SIMD2<UInt64>.self)
            read &+= 12
            written &+= 16
        }
        while read < bytes.byteCount {
            let count = min(3, bytes.byteCount &- read)
            let group = encoded(
                (bytes.byte(read), bytes.byte(read &+ 1), bytes.byte(read &+ 2)), count: count)
            memory.storeBytes(of: group, toByteOffset: written, as: UInt32.self)
            read &+= 3
            written &+= 4
        }
        output.advance(by: written)
    }

    /// The bytes that `text` stands for; nil if it is not complete, padded base64 without other characters.
    /// Only the form that `encode` writes is accepted: unused bits must be zero.
    static func decode(_ text: RawSpan) -> [UInt8]? {
        guard text.byteCount % 4 == 0 else { return nil }
        let length = text.byteCount / 4 &* 3
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { memory, count in
            count = decode(text, into: UnsafeMutableRawBufferPointer(memory)) ?? 0
            isValid = count > 0 || text.byteCount == 0
        }
        return isValid ? bytes : nil
    }

    /// Writes what `text`, whole groups of four, stands for; nil where it is no base64.
    private static func decode(_ text: RawSpan, into memory: UnsafeMutableRawBufferPointer) -> Int? {
        guard let start = memory.baseAddress else { return 0 }
        var (read, written) = (0, 0)
        // Never the last group, which may be padded.
        while text.byteCount &- read >= 20 {
            guard let sextets = sextets(text.block(read)) else { return nil }
            let words = unsafeBitCast(sextets, to: SIMD2<UInt64>.self)
            let (first, second) = (gather(words.x.bigEndian), gather(words.y.bigEndian))
            let word = first << 16 | second >> 32
            start.storeBytes(of: word.bigEndian, toByteOffset: written, as: UInt64.self)
            let rest = UInt32(truncatingIfNeeded: second)
            start.storeBytes(of: rest.bigEndian, toByteOffset: written &+ 8, as: UInt32.self)
            read &+= 16
            written &+= 12
        }
        while read < text.byteCount {
            guard let count = decodeGroup(text, at: read, to: start + written) else { return nil }
            read &+= 4
            written &+= count
        }
        return written
    }
}

// MARK: Sixteen characters

extension Base64 {
    /// 48 bits as eight bytes of six bits each, the first in the most significant byte.
    @inline(__always)
    private static func spread(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits = (bits & 0xFF_FFFF) | (bits & 0xFFFF_FF00_0000) << 8
        bits = (bits & 0x0000_0FFF_0000_0FFF) | (bits & 0x00FF_F000_00FF_F000) << 4
        return (bits & 0x003F_003F_003F_003F) | (bits & 0x0FC0_0FC0_0FC0_0FC0) << 2
    }

    /// The reverse of `spread`.
    @inline(__always)
    private static func gather(_ sextets: UInt64) -> UInt64 {
        var bits = sextets
        bits = (bits & 0x003F_003F_003F_003F) | (bits & 0x3F00_3F00_3F00_3F00) >> 2
        bits = (bits & 0x0000_0FFF_0000_0FFF) | (bits & 0x0FFF_0000_0FFF_0000) >> 4
        return (bits & 0xFF_FFFF) | (bits & 0x00FF_FFFF_0000_0000) >> 8
    }

    /// The characters of sextets: what lies between the runs A–Z, a–z, 0–9, + and / is added or taken away.
    @inline(__always)
    private static func characters(_ words: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let sextets = unsafeBitCast(words, to: SIMD16<UInt8>.self)
        var distance = SIMD16<UInt8>(repeating: 65)
        distance.replace(with: SIMD16<UInt8>(repeating: 71), where: sextets .> SIMD16<UInt8>(repeating: 25))
        distance.replace(with: SIMD16<UInt8>(repeating: 252), where: sextets .> SIMD16<UInt8>(repeating: 51))
        distance.replace(with: SIMD16<UInt8>(repeating: 237), where: sextets .> SIMD16<UInt8>(repeating: 61))
        distance.replace(with: SIMD16<UInt8>(repeating: 240), where: sextets .> SIMD16<UInt8>(repeating: 62))
        return unsafeBitCast(sextets &+ distance, to: SIMD2<UInt64>.self)
    }

    /// The sextets of characters; nil where one is none of base64.
    @inline(__always)
    private static func sextets(_ characters: SIMD16<UInt8>) -> SIMD16<UInt8>? {
        let isUpper = characters &- SIMD16<UInt8>(repeating: 65) .< SIMD16<UInt8>(repeating: 26)
        let isLower = characters &- SIMD16<UInt8>(repeating: 97) .< SIMD16<UInt8>(repeating: 26)
        let isDigit = characters &- SIMD16<UInt8>(repeating: 48) .< SIMD16<UInt8>(repeating: 10)
        let isPlus = characters .== SIMD16<UInt8>(repeating: UInt8(ascii: "+"))
        let isSlash = characters .== SIMD16<UInt8>(repeating: UInt8(ascii: "/"))
        let known = unsafeBitCast(
            isUpper .| isLower .| isDigit .| isPlus .| isSlash, to: SIMD2<UInt64>.self)
        guard known.x & known.y == .max else { return nil }
        var distance = SIMD16<UInt8>(repeating: 65)
        distance.replace(with: SIMD16<UInt8>(repeating: 71), where: isLower)
        distance.replace(with: SIMD16<UInt8>(repeating: 252), where: isDigit)
        distance.replace(with: SIMD16<UInt8>(repeating: 237), where: isPlus)
        distance.replace(with: SIMD16<UInt8>(repeating: 240), where: isSlash)
        return characters &- distance
    }
}

// MARK: Four characters

extension Base64 {
    /// One to three bytes as four characters, in the order in which they stand in memory.
    private static func encoded(_ bytes: (UInt8, UInt8, UInt8), count: Int) -> UInt32 {
        let bits = UInt32(bytes.0) << 16 | UInt32(bytes.1) << 8 | UInt32(bytes.2)
        var characters: UInt32 = 0
        for place in 0..<4 {
            let sextet = UInt8(truncatingIfNeeded: bits >> (18 - 6 * UInt32(place)) & 63)
            characters =
                characters << 8 | UInt32(place > count ? UInt8(ascii: "=") : character(of: sextet))
        }
        return characters.bigEndian
    }

    private static func character(of sextet: UInt8) -> UInt8 {
        switch sextet {
        case 0..<26: UInt8(ascii: "A") &+ sextet
        case 26..<52: UInt8(ascii: "a") &+ sextet &- 26
        case 52..<62: UInt8(ascii: "0") &+ sextet &- 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    /// Writes the one to three bytes of four characters, the last ones of the text where there is padding, and says how many they are.
    private static func decodeGroup(
        _ text: RawSpan, at offset: Int, to memory: UnsafeMutableRawPointer
    ) -> Int? {
        let isLast = offset &+ 4 == text.byteCount
        var padding = 0
        if isLast, text.byte(offset &+ 3) == UInt8(ascii: "=") {
            padding = text.byte(offset &+ 2) == UInt8(ascii: "=") ? 2 : 1
        }
        var bits: UInt32 = 0
        for place in 0..<4 {
            guard place < 4 &- padding else {
                bits <<= 6
                continue
            }
            guard let sextet = sextet(of: text.byte(offset &+ place)) else { return nil }
            bits = bits << 6 | UInt32(sextet)
        }
        let unused: UInt32 = padding == 0 ? 0 : padding == 1 ? 0xFF : 0xFFFF
        guard bits & unused == 0 else { return nil }
        let count = 3 &- padding
        for place in 0..<count {
            memory.storeBytes(
                of: UInt8(truncatingIfNeeded: bits >> (16 - 8 * UInt32(place))), toByteOffset: place,
                as: UInt8.self)
        }
        return count
    }

    private static func sextet(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- UInt8(ascii: "a") &+ 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- UInt8(ascii: "0") &+ 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

extension RawSpan {
    /// Eight bytes, the first being the most significant.
    @inline(__always)
    fileprivate func bigEndianWord(_ offset: Int) -> UInt64 {
        unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
    }
}
