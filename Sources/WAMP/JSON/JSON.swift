/// The JSON serialization of WAMP (basic profile, "Serializers"; grammar of RFC 8259).
///
/// What RFC 8259 leaves open is decided the same way by everything in this namespace:
///
/// - `\uD800`...`\uDFFF` count only as pairs. A lone surrogate is refused: it has no UTF-8 form, so it could
///   be neither compared as a URI nor passed on to a peer with another serializer.
/// - No byte order mark.
/// - Numbers have any length and any exponent; only ids are bounded.
/// - Of several members with the same key the last one counts, unless a parser is asked to refuse them.
package enum JSON {}

/// The bytes that JSON gives a meaning to.
enum ASCII {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openList = UInt8(ascii: "[")
    static let closeList = UInt8(ascii: "]")
    static let openDictionary = UInt8(ascii: "{")
    static let closeDictionary = UInt8(ascii: "}")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let space = UInt8(ascii: " ")

    /// `0`...`9`
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

    /// The value of a hexadecimal digit in either case.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        if isDigit(byte) { return UInt32(byte &- zero) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? UInt32(letter) + 10 : nil
    }
}
