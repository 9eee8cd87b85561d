extension RouterConfiguration.Limits: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] { sizes + counts + times }

    private static var sizes: [Setting<Self>] {
        [
            Setting(
                "max_message_size", \.maximumMessageSize, .integer(1 << 10...1 << 30),
                "The largest message, in bytes."),
            Setting(
                "max_opening_message_size", \.maximumOpeningMessageSize, .integer(1 << 10...1 << 30),
                "The largest message of a client that has no session yet, in bytes, but never more than max_message_size."
            ),
            Setting(
                "max_depth", \.maximumDepth, .integer(8...512),
                "How deep lists and dictionaries of a message may nest."),
            Setting(
                "max_uri_length", \.maximumURILength, .integer(16...65_535), "The longest URI, in bytes."),
            Setting(
                "max_outbound_bytes", \.maximumOutboundBytes, .integer(1 << 10...1 << 32),
                "What may wait to be sent to one connection, in bytes; a client that reads too slowly is cut off. "
                    + "Not less than max_message_size."),
            Setting(
                "max_held_bytes", \.maximumHeldBytes, .integer(1 << 10...1 << 32),
                "The messages that one realm keeps for calls that wait for a callee, may go to another one, "
                    + "or go on in chunks, in bytes."),
            Setting(
                "max_testament_bytes_per_session", \.maximumTestamentBytesPerSession,
                .integer(1 << 10...1 << 30), "The testaments of one session, in bytes."),
        ]
    }

    private static var counts: [Setting<Self>] {
        [
            Setting(
                "max_connections", \.maximumConnections, .integer(1...10_000_000),
                "Open connections, with or without a session; more are closed at once."),
            Setting(
                "max_connections_per_address", \.maximumConnectionsPerAddress, .integer(0...10_000_000),
                "Open connections of the clients of one IPv4 address or one /64 of IPv6; more are closed at once. "
                    + "0: as many as there are."),
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
            Setting(
                "max_queued_calls_per_registration", \.maximumQueuedCallsPerRegistration,
                .integer(1...100_000),
                "The calls of one registration that wait for a callee with a concurrency limit."),
            Setting(
                "max_callees_per_registration", \.maximumCalleesPerRegistration, .integer(1...1_000_000),
                "The sessions that share one registration."),
            Setting(
                "max_testaments_per_session", \.maximumTestamentsPerSession, .integer(1...1_000_000),
                "The testaments of one session."),
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
