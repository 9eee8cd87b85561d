/// One element of Sec-WebSocket-Extensions (RFC 6455 §9.1): a name and its parameters in order.
package struct ExtensionOffer: Equatable, Sendable {
    /// A parameter; `value` is nil when it has none, and unquoted when it was quoted.
    package struct Parameter: Equatable, Sendable {
        package var name: String
        package var value: String?

        package init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var parameters: [Parameter]

    package init(_ name: String, _ parameters: [Parameter] = []) {
        self.name = name
        self.parameters = parameters
    }

    /// The element as it stands in the header field.
    package var text: String {
        parameters.reduce(name) { text, parameter in
            text + "; " + parameter.name + (parameter.value.map { "=" + $0 } ?? "")
        }
    }

    /// Parses a field value; nil when it does not follow the grammar
    /// `token *( ";" token [ "=" ( token / quoted token ) ] )`, comma-separated.
    package static func parse(_ value: String) -> [ExtensionOffer]? {
        var scanner = Scanner(bytes: Array(value.utf8))
        var offers: [ExtensionOffer] = []
        scanner.skipSpace()
        while !scanner.isAtEnd {
            // RFC 9110 §5.6.1.2: empty elements of a list are ignored.
            if scanner.take(UInt8(ascii: ",")) {
                scanner.skipSpace()
                continue
            }
            guard let offer = scanner.offer() else { return nil }
            offers.append(offer)
            guard scanner.isAtEnd || scanner.take(UInt8(ascii: ",")) else { return nil }
            scanner.skipSpace()
        }
        return offers
    }
}

extension ExtensionOffer {
    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { index >= bytes.count }

        mutating func skipSpace() {
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        mutating func offer() -> ExtensionOffer? {
            guard let name = token() else { return nil }
            var offer = ExtensionOffer(name)
            skipSpace()
            while take(UInt8(ascii: ";")) {
                skipSpace()
                guard let name = token() else { return nil }
                skipSpace()
                var parameter = Parameter(name)
                if take(UInt8(ascii: "=")) {
                    skipSpace()
                    guard let value = take(UInt8(ascii: "\"")) ? quotedToken() : token() else { return nil }
                    parameter.value = value
                    skipSpace()
                }
                offer.parameters.append(parameter)
            }
            return offer
        }

        mutating func token() -> String? {
            let start = index
            while index < bytes.count, HeaderFields.isTokenByte(bytes[index]) { index += 1 }
            return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
        }

        /// What follows the opening quotation mark; after unescaping it must be a token.
        mutating func quotedToken() -> String? {
            var content: [UInt8] = []
            while index < bytes.count {
                var byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") {
                    return content.isEmpty ? nil : String(decoding: content, as: UTF8.self)
                }
                if byte == UInt8(ascii: "\\") {
                    guard index < bytes.count else { return nil }
                    byte = bytes[index]
                    index += 1
                }
                guard HeaderFields.isTokenByte(byte) else { return nil }
                content.append(byte)
            }
            return nil
        }
    }
}
