/// A router's WebSocket endpoint: `ws://HOST[:PORT][/PATH]`, or `wss` with TLS.
struct RouterEndpoint: Sendable {
    let host: String
    let port: Int
    let path: String
    var isSecure = false

    init(host: String, port: Int, path: String) {
        self.host = host
        self.port = port
        self.path = path
    }

    init?(_ url: String) {
        isSecure = url.hasPrefix("wss://")
        guard isSecure || url.hasPrefix("ws://") else { return nil }
        let rest = url.dropFirst(isSecure ? "wss://".count : "ws://".count)
        let authority = rest.prefix { $0 != "/" }
        path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            host = Self.withoutBrackets(authority)
            port = isSecure ? 443 : 80
            return
        }
        guard let port = UInt16(authority[authority.index(after: colon)...]) else { return nil }
        host = Self.withoutBrackets(authority[..<colon])
        self.port = Int(port)
    }

    /// What the Host header field says.
    var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Connections can be spread over source addresses 127.0.0.x, each of which has its own range of ports.
    var isIPv4Loopback: Bool { host.hasPrefix("127.") || host == "localhost" }

    private static func withoutBrackets(_ host: Substring) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
