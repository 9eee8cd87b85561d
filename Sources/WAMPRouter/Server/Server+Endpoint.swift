import NIOCore
import Transport

extension Server {
    /// An address that the server listens on, and what it speaks there.
    public struct Endpoint: Sendable, CustomStringConvertible {
        /// A way to reach a server.
        public enum Address: Equatable, Sendable {
            /// A host, as configured where it was, and the port that was bound.
            case tcp(host: String, port: Int)
            /// The path of a Unix socket.
            case unix(path: String)
        }

        /// How it is reached.
        public let address: Address
        /// What is spoken here.
        public let transports: Set<RouterConfiguration.Listener.Transport>
        /// What clients may write messages in.
        public let serializers: Set<RouterConfiguration.Listener.Serializer>
        /// Every connection begins with TLS.
        public let usesTLS: Bool
        /// The path of WebSocket connections.
        public let path: String
        /// The path below which WAMP is spoken over HTTP requests.
        public let longPollPath: String

        /// The port; 0 for a Unix socket.
        public var port: Int {
            switch address {
            case .tcp(_, let port): port
            case .unix: 0
            }
        }

        /// The addresses for WAMP clients, one for each transport that is spoken: `ws://127.0.0.1:8080/ws`,
        /// `rs://127.0.0.1:8080`, `http://127.0.0.1:8080/longpoll`; with TLS `wss:`, `rss:` and `https:`. For a Unix socket these are `ws+unix:`, `rs+unix:` and
        /// `http+unix:` with its path, and, where there is one, `:` and the path of the request.
        public var urls: [String] {
            var urls: [String] = []
            if transports.contains(.websocket) { urls.append(url("ws", path)) }
            if transports.contains(.rawsocket) { urls.append(url("rs", "")) }
            if transports.contains(.longpoll) { urls.append(url("http", longPollPath)) }
            return urls
        }

        /// The address for web browsers; `nil` where no plain HTTP is spoken, and for Unix sockets.
        public var page: String? {
            guard transports.contains(.http), case .tcp = address else { return nil }
            return url("http", "/")
        }

        /// The first address for WAMP clients, or else that for web browsers.
        public var description: String { urls.first ?? url("http", "/") }

        /// What is spoken, in words: `ws://127.0.0.1:8080/ws, rs://127.0.0.1:8080 (json, cbor); pages at http://127.0.0.1:8080/`.
        public var summary: String {
            let names = RouterConfiguration.Listener.Serializer.allCases.filter(serializers.contains)
            var parts: [String] = []
            if !urls.isEmpty {
                let list = names.map(\.rawValue).joined(separator: ", ")
                parts.append("WAMP at \(urls.joined(separator: ", ")) (\(list))")
            }
            if transports.contains(.http) { parts.append("pages at \(url("http", "/"))") }
            return parts.joined(separator: "; ")
        }

        private func scheme(_ plain: String) -> String { usesTLS ? plain + "s" : plain }

        private func url(_ scheme: String, _ path: String) -> String {
            switch address {
            case .tcp(let host, let port):
                "\(self.scheme(scheme))://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
            case .unix(let socket): "\(self.scheme(scheme))+unix:\(socket)" + (path.isEmpty ? "" : ":\(path)")
            }
        }
    }
}

extension Server.Endpoint {
    init(_ address: Address, _ listener: RouterConfiguration.Listener) {
        self.address = address
        transports = listener.transports
        serializers = listener.serializers
        usesTLS = listener.tls != nil
        path = listener.path
        longPollPath = listener.longPollPath
    }

    /// What a listener has bound: its own words for a host or path, where there are any.
    static func all(
        of listener: RouterConfiguration.Listener, bound addresses: [SocketAddress]
    ) -> [Server.Endpoint] {
        addresses.map { address in
            let found: Address
            switch listener.type {
            case .tcp: found = .tcp(host: listener.host, port: address.port ?? listener.port)
            case .unix: found = .unix(path: listener.socket)
            case .systemd:
                if let port = address.port, let host = address.ipAddress {
                    found = .tcp(host: host, port: port)
                } else {
                    found = .unix(path: address.pathname ?? "")
                }
            }
            return Server.Endpoint(found, listener)
        }
    }
}
