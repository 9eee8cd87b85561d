extension RouterConfiguration {
    /// One address on which the router accepts connections, and what it speaks there. All that it speaks, it speaks on the same
    /// port or socket.
    public struct Listener: Equatable, Sendable {
        /// What a listener's address is.
        public enum Kind: String, CaseIterable, Sendable {
            /// A host and a TCP port.
            case tcp
            /// A Unix stream socket, with a path in the file system.
            case unix
            /// Sockets that were bound by systemd, or whatever else passes them as sd_listen_fds(3) describes.
            case systemd
        }

        /// What can be spoken on one address.
        public enum Transport: String, CaseIterable, Sendable {
            /// WAMP over WebSocket, at `path`.
            case websocket
            /// WAMP over RawSocket.
            case rawsocket
            /// WAMP over HTTP requests, at `longPollPath`.
            case longpoll
            /// Plain HTTP: a page, `/health` and files.
            case http
        }

        /// What messages can be written in.
        public enum Serializer: String, CaseIterable, Sendable {
            case json
            case messagePack = "msgpack"
            case cbor
        }

        /// What the address is.
        public var type: Kind
        /// `tcp`: the name or address of the network interface. The default, 127.0.0.1, is reached from this machine only;
        /// `::` is reached by IPv6 and IPv4 from everywhere.
        public var host = "127.0.0.1"
        /// `tcp`: the port, 0…65535; 0 takes any free one.
        public var port = 0
        /// `tcp`, for an IPv6 address: whether IPv4 clients are kept out. It matters for `::`.
        public var isIPv6Only = false
        /// `unix`: the path of the socket, at most 107 bytes. In a configuration file a relative path starts at the folder of
        /// that file.
        public var socket = ""
        /// `unix`: the permission bits of the socket: who may write may connect.
        public var mode: UInt16 = 0o660
        /// `systemd`: which of the passed sockets (`FileDescriptorName=`); `nil`: all of them.
        public var name: String?
        /// What is spoken; at least one.
        public var transports = Set(Transport.allCases)
        /// What clients may write messages in; at least one.
        public var serializers = Set(Serializer.allCases)
        /// The path of WebSocket connections.
        public var path = "/ws"
        /// The path below which clients without WebSocket open, send, receive and close by HTTP requests.
        public var longPollPath = "/longpoll"
        /// Whether every connection begins with a header of the PROXY protocol, version 1 or 2, that says whom a proxy speaks
        /// for. Only for listeners that nobody but the proxy reaches: whoever does can claim any address.
        public var usesProxyProtocol = false
        /// How TLS is spoken; `nil`: it is not. With it, every connection begins with TLS, behind the header of a proxy.
        public var tls: TLS?
        /// The web pages that may connect, as browsers spell their origin (`https://app.example.org`); `*`
        /// stands for every page. `nil`: pages that this listener itself served, and pages of this machine.
        /// Clients other than browsers send no origin and are not concerned.
        public var origins: [String]?
        /// The authentication methods that clients may use here, of those that their realm has; `nil`: all.
        public var authentication: Set<AuthenticationMethod>?
        /// The folder whose files are served over HTTP; `nil`: none. In a configuration file a relative path
        /// starts at the folder of that file.
        public var staticFiles: String?

        private init(type: Kind) {
            self.type = type
        }

        /// A TCP port with defaults for everything else.
        public init(
            host: String = "127.0.0.1", port: Int, path: String = "/ws", origins: [String]? = nil,
            staticFiles: String? = nil
        ) {
            self.init(type: .tcp)
            self.host = host
            self.port = port
            self.path = path
            self.origins = origins
            self.staticFiles = staticFiles
        }

        /// A Unix socket with defaults for everything else.
        public static func unix(_ socket: String, mode: UInt16 = 0o660) -> Listener {
            var listener = Listener(type: .unix)
            listener.socket = socket
            listener.mode = mode
            return listener
        }

        /// The sockets that were passed under a name, or all, with defaults for everything else.
        public static func systemd(name: String? = nil) -> Listener {
            var listener = Listener(type: .systemd)
            listener.name = name
            return listener
        }
    }
}
