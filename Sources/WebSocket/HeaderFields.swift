/// The header fields of a handshake, in the order received (RFC 6455 §4.1, §4.2.1).
package struct HeaderFields: Sendable {
    package var fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The values of all fields of that name, which is compared without regard to case.
    package func all(_ name: String) -> [String] {
        fields.filter { Self.equalsIgnoringCase($0.name, name) }.map { Self.trim($0.value) }
    }

    /// The elements of a comma-separated list over all fields of that name (RFC 9110 §5.6.1); empty elements
    /// do not count.
    package func list(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",").map { Self.trim(String($0)) }.filter { !$0.isEmpty } }
    }

    /// Whether the list of that name contains the token, which is compared without regard to case.
    package func contains(_ token: String, in name: String) -> Bool {
        list(name).contains { Self.equalsIgnoringCase($0, token) }
    }

    /// Compares ASCII without regard to case; other characters byte by byte.
    static func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { lowered($0) == lowered($1) }
    }

    /// Takes spaces and tabs off both ends.
    static func trim(_ value: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let utf8 = value.utf8
        guard let first = utf8.firstIndex(where: { !isSpace($0) }),
            let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(value[first...last])
    }

    /// The characters of a token (RFC 9110 §5.6.2).
    static func isToken(_ value: some StringProtocol) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy(isTokenByte)
    }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
