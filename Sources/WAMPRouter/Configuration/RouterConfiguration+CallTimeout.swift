extension RouterConfiguration {
    /// How long calls may take before the dealer cancels them with `wamp.error.timeout` (advanced profile,
    /// "Call Timeouts").
    public struct CallTimeout: Equatable, Sendable {
        /// The timeout of calls without `CALL.Options.timeout`, or where that is 0. Zero: none.
        public var `default`: Duration
        /// The longest timeout, also of calls that have none otherwise. Zero: no bound.
        public var maximum: Duration

        /// Without arguments: calls take as long as they ask for.
        public init(default: Duration = .zero, maximum: Duration = .zero) {
            self.default = `default`
            self.maximum = maximum
        }
    }
}

extension RouterConfiguration.CallTimeout: Configurable {
    static var initial: Self { Self() }

    /// 30 days, in milliseconds.
    private static let longest = 30 * 24 * 3_600_000

    static var settings: [Setting<Self>] {
        [
            Setting(
                "default_ms", \.default, .milliseconds(0...longest),
                "The timeout of calls that name none, in milliseconds; 0: none. Not more than max_ms if that is set."
            ),
            Setting(
                "max_ms", \.maximum, .milliseconds(0...longest),
                "The longest timeout, in milliseconds, also of calls that have none otherwise; 0: no bound."),
        ]
    }
}
