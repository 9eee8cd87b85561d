extension RouterConfiguration {
    /// One address on which the router accepts WebSocket connections, and serves files over HTTP.
    public struct Listener: Equatable, Sendable {
        /// What a listener's address is.
        public enum Kind: String, CaseIterable, Sendable {
            /// A host and a TCP port.
            case tcp
        }

        /// What the address is.
        public var type: Kind
        /// The name or address of the network interface. The default, 127.0.0.1, is reached from this machine
        /// only.
        public var host: String
        /// The TCP port, 0…65535; 0 takes any free one.
        public var port: Int
        /// The path of WebSocket connections.
        public var path: String
        /// The web pages that may connect, as browsers spell their origin (`https://app.example.org`); `*`
        /// stands for every page. `nil`: pages that this listener itself served, and pages of this machine.
        /// Clients other than browsers send no origin and are not concerned.
        public var origins: [String]?
        /// The folder whose files are served over HTTP; `nil`: none. In a configuration file a relative path
        /// starts at the folder of that file.
        public var staticFiles: String?

        /// A listener with defaults for everything but its port.
        public init(
            type: Kind = .tcp, host: String = "127.0.0.1", port: Int, path: String = "/ws",
            origins: [String]? = nil, staticFiles: String? = nil
        ) {
            self.type = type
            self.host = host
            self.port = port
            self.path = path
            self.origins = origins
            self.staticFiles = staticFiles
        }
    }
}

extension RouterConfiguration.Listener: Configurable {
    static var initial: Self { Self(port: 0) }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "type", \.type, .choice(), "The kind of address."),
            Setting(
                "host", \.host, .string(#"^[^\s/]+$"#, "a host name or an IP address"),
                "The name or address of the network interface to listen on."),
            Setting(required: "port", \.port, .integer(0...65_535), "The TCP port; 0 takes any free one."),
            Setting(
                "path", \.path, .string(#"^/[^\s?#]*$"#, #"a path that begins with "/""#),
                "The path of WebSocket connections."),
            Setting(
                optional: "origins", \.origins,
                .list(
                    .string(
                        #"^(\*|null|[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#*]+)$"#,
                        #"an origin like "https://app.example.org", or "*""#)),
                "The web pages that may connect; * stands for every page. "
                    + "Without it: pages that this listener itself serves, and pages of this machine."),
            Setting(
                optional: "static_files", \.staticFiles, .string(#"^[^\x00]+$"#, "a folder"),
                "A folder whose files are served over HTTP; a relative path starts at the folder of this file."
            ),
        ]
    }
}
