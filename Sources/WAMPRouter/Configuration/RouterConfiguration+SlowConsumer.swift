extension RouterConfiguration {
    /// What is done where the sessions of a role take less than they are sent. A session is *slow* while more than its budget waits
    /// to be sent to it, until half of that is left.
    public struct SlowConsumer: Equatable, Sendable {
        /// What gives way.
        public enum Policy: String, CaseIterable, Sendable {
            /// The session, which is closed with `wamp.error.slow_consumer`. The default, since nobody else pays for it and
            /// nothing is missing unnoticed: who comes back knows that there is a gap.
            case close
            /// Its oldest events that have not been handed to the network, for those who want the latest state.
            case dropOldest = "drop_oldest"
            /// The events that come while it is slow.
            case dropNewest = "drop_newest"
            /// The sessions whose messages make it slow: they are not read from until it has caught up. For roles that
            /// trust each other, because one of them can hold up the others for as long as `pauseTimeout`.
            case pauseProducers = "pause_producers"
        }

        /// What gives way.
        public var policy: Policy
        /// The budget in bytes; without one three quarters of `Limits.maximumOutboundBytes` where the policy is to close, and a
        /// quarter elsewhere, which leaves the rest for what is never dropped.
        public var bytes: Int?
        /// The budget in messages: 100,000. Who is so far behind does not read.
        public var messages: Int
        /// How long a slow session may hold up others before it is closed: 5 seconds, in which one that is alive takes some
        /// megabytes.
        public var pauseTimeout: Duration

        /// Without arguments: the defaults.
        public init(
            policy: Policy = .close, bytes: Int? = nil, messages: Int = 100_000,
            pauseTimeout: Duration = .seconds(5)
        ) {
            self.policy = policy
            self.bytes = bytes
            self.messages = messages
            self.pauseTimeout = pauseTimeout
        }
    }
}

extension RouterConfiguration.SlowConsumer: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "policy", \.policy, .choice(),
                "What gives way while more waits to be sent to a session than its budget: the session (close), its oldest "
                    + "events (drop_oldest), the events that come (drop_newest), or those who send to it, which are not "
                    + "read from meanwhile (pause_producers)."),
            Setting(
                optional: "bytes", \.bytes, .integer(1 << 10...1 << 32),
                "The budget in bytes, not more than max_outbound_bytes. Without it: three quarters of that for close, a "
                    + "quarter for the others."),
            Setting("messages", \.messages, .integer(1...10_000_000), "The budget in messages."),
            Setting(
                "pause_timeout_ms", \.pauseTimeout, .milliseconds(10...3_600_000),
                "How long a slow session may hold up others before it is closed, in milliseconds; for pause_producers."
            ),
        ]
    }
}
