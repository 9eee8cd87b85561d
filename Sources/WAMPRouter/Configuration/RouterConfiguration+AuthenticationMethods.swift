import WAMPAuth

// What can be said of the methods of principals.
extension RouterConfiguration {
    /// Tickets of principals (advanced profile, "Ticket-based Authentication").
    public struct Ticket: Equatable, Sendable {
        /// Whether tickets may be sent over connections that are neither encrypted nor local, where anybody on the way can read
        /// them: no.
        public var allowsPlainText = false

        /// Tickets over encrypted and local connections.
        public init() {}
    }

    /// WAMP-CRA (advanced profile, "Challenge Response Authentication"), which has nothing to be set.
    public struct WAMPCRA: Equatable, Sendable {
        /// The method as it is.
        public init() {}
    }

    /// WAMP-SCRAM (advanced profile, "Salted Challenge Response Authentication").
    public struct SCRAM: Equatable, Sendable {
        /// Whether only clients with channel binding are taken, which needs TLS: no.
        public var requiresChannelBinding = false

        /// With or without channel binding.
        public init() {}
    }

    /// WAMP-Cryptosign (advanced profile, "Cryptosign-based Authentication").
    public struct Cryptosign: Equatable, Sendable {
        /// Whether only clients with channel binding are taken, which needs TLS: no.
        public var requiresChannelBinding = false
        /// The router's private key, 64 hexadecimal digits, with which it answers the challenges of clients. It must not be the
        /// key of any client. `nil`: they are not answered.
        public var routerKey: String?

        /// With or without channel binding, without a key of the router.
        public init() {}
    }

    /// Client certificates (advanced profile, "TLS Certificate Authentication"), which has nothing to be set.
    public struct TLSCertificate: Equatable, Sendable {
        /// The method as it is.
        public init() {}
    }

    /// HTTP cookies (advanced profile, "Cookie-based Authentication").
    public struct Cookie: Equatable, Sendable {
        /// The cookie's name.
        public var name: String
        /// Whether cookies are believed on connections that are neither encrypted nor local: no.
        public var allowsPlainText = false

        /// A cookie of this name, over encrypted and local connections.
        public init(name: String) {
            self.name = name
        }
    }

    /// A field of the HTTP request in which a proxy that has authenticated the user names it.
    public struct Header: Equatable, Sendable {
        /// The field's name. The proxy must remove fields of this name that clients send.
        public var name: String
        /// The proxies: IP addresses, networks such as `10.0.0.0/8`, or `unix` for whoever connects to a Unix socket.
        public var trusted: [String]
        /// The role of users that are no principals; `nil` refuses them.
        public var role: String?

        /// The users that these proxies name.
        public init(name: String, trusted: [String], role: String? = nil) {
            self.name = name
            self.trusted = trusted
            self.role = role
        }
    }
}

extension RouterConfiguration.Ticket: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "allow_plain_text", \.allowsPlainText, .boolean,
                "Whether tickets may come over connections that are neither encrypted nor local.")
        ]
    }
}

extension RouterConfiguration.WAMPCRA: Configurable {
    static var initial: Self { Self() }
    static var settings: [Setting<Self>] { [] }
}

extension RouterConfiguration.SCRAM: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "require_channel_binding", \.requiresChannelBinding, .boolean,
                "Whether only clients with channel binding, which needs TLS, are accepted.")
        ]
    }
}

extension RouterConfiguration.Cryptosign: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "require_channel_binding", \.requiresChannelBinding, .boolean,
                "Whether only clients with channel binding, which needs TLS, are accepted."),
            Setting(
                optional: "router_key", \.routerKey,
                .text(#"^[0-9A-Fa-f]{64}$"#, "64 hexadecimal digits", isSecret: true) {
                    Hexadecimal.decode($0)?.count == Ed25519.keySize
                },
                "The router's private key, with which it answers clients that want to know who it is. "
                    + "It must not be the key of any client."),
        ]
    }
}

extension RouterConfiguration.TLSCertificate: Configurable {
    static var initial: Self { Self() }
    static var settings: [Setting<Self>] { [] }
}

extension RouterConfiguration.Cookie: Configurable {
    static var initial: Self { Self(name: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "name", \.name, .headerName, "The cookie's name."),
            Setting(
                "allow_plain_text", \.allowsPlainText, .boolean,
                "Whether cookies are believed on connections that are neither encrypted nor local."),
        ]
    }
}

extension RouterConfiguration.Header: Configurable {
    static var initial: Self { Self(name: "", trusted: []) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "name", \.name, .headerName,
                "The field's name. The proxy must remove fields of this name that clients send."),
            Setting(
                required: "trusted", \.trusted,
                .list(
                    .text(
                        "^(unix|[0-9A-Fa-f.:]+(/[0-9]{1,3})?)$",
                        #"an IP address, a network like "10.0.0.0/8", or "unix""#
                    ) {
                        $0 == "unix" || AddressRange($0) != nil
                    }),
                "The addresses of the proxies; unix stands for whoever connects to a Unix socket."),
            Setting(
                optional: "role", \.role, .name,
                "The role of users that are no principals; without it they are refused."),
        ]
    }
}

extension SettingKind<String> {
    /// A token of HTTP (RFC 9110 section 5.6.2).
    static var headerName: Self {
        string("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", "a name that HTTP allows")
    }
}
