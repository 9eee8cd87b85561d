import WAMP

extension RouterConfiguration.Listener: Configurable {
    static var initial: Self { Self(port: 0) }

    static var settings: [Setting<Self>] { addressSettings + transportSettings }

    private static var addressSettings: [Setting<Self>] {
        [
            Setting(required: "type", \.type, .choice(), "The kind of address."),
            Setting(
                "host", \.host, .string(#"^[^\s/]+$"#, "a host name or an IP address"),
                "The name or address of the network interface to listen on; :: is IPv6 and IPv4."
            ).when(.isOf(.tcp, "host")),
            Setting(required: "port", \.port, .integer(0...65_535), "The TCP port; 0 takes any free one.")
                .when(.isOf(.tcp, "port")),
            Setting(
                "ipv6_only", \.isIPv6Only, .boolean, "Whether an IPv6 host, such as ::, refuses IPv4 clients."
            ).when(.isOf(.tcp, "ipv6_only")),
            Setting(
                required: "socket", \.socket, .string(#"^[^\x00]+$"#, "a path"),
                "The path of the Unix socket; a relative path starts at the folder of this file."
            ).when(.isOf(.unix, "socket")),
            Setting("mode", \.mode, .fileMode, "The permission bits of the Unix socket, in octal digits.")
                .when(.isOf(.unix, "mode")),
            Setting(
                optional: "name", \.name, .string(#"^[!-9;-~]{1,255}$"#, "a name as in FileDescriptorName="),
                "The passed sockets of which name are meant; without it all of them."
            ).when(.isOf(.systemd, "name")),
        ]
    }

    private static var transportSettings: [Setting<Self>] {
        [
            Setting(
                "transports", \.transports, .words(),
                "What is spoken, on the same port or socket: WAMP over WebSocket, RawSocket or HTTP requests, "
                    + "and plain HTTP."),
            Setting("serializers", \.serializers, .words(), "What clients may write messages in.")
                .when(.speaks([.websocket, .rawsocket, .longpoll], "serializers")),
            Setting("path", \.path, httpPath, "The path of WebSocket connections.")
                .when(.speaks([.websocket], "path")),
            Setting(
                "longpoll_path", \.longPollPath,
                .string(#"^(/[^\s?#/]+)+$"#, #"a path that begins with "/" and does not end with it"#),
                "The path below which WAMP is spoken over HTTP requests."
            ).when(.speaks([.longpoll], "longpoll_path")),
            Setting(
                "proxy_protocol", \.usesProxyProtocol, .boolean,
                "Whether every connection must begin with a header of the PROXY protocol, version 1 or 2. "
                    + "Only for listeners that nobody but the proxy reaches."),
            Setting(
                optional: "tls", \.tls, .object(),
                "How TLS is spoken, by every connection; without it, it is not."),
            Setting(
                optional: "origins", \.origins,
                .list(
                    .string(
                        #"^(\*|null|[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#*]+)$"#,
                        #"an origin like "https://app.example.org", or "*""#)),
                "The web pages that may connect; * stands for every page. "
                    + "Without it: pages that this listener itself serves, and pages of this machine."
            ).when(.speaks([.websocket, .longpoll], "origins")),
            Setting(
                optional: "authentication", \.authentication, .words(),
                "The authentication methods that clients may use here, of those that their realm has; without it all."
            ).when(.speaks([.websocket, .rawsocket, .longpoll], "authentication")),
            Setting(
                optional: "static_files", \.staticFiles, .string(#"^[^\x00]+$"#, "a folder"),
                "A folder whose files are served over HTTP; a relative path starts at the folder of this file."
            ).when(.speaks([.http], "static_files")),
        ]
    }

    private static var httpPath: SettingKind<String> {
        .string(#"^/[^\s?#]*$"#, #"a path that begins with "/""#)
    }
}

extension SettingCondition<RouterConfiguration.Listener> {
    /// `key` belongs to listeners of one type.
    fileprivate static func isOf(_ type: RouterConfiguration.Listener.Kind, _ key: String) -> Self {
        let others = RouterConfiguration.Listener.Kind.allCases.filter { $0 != type }
        return Self(
            key: "type", isMet: { $0.type == type },
            objection: {
                "the key \"\(key)\" belongs to listeners of type \"\(type.rawValue)\", "
                    + "and this one has type \"\($0.type.rawValue)\""
            },
            met: ["const": .string(type.rawValue)],
            unmet: ["enum": .list(others.map { .string($0.rawValue) })])
    }

    /// `key` belongs to listeners that speak one of some transports.
    fileprivate static func speaks(
        _ transports: Set<RouterConfiguration.Listener.Transport>, _ key: String
    ) -> Self {
        let all = RouterConfiguration.Listener.Transport.allCases
        let words = all.filter(transports.contains).map { "\"\($0.rawValue)\"" }
        let others = all.filter { !transports.contains($0) }
        return Self(
            key: "transports", isMet: { !$0.transports.isDisjoint(with: transports) },
            objection: { _ in
                "the key \"\(key)\" needs \(words.alternatives) among the transports of its listener"
            },
            met: [:],
            unmet: ["items": ["enum": .list(others.map { .string($0.rawValue) })]])
    }
}
