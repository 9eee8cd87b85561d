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

    /// How bytes get to the sockets.
    public struct Transport: Equatable, Sendable {
        /// On plain TCP, hand complete batches to the socket without a detour through the channel's own queue.
        public var sendsDirectly = true

        /// Without arguments: the defaults.
        public init(sendsDirectly: Bool = true) {
            self.sendsDirectly = sendsDirectly
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

extension RouterConfiguration.Transport: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "direct_send", \.sendsDirectly, .boolean,
                "On plain TCP, hand batches to the socket without a detour through the channel's own queue.")
        ]
    }
}
