extension RouterConfiguration {
    /// Bounds on what clients may use. Each has a default with its reason.
    public struct Limits: Equatable, Sendable {
        /// The largest message, in bytes: 4 MiB. WAMP payloads are documents, not files.
        public var maximumMessageSize = 4 << 20
        /// The largest message of a client without a session, in bytes: 64 KiB, far beyond any HELLO or AUTHENTICATE.
        /// Anybody can send those.
        public var maximumOpeningMessageSize = 64 << 10
        /// How deep lists and dictionaries of a message may nest: 64, far beyond what applications use.
        public var maximumDepth = 64
        /// The longest URI, in bytes: 1,024. Routers keep the URIs of subscriptions and registrations.
        public var maximumURILength = 1024
        /// Open connections, with or without a session: 100,000. Each takes a file descriptor.
        public var maximumConnections = 100_000
        /// Open connections of the clients of one IPv4 address or of one /64 of IPv6: 0, which means as many as there are. All
        /// employees of a company, or all clients of a proxy, can have the same address.
        public var maximumConnectionsPerAddress = 0
        /// The sessions of one realm: 100,000, about 600 MB while they are idle.
        public var maximumSessions = 100_000
        /// The subscriptions of one session: 10,000.
        public var maximumSubscriptionsPerSession = 10_000
        /// The registrations of one session: 10,000.
        public var maximumRegistrationsPerSession = 10_000
        /// The calls of one session which wait for their result: 10,000.
        public var maximumPendingCallsPerSession = 10_000
        /// The calls of one registration that wait for a callee whose `concurrency` is used up: 1,000; more
        /// are refused. A longer queue only makes its callers wait for an answer that comes too late.
        public var maximumQueuedCallsPerRegistration = 1_000
        /// The sessions that share one registration: 10,000, more than the processes of one service.
        public var maximumCalleesPerRegistration = 10_000
        /// The testaments of one session: 100. The router publishes all of them when the session ends.
        public var maximumTestamentsPerSession = 100
        /// The testaments of one session, in bytes: 256 KiB. They say that somebody is gone, and stay in
        /// memory as long as the session.
        public var maximumTestamentBytesPerSession = 256 << 10
        /// The messages that one realm keeps for calls that wait for a callee, may go to another one, or go
        /// on in chunks, in bytes: 64 MiB, 16 of the largest messages or 64,000 of 1 KiB.
        public var maximumHeldBytes = 64 << 20
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
