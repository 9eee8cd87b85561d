/// A WebSocket URI (RFC 6455 §3): `ws://host[:port][/path][?query]`.
struct WebSocketAddress: Equatable, Sendable {
    /// A name or an address; IPv6 without brackets.
    let host: String
    /// 80 where the URI has none.
    let port: Int
    /// Path and query.
    let target: String
    /// The URI as it was given.
    let text: String

    /// - Throws: `WAMPError` with code `connectionFailed`, which says what is wrong with the text.
    init(_ text: String) throws(WAMPError) {
        // Visible ASCII: nothing that could end a header field of the handshake.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Self.refusal(text, "it has characters that must be percent-encoded")
        }
        guard let schemeEnd = text.firstRange(of: "://") else {
            throw Self.refusal(text, "it does not begin with ws://")
        }
        switch text[..<schemeEnd.lowerBound].lowercased() {
        case "ws": break
        case "wss": throw Self.refusal(text, "TLS is not supported")
        default: throw Self.refusal(text, "it does not begin with ws://")
        }
        guard !text.contains("#") else { throw Self.refusal(text, "it has a fragment") }
        let rest = text[schemeEnd.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw Self.refusal(text, "it has a user name") }
        let path = rest[authority.endIndex...]
        target = path.hasPrefix("/") ? String(path) : "/" + path
        (host, port) = try Self.hostAndPort(authority, in: text)
        self.text = text
    }

    /// The value of the Host field (RFC 9110 §7.2): the port only where it is not the scheme's.
    var hostField: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }

    private static func hostAndPort(
        _ authority: Substring, in text: String
    ) throws(WAMPError) -> (host: String, port: Int) {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw refusal(text, "a bracket is missing") }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
        }
        guard !host.isEmpty else { throw refusal(text, "it has no host") }
        if rest.isEmpty { return (String(host), 80) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let port = Int(digits), port > 0,
            port <= 65535
        else { throw refusal(text, "its port is not a number from 1 to 65535") }
        return (String(host), port)
    }

    private static func refusal(_ text: String, _ problem: String) -> WAMPError {
        WAMPError(.connectionFailed, "cannot connect to \(text): \(problem)")
    }
}
