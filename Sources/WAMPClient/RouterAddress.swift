/// Where a router is, and how messages are carried to it: what a URL says.
///
/// | transport | over TCP | over a Unix socket |
/// |---|---|---|
/// | WebSocket | `ws://host[:port][/path][?query]` | `ws+unix:///path/to.sock[:/path[?query]]` |
/// | RawSocket | `rs://host[:port]` | `rs+unix:///path/to.sock` |
///
/// With `wss` and `rss` in the place of `ws` and `rs` the connection begins with TLS.
///
/// Without an authority, `ws+unix:/path/to.sock` says the same. `ws://unix:` and `rs://unix:` before the path of a socket are
/// understood as well, as Autobahn does.
struct RouterAddress: Equatable, Sendable {
    enum Socket: Equatable, Sendable {
        /// A name or an address, IPv6 without brackets, and a port: 80 where the URL has none, 443 with TLS.
        case tcp(host: String, port: Int)
        /// A file.
        case unix(path: String)
    }

    enum Carrier: Equatable, Sendable {
        /// With the value of the Host field (RFC 9110 §7.2), and path and query as the target of the request.
        case webSocket(host: String, target: String)
        case rawSocket
    }

    let socket: Socket
    let carrier: Carrier
    /// The name or address that the router's certificate must be for; `nil` where TLS is not spoken.
    let secureHost: String?

    /// - Throws: `WAMPError` with code `connectionFailed`, which says which part of the text is wrong, and how.
    init(_ text: String) throws(WAMPError) {
        do throws(Problem) {
            let scheme = text.prefix { $0 != ":" }
            let rest = text[scheme.endIndex...].dropFirst()
            guard !rest.contains("#") else { throw Problem("it has a fragment") }
            let name = scheme.lowercased()
            let isSecure = name.hasPrefix("wss") || name.hasPrefix("rss")
            let port = isSecure ? 443 : 80
            switch name {
            case "ws", "wss": (socket, carrier) = try Self.webSocket(try Self.authorityAndPath(rest), port)
            case "ws+unix", "wss+unix": (socket, carrier) = try Self.unixWebSocket(Self.socketPath(rest))
            case "rs", "rss": (socket, carrier) = try Self.rawSocket(try Self.authorityAndPath(rest), port)
            case "rs+unix", "rss+unix": (socket, carrier) = try Self.unixRawSocket(Self.socketPath(rest))
            default: throw Self.unknownScheme
            }
            switch socket {
            case .tcp(let host, _): secureHost = isSecure ? host : nil
            case .unix: secureHost = isSecure ? "localhost" : nil
            }
        } catch {
            throw WAMPError(.connectionFailed, "cannot connect to \(text): \(error.words)")
        }
    }
}

/// What is wrong with an address, as the end of a sentence.
private struct Problem: Error {
    let words: String
    init(_ words: String) { self.words = words }
}

// MARK: Behind the scheme

extension RouterAddress {
    private static let unknownScheme = Problem(
        "it does not begin with ws://, wss://, rs:// or rss://, or one of these with +unix before the colon")
    /// What Autobahn has in the place of a host.
    private static let unixMark = "unix:"

    private static func authorityAndPath(_ rest: Substring) throws(Problem) -> Substring {
        guard rest.hasPrefix("//") else { throw unknownScheme }
        return rest.dropFirst(2)
    }

    /// There is no authority, so that the slashes before it are optional (RFC 3986 §3).
    private static func socketPath(_ rest: Substring) -> Substring {
        rest.hasPrefix("//") ? rest.dropFirst(2) : rest
    }

    private static func webSocket(
        _ rest: Substring, _ defaultPort: Int
    ) throws(Problem) -> (Socket, Carrier) {
        if rest.hasPrefix(unixMark + "/") { return try autobahnWebSocket(rest.dropFirst(unixMark.count)) }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let (host, port) = try hostAndPort(authority, defaultPort)
        let name = host.contains(":") ? "[\(host)]" : host
        let field = port == defaultPort ? name : "\(name):\(port)"
        let target = try target(rest[authority.endIndex...])
        return (.tcp(host: host, port: port), .webSocket(host: field, target: target))
    }

    private static func unixWebSocket(_ rest: Substring) throws(Problem) -> (Socket, Carrier) {
        let path = rest.prefix { $0 != ":" }
        let target = try target(rest[path.endIndex...].dropFirst())
        return (try unix(path), .webSocket(host: "localhost", target: target))
    }

    /// Autobahn requests all that follows, the socket's path included; a target of its own behind a colon is understood here
    /// alone.
    private static func autobahnWebSocket(_ rest: Substring) throws(Problem) -> (Socket, Carrier) {
        guard !rest.contains(":") else { return try unixWebSocket(rest) }
        let path = rest.prefix { $0 != "?" }
        return (try unix(path), .webSocket(host: "localhost", target: try target(rest)))
    }

    private static func rawSocket(
        _ rest: Substring, _ defaultPort: Int
    ) throws(Problem) -> (Socket, Carrier) {
        if rest.hasPrefix(unixMark + "/") { return try unixRawSocket(rest.dropFirst(unixMark.count)) }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard authority.endIndex == rest.endIndex else { throw Problem("RawSocket has no path") }
        let (host, port) = try hostAndPort(authority, defaultPort)
        return (.tcp(host: host, port: port), .rawSocket)
    }

    private static func unixRawSocket(_ rest: Substring) throws(Problem) -> (Socket, Carrier) {
        guard !rest.contains(":") else { throw Problem("RawSocket has no path behind that of the socket") }
        return (try unix(rest), .rawSocket)
    }
}

// MARK: Parts

extension RouterAddress {
    /// The path of a socket, which is taken as it is.
    private static func unix(_ path: Substring) throws(Problem) -> Socket {
        guard path.hasPrefix("/") else { throw Problem("the path of its socket does not begin with /") }
        guard !path.utf8.contains(0) else { throw Problem("the path of its socket has a NUL") }
        return .unix(path: String(path))
    }

    private static func target(_ text: Substring) throws(Problem) -> String {
        try requireVisible(text)
        return text.hasPrefix("/") ? String(text) : "/" + text
    }

    private static func hostAndPort(
        _ authority: Substring, _ defaultPort: Int
    ) throws(Problem) -> (host: String, port: Int) {
        try requireVisible(authority)
        guard !authority.contains("@") else { throw Problem("it has a user name") }
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw Problem("a bracket is missing") }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
        }
        guard !host.isEmpty else { throw Problem("it has no host") }
        if rest.isEmpty { return (String(host), defaultPort) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let port = Int(digits), port > 0,
            port <= 65535
        else { throw Problem("its port is not a number from 1 to 65535") }
        return (String(host), port)
    }

    /// Only visible ASCII: nothing that could end a header field of the handshake.
    private static func requireVisible(_ text: Substring) throws(Problem) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Problem("it has characters that must be percent-encoded")
        }
    }
}
