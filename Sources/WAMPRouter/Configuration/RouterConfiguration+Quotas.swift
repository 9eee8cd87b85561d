extension RouterConfiguration {
    /// What the sessions of a realm, or of one of its roles, may use. Without a quota only `Limits` hold; those of a role hold
    /// beside those of its realm, but for what each session may use: there the role's stands in place of the realm's.
    public struct Quotas: Equatable, Sendable {
        /// Sessions; more are refused with `wamp.error.limit_exceeded`.
        public var maximumSessions: Int?
        /// Subscriptions of all sessions together.
        public var maximumSubscriptions: Int?
        /// Registrations of all sessions together.
        public var maximumRegistrations: Int?
        /// Calls of all sessions together that wait for their result.
        public var maximumPendingCalls: Int?
        /// Subscriptions of each session, in place of the limit.
        public var maximumSubscriptionsPerSession: Int?
        /// Registrations of each session, in place of the limit.
        public var maximumRegistrationsPerSession: Int?
        /// Calls of each session that wait for their result, in place of the limit.
        public var maximumPendingCallsPerSession: Int?
        /// PUBLISH messages of each session.
        public var publishRate: Rate?
        /// CALL messages of each session; the later ones of a progressive call invocation do not count.
        public var callRate: Rate?
        /// Bytes that are received from each session, as they are on the wire.
        public var byteRate: ByteRate?

        /// No quotas.
        public init() {}
    }

    /// How often something may be done.
    public struct Rate: Equatable, Sendable {
        /// What happens to what is too much.
        public enum Excess: String, CaseIterable, Sendable {
            /// It is refused with `wamp.error.limit_exceeded`; a PUBLISH that is not acknowledged is dropped and counted.
            case error
            /// It is taken, and the session is not read from until the rate is kept to again.
            case pause
        }

        /// How often in each second.
        public var perSecond: Int
        /// How often at once, after a pause; without one as often as in a second.
        public var burst: Int?
        /// What happens to what is too much.
        public var onExcess: Excess

        /// A rate.
        public init(perSecond: Int, burst: Int? = nil, onExcess: Excess = .error) {
            self.perSecond = perSecond
            self.burst = burst
            self.onExcess = onExcess
        }
    }

    /// How many bytes may be received; who sends more is not read from until the rate is kept to again.
    public struct ByteRate: Equatable, Sendable {
        /// How many in each second.
        public var perSecond: Int
        /// How many at once, after a pause; without one as many as in a second.
        public var burst: Int?

        /// A rate.
        public init(perSecond: Int, burst: Int? = nil) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }
}

extension RouterConfiguration.Quotas: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        let many = 1...10_000_000
        return [
            Setting(optional: "max_sessions", \.maximumSessions, .integer(many), "Sessions."),
            Setting(
                optional: "max_subscriptions", \.maximumSubscriptions, .integer(many),
                "Subscriptions of all sessions together."),
            Setting(
                optional: "max_registrations", \.maximumRegistrations, .integer(many),
                "Registrations of all sessions together."),
            Setting(
                optional: "max_pending_calls", \.maximumPendingCalls, .integer(many),
                "Calls of all sessions together that wait for their result."),
            Setting(
                optional: "max_subscriptions_per_session", \.maximumSubscriptionsPerSession, .integer(many),
                "Subscriptions of each session, in place of the limit of the same name."),
            Setting(
                optional: "max_registrations_per_session", \.maximumRegistrationsPerSession, .integer(many),
                "Registrations of each session, in place of the limit of the same name."),
            Setting(
                optional: "max_pending_calls_per_session", \.maximumPendingCallsPerSession, .integer(many),
                "Calls of each session that wait for their result, in place of the limit of the same name."),
            Setting(
                optional: "publish_rate", \.publishRate, .object(), "How often each session may publish."),
            Setting(optional: "call_rate", \.callRate, .object(), "How often each session may call."),
            Setting(
                optional: "byte_rate", \.byteRate, .object(),
                "How many bytes each session may send; who sends more is not read from meanwhile."),
        ]
    }
}

extension RouterConfiguration.Rate: Configurable {
    static var initial: Self { Self(perSecond: 0) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "per_second", \.perSecond, .integer(1...100_000_000), "How often in each second."),
            Setting(
                optional: "burst", \.burst, .integer(1...100_000_000),
                "How often at once, after a pause. Without it: as often as in a second."),
            Setting(
                "on_excess", \.onExcess, .choice(),
                "What is too much is refused (error), or the session is not read from until it keeps to the rate (pause)."
            ),
        ]
    }
}

extension RouterConfiguration.ByteRate: Configurable {
    static var initial: Self { Self(perSecond: 0) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "per_second", \.perSecond, .integer(1...1 << 40), "How many bytes in each second."),
            Setting(
                optional: "burst", \.burst, .integer(1...1 << 40),
                "How many bytes at once, after a pause. Without it: as many as in a second."),
        ]
    }
}
