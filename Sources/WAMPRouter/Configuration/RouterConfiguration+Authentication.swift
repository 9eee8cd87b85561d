extension RouterConfiguration {
    /// How clients of a realm get to a role; at least one way is open.
    ///
    /// A method is open where its member is set. What principals have for a method stands with each of them.
    public struct Authentication: Equatable, Sendable {
        /// Clients that do not say who they are (authmethod `anonymous`); `nil` refuses them.
        public var anonymous: Anonymous?
        /// Principals with tickets (authmethod `ticket`).
        public var ticket: Ticket?
        /// Principals with a shared secret (authmethod `wampcra`).
        public var wampcra: WAMPCRA?
        /// Principals with a password of which the router knows less than they (authmethod `wamp-scram`).
        public var scram: SCRAM?
        /// Principals with Ed25519 keys (authmethod `cryptosign`).
        public var cryptosign: Cryptosign?
        /// Principals with client certificates (authmethod `tls`).
        public var tls: TLSCertificate?
        /// Principals with HTTP cookies (authmethod `cookie`).
        public var cookie: Cookie?
        /// Users that a trusted proxy names (authmethod `header`).
        public var header: Header?
        /// JSON Web Tokens, which come as tickets (authmethod `ticket`).
        public var jwt: JSONWebTokens?
        /// The procedure that knows principals that the configuration does not.
        public var dynamic: DynamicAuthenticator?
        /// Who may join, by name.
        public var principals: [Principal]
        /// A file with more principals, which can be edited and reloaded on its own. In a configuration file a relative path
        /// starts at the folder of that file.
        public var usersFile: String?
        /// The principals of `usersFile`: filled when a configuration is loaded from a file.
        public var users: [Principal] = []
        /// How long a client has to answer CHALLENGE: 10 seconds, enough to ask a person or a hardware key.
        public var challengeTimeout: Duration = .seconds(10)
        /// A secret from which challenges for unknown principals are made. `nil`: a random one for each process, so that who
        /// compares the challenges before and after a restart can tell who does not exist.
        public var mockSecret: String?

        /// The ways that are open.
        public init(
            anonymous: Anonymous? = nil, principals: [Principal] = [], usersFile: String? = nil
        ) {
            self.anonymous = anonymous
            self.principals = principals
            self.usersFile = usersFile
        }
    }

    /// Clients that do not say who they are.
    public struct Anonymous: Equatable, Sendable {
        /// The role they get, one of the realm's.
        public var role: String

        /// Everybody gets `role`.
        public init(role: String) {
            self.role = role
        }
    }
}

extension RouterConfiguration.Authentication: Configurable {
    static var initial: Self { Self() }
    static let needsOneKey = true

    static var settings: [Setting<Self>] { methodSettings + principalSettings }

    private static var methodSettings: [Setting<Self>] {
        [
            Setting(
                optional: "anonymous", \.anonymous, .object(),
                "Clients that do not say who they are; without it they are refused."),
            Setting(
                optional: "ticket", \.ticket, .object(),
                "Opens authmethod ticket for principals that have one: a secret that is sent in clear."),
            Setting(
                optional: "wampcra", \.wampcra, .object(),
                "Opens authmethod wampcra for principals that have a secret for it, which is not sent."),
            Setting(
                optional: "scram", \.scram, .object(),
                "Opens authmethod wamp-scram for principals that have a password, which the router does not know."
            ),
            Setting(
                optional: "cryptosign", \.cryptosign, .object(),
                "Opens authmethod cryptosign for principals that have Ed25519 keys."),
            Setting(
                optional: "tls", \.tls, .object(),
                "Opens authmethod tls for principals that have client certificates."),
            Setting(
                optional: "cookie", \.cookie, .object(),
                "Opens authmethod cookie for principals that have HTTP cookies."),
            Setting(
                optional: "header", \.header, .object(),
                "Opens authmethod header for users that a trusted HTTP proxy names."),
            Setting(optional: "jwt", \.jwt, .object(), "Accepts JSON Web Tokens as tickets."),
            Setting(
                optional: "dynamic", \.dynamic, .object(),
                "The procedure that is asked for principals that are not in this file."),
        ]
    }

    private static var principalSettings: [Setting<Self>] {
        [
            Setting(
                "principals", \.principals, .list(.object(), mayBeEmpty: true),
                "Who may join, by name, and how they show who they are."),
            Setting(
                optional: "users_file", \.usersFile, .filePath,
                "A file with more principals, as wamp-router hash prints them; a relative path starts at the folder of "
                    + "this file."),
            Setting(
                "challenge_timeout_ms", \.challengeTimeout, .milliseconds(100...600_000),
                "How long a client has to answer a challenge, in milliseconds."),
            Setting(
                optional: "mock_secret", \.mockSecret,
                .text(atLeast: 16, "at least 16 bytes", isSecret: true),
                "A random secret from which challenges for unknown principals are made, so that these stay the same "
                    + "over restarts."),
        ]
    }
}

extension SettingKind<String> {
    /// The path of a file.
    static var filePath: Self { string(#"^[^\x00]+$"#, "a path") }
}

extension RouterConfiguration.Anonymous: Configurable {
    static var initial: Self { Self(role: "") }

    static var settings: [Setting<Self>] {
        [Setting(required: "role", \.role, .name, "The role that they get, one of the realm's.")]
    }
}
