extension RouterConfiguration {
    /// How much is kept for `PUBLISH.Options.retain` (advanced profile, "Event Retention"). Where a bound is
    /// passed, the topics that were published to least recently are forgotten.
    public struct Retention: Equatable, Sendable {
        /// The topics with a retained event: 10,000, the state of as many things. Zero turns retention off.
        public var maximumTopics: Int
        /// The memory for retained events, in bytes: 8 MiB, about 800 bytes for each of 10,000 topics. Half of what
        /// may wait to be sent to one connection is the most, so that a subscriber of all topics can be sent them.
        public var maximumBytes: Int

        /// Without arguments: the defaults.
        public init(maximumTopics: Int = 10_000, maximumBytes: Int = 8 << 20) {
            self.maximumTopics = maximumTopics
            self.maximumBytes = maximumBytes
        }
    }
}

extension RouterConfiguration.Retention: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "max_topics", \.maximumTopics, .integer(0...10_000_000),
                "The topics with a retained event; 0 turns retention off."),
            Setting(
                "max_bytes", \.maximumBytes, .integer(1 << 10...1 << 32),
                "The memory for retained events, in bytes."),
        ]
    }
}
