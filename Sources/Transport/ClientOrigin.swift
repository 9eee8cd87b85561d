/// Where a client comes from, by what, and what its connection proves of it.
package struct ClientOrigin: Equatable, Sendable {
    /// The transports of WAMP that a listener offers.
    package enum Transport: String, Sendable {
        case webSocket = "websocket"
        case rawSocket = "rawsocket"
        case longPoll = "longpoll"
    }

    /// `address:port`, or the path of a Unix socket.
    package var address: String
    /// Where the connection itself comes from, where a proxy says that it speaks for `address`; else `nil`.
    package var proxy: String?
    package var transport: Transport
    /// What is known of the client by TLS; `nil` where the connection is not encrypted by this process.
    package var tls: TLSPeer?
    /// The values of those fields of the HTTP request that the listener keeps (`ListenerEndpoint.keptHeaders`), by the field's
    /// name in lower case, in the order in which they came. The request is that for the WebSocket, or that which opened the
    /// long-poll transport; RawSocket has none.
    package var headers: [String: [String]]

    package init(
        address: String, transport: Transport, tls: TLSPeer? = nil, headers: [String: [String]] = [:]
    ) {
        self.address = address
        self.transport = transport
        self.tls = tls
        self.headers = headers
    }

    /// The IP address without the port, an IPv6 address without brackets; `nil` for a Unix socket.
    package var host: String? { Self.host(of: address) }

    /// The same of the connection's own address, which is that of the proxy where there is one.
    package var connectionHost: String? { Self.host(of: proxy ?? address) }

    private static func host(of address: String) -> String? {
        guard let colon = address.utf8.lastIndex(of: UInt8(ascii: ":")), !address.hasPrefix("unix:") else {
            return nil
        }
        let host = address[..<colon]
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }

    /// Whether the connection is encrypted by this process.
    package var isSecure: Bool { tls != nil }
}
