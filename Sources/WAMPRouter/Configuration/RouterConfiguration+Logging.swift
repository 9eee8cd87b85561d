extension RouterConfiguration {
    /// What is logged to standard error, and how.
    public struct Logging: Equatable, Sendable {
        /// How important an entry must be.
        public enum Level: String, CaseIterable, Sendable {
            case trace, debug, info, notice, warning, error, critical
        }

        /// What a line looks like.
        public enum Format: String, CaseIterable, Sendable {
            /// For people.
            case text
            /// One JSON object for each line.
            case json
        }

        /// The least important entries that are logged.
        public var level = Level.info
        /// What a line looks like.
        public var format = Format.text

        /// Without arguments: the defaults.
        public init(level: Level = .info, format: Format = .text) {
            self.level = level
            self.format = format
        }
    }
}

extension RouterConfiguration.Logging: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting("level", \.level, .choice(), "The least important entries that are logged."),
            Setting(
                "format", \.format, .choice(),
                "Lines for people (text), or one JSON object for each line (json)."),
        ]
    }
}
