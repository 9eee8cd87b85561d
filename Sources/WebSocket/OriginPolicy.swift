/// Which web pages may open a connection (RFC 6455 §4.2.2, §10.2).
///
/// A browser sends the page's origin and cannot be made to send another, so that this keeps foreign pages
/// from using the visitor's network place or cookies. A request without Origin is not from a browser's page and is
/// allowed: such a client could send any origin it likes.
package struct OriginPolicy: Equatable, Sendable {
    /// Any page may connect (`*`).
    package var allowsAny: Bool
    /// A page that came from the host and port that it connects to may, and a page of this machine
    /// (`localhost`, `127.0.0.1`, `[::1]`) may connect to this machine under such a name, on any port.
    package var allowsSameHost: Bool
    /// Origins that may connect, as a browser spells them: `https://app.example.org`, or `null`.
    package private(set) var allowed: [String]

    private let parsed: [Origin]

    package init(allowed: [String] = [], allowsSameHost: Bool = true) {
        allowsAny = allowed.contains("*")
        self.allowsSameHost = allowsSameHost
        self.allowed = allowed.filter { $0 != "*" }
        parsed = self.allowed.compactMap(Origin.init)
    }

    /// Whether a page of `origin` may connect to the server that it calls `host` (the Host field).
    package func allows(origin text: String, host: String) -> Bool {
        if allowsAny || allowed.contains(text) { return true }
        guard let origin = Origin(text) else { return false }
        if parsed.contains(origin) { return true }
        guard allowsSameHost, let server = Authority(host) else { return false }
        return origin.isSame(as: server) || (Self.isLoopback(origin.host) && Self.isLoopback(server.host))
    }

    /// `localhost` (RFC 6761 §6.3), 127.0.0.0/8 and ::1.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            part.count <= 3 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && UInt8(part) != nil
        }
    }
}
