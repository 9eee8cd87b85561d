/// Base64 with padding (RFC 4648 section 4), as binary values in JSON need it.
enum Base64 {
    /// Appends the encoded form of `bytes`.
    static func encode(_ bytes: [UInt8], to output: inout OutputBytes) {
        var rest = bytes[...]
        while rest.count >= 3 {
            append(rest.prefix(3), to: &output)
            rest = rest.dropFirst(3)
        }
        if !rest.isEmpty { append(rest, to: &output) }
    }

    /// One to three bytes become four characters.
    private static func append(_ group: ArraySlice<UInt8>, to output: inout OutputBytes) {
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= 8 * UInt32(3 - group.count)
        for place in 0..<4 {
            let isPadding = place > group.count
            output.append(isPadding ? UInt8(ascii: "=") : character(bits >> (18 - 6 * UInt32(place)) & 63))
        }
    }

    private static func character(_ sextet: UInt32) -> UInt8 {
        let sextet = UInt8(truncatingIfNeeded: sextet)
        switch sextet {
        case 0..<26: return UInt8(ascii: "A") + sextet
        case 26..<52: return UInt8(ascii: "a") + sextet - 26
        case 52..<62: return UInt8(ascii: "0") + sextet - 52
        case 62: return UInt8(ascii: "+")
        default: return UInt8(ascii: "/")
        }
    }

    /// The bytes that `text` stands for; nil if it is not complete, padded base64 without other characters.
    /// Only the form that `encode` writes is accepted: unused bits must be zero.
    static func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        let count = text.count
        guard count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 4 * 3)
        let padding = text.suffix(2).reduce(0) { $1 == UInt8(ascii: "=") ? $0 + 1 : 0 }
        var bits: UInt32 = 0
        var pending = 0
        for character in text.dropLast(padding) {
            guard let sextet = sextet(character) else { return nil }
            bits = bits << 6 | UInt32(sextet)
            pending += 6
            if pending >= 8 {
                pending -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
        }
        guard bits & (1 << UInt32(pending) - 1) == 0 else { return nil }
        return bytes
    }

    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
