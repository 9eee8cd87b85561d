extension RouterConfiguration {
    /// A topic or pattern of topics whose events are kept and can be asked for with
    /// `wamp.subscription.get_events` (advanced profile, "Event History"). Events are kept from the start of
    /// the realm, with or without subscribers. Where a bound is passed, the oldest go first.
    public struct EventHistory: Equatable, Sendable {
        /// The topic or pattern, valid under the URI rules of the realm and outside of `wamp.`.
        public var uri: String
        /// How `uri` selects topics.
        public var match: Permission.Match
        /// The most events that are kept: 1,000, some pages for somebody who was away for a while.
        public var maximumEvents: Int
        /// The age at which events are dropped; zero, the default, keeps them whatever their age.
        public var maximumAge: Duration
        /// The memory for the events, in bytes: 1 MiB, which is 1,000 events of 1 KiB.
        public var maximumBytes: Int

        /// The history of a topic or pattern, with defaults for its bounds.
        public init(
            uri: String, match: Permission.Match = .exact, maximumEvents: Int = 1_000,
            maximumAge: Duration = .zero, maximumBytes: Int = 1 << 20
        ) {
            self.uri = uri
            self.match = match
            self.maximumEvents = maximumEvents
            self.maximumAge = maximumAge
            self.maximumBytes = maximumBytes
        }
    }
}

extension RouterConfiguration.EventHistory: Configurable {
    static var initial: Self { Self(uri: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "uri", \.uri, .uriPattern, "The topic or pattern of topics whose events are kept."),
            Setting(
                "match", \.match, .choice(),
                "How uri selects topics: the URI itself (exact), every URI that begins with it (prefix), or every "
                    + "URI with as many components, where an empty component stands for any one (wildcard)."),
            Setting(
                "max_events", \.maximumEvents, .integer(1...1_000_000), "The most events that are kept."),
            Setting(
                "max_age_ms", \.maximumAge, .milliseconds(0...365 * 24 * 3_600_000),
                "The age at which events are dropped, in milliseconds; 0 keeps them whatever their age."),
            Setting(
                "max_bytes", \.maximumBytes, .integer(1 << 10...1 << 30),
                "The memory for the events, in bytes."),
        ]
    }
}
