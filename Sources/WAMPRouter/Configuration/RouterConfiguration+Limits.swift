extension RouterConfiguration {
    /// Bounds on what clients may use. Each has a default with its reason.
    public struct Limits: Equatable, Sendable {
        /// The largest message, in bytes: 4 MiB. WAMP payloads are documents, not files.
        public var maximumMessageSize = 4 << 20
        /// How deep lists and dictionaries of a message may nest: 64, far beyond what applications use.
        public var maximumDepth = 64
        /// The longest URI, in bytes: 1,024. Routers keep the URIs of subscriptions and registrations.
        public var maximumURILength = 1024
        /// Open connections, with or without a session: 100,000. Each takes a file descriptor.
        public var maximumConnections = 100_000
        /// The sessions of one realm: 100,000, about 600 MB while they are idle.
        public var maximumSessions = 100_000
        /// The subscriptions of one session: 10,000.
        public var maximumSubscriptionsPerSession = 10_000
        /// The registrations of one session: 10,000.
        public var maximumRegistrationsPerSession = 10_000
        /// The calls of one session which wait for their result: 10,000.
        public var maximumPendingCallsPerSession = 10_000
        /// What may wait to be sent to one connection, in bytes: 16 MiB. A client that reads too slowly is
        /// cut off.
        public var maximumOutboundBytes = 16 << 20
        /// From an accepted connection to its finished WebSocket handshake: 10 seconds, for the slowest of
        /// networks.
        public var handshakeTimeout = Duration.seconds(10)
        /// From the handshake to an established session: 10 seconds.
        public var helloTimeout = Duration.seconds(10)
        /// The silence after which a client is pinged: 30 seconds, below what address translation forgets.
        /// Zero turns pings off.
        public var pingInterval = Duration.seconds(30)
        /// The silence after a ping that ends the connection: 10 seconds.
        public var pongTimeout = Duration.seconds(10)
        /// How long a shutdown waits for clients to say goodbye: 5 seconds, half of what service managers
        /// commonly allow.
        public var drainTimeout = Duration.seconds(5)

        /// The defaults.
        public init() {}
    }
}

extension RouterConfiguration.Limits: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] { sizes + counts + times }

    private static var sizes: [Setting<Self>] {
        [
            Setting(
                "max_message_size", \.maximumMessageSize, .integer(1 << 10...1 << 30),
                "The largest message, in bytes."),
            Setting(
                "max_depth", \.maximumDepth, .integer(8...512),
                "How deep lists and dictionaries of a message may nest."),
            Setting(
                "max_uri_length", \.maximumURILength, .integer(16...65_535), "The longest URI, in bytes."),
            Setting(
                "max_outbound_bytes", \.maximumOutboundBytes, .integer(1 << 10...1 << 32),
                "What may wait to be sent to one connection, in bytes; a client that reads too slowly is cut off. "
                    + "Not less than max_message_size."),
        ]
    }

    private static var counts: [Setting<Self>] {
        [
            Setting(
                "max_connections", \.maximumConnections, .integer(1...10_000_000),
                "Open connections, with or without a session; more are closed at once."),
            Setting(
                "max_sessions", \.maximumSessions, .integer(1...10_000_000), "The sessions of one realm."),
            Setting(
                "max_subscriptions_per_session", \.maximumSubscriptionsPerSession, .integer(1...1_000_000),
                "The subscriptions of one session."),
            Setting(
                "max_registrations_per_session", \.maximumRegistrationsPerSession, .integer(1...1_000_000),
                "The registrations of one session."),
            Setting(
                "max_pending_calls_per_session", \.maximumPendingCallsPerSession, .integer(1...1_000_000),
                "The calls of one session that wait for their result."),
        ]
    }

    private static var times: [Setting<Self>] {
        [
            Setting(
                "handshake_timeout_ms", \.handshakeTimeout, .milliseconds(10...600_000),
                "From an accepted connection to its finished WebSocket handshake, in milliseconds."),
            Setting(
                "hello_timeout_ms", \.helloTimeout, .milliseconds(10...600_000),
                "From the handshake to an established session, in milliseconds."),
            Setting(
                "ping_interval_ms", \.pingInterval, .milliseconds(0...3_600_000),
                "The silence after which a client is pinged, in milliseconds; 0 turns pings off."),
            Setting(
                "pong_timeout_ms", \.pongTimeout, .milliseconds(10...600_000),
                "The silence after a ping that ends the connection, in milliseconds."),
            Setting(
                "drain_timeout_ms", \.drainTimeout, .milliseconds(0...600_000),
                "How long a shutdown waits for clients to say goodbye, in milliseconds."),
        ]
    }
}
