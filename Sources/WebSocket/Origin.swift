/// A serialized web origin (RFC 6454 §6.2): scheme, host and port.
package struct Origin: Equatable, Sendable {
    package var scheme: String
    /// In lower case; an IPv6 address in its brackets.
    package var host: String
    /// The port, or the scheme's default; nil where neither is known.
    package var port: Int?

    /// Parses `scheme://host[:port]`; nil for anything else, such as `null`.
    package init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = text[colon...]
        guard rest.hasPrefix("://"), let authority = Authority(String(rest.dropFirst(3))) else { return nil }
        scheme = text[..<colon].lowercased()
        guard !scheme.isEmpty else { return nil }
        host = authority.host
        port = authority.port ?? Self.defaultPort(scheme)
    }

    /// Whether a page from here and the server it asked are the same host and port.
    func isSame(as server: Authority) -> Bool {
        guard host == server.host else { return false }
        // Without a port in the Host field the port is the default of a scheme that the server, behind a
        // proxy for instance, cannot know: that of the page.
        return port == (server.port ?? Self.defaultPort(scheme))
    }

    private static func defaultPort(_ scheme: String) -> Int? {
        switch scheme {
        case "http", "ws": 80
        case "https", "wss": 443
        default: nil
        }
    }
}

/// The value of a Host field (RFC 9110 §7.2): host and optional port.
struct Authority: Equatable, Sendable {
    /// In lower case; an IPv6 address in its brackets.
    var host: String
    var port: Int?

    init?(_ text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.allSatisfy(Self.isAllowed) else { return nil }
        var end = utf8.count
        let bracket = utf8.lastIndex(of: UInt8(ascii: "]"))
        if let colon = utf8.lastIndex(of: UInt8(ascii: ":")), colon > bracket ?? -1 {
            let digits = utf8[(colon + 1)...]
            guard digits.count <= 5, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            if !digits.isEmpty {
                guard let number = Int(String(decoding: digits, as: UTF8.self)), number <= 65_535 else {
                    return nil
                }
                port = number
            }
            end = colon
        }
        let name = utf8[..<end]
        if name.first == UInt8(ascii: "[") {
            guard bracket == end - 1, name.count > 2 else { return nil }
        } else {
            guard bracket == nil, !name.isEmpty, !name.contains(UInt8(ascii: ":")),
                !name.contains(UInt8(ascii: "["))
            else { return nil }
        }
        host = String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Printable ASCII without what ends an authority or puts a user name in front of it.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        guard byte > 0x20, byte < 0x7F else { return false }
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "\\"),
            UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return false
        default: return true
        }
    }
}
