extension RouterConfiguration {
    /// A procedure of the realm that decides what a role's rules leave open.
    ///
    /// It is called with `session|dict, uri|string, action|string, options|dict` and answers true, false, or a dictionary with
    /// `allow`, and `disclose` and `cache` if it likes.
    public struct Authorizer: Equatable, Sendable {
        /// Its URI.
        public var procedure: String
        /// How long it may take; what it has not decided by then is refused.
        public var timeout: Duration
        /// How long an answer holds for all sessions of the role; zero: it is asked every time.
        public var cacheLifetime: Duration
        /// How many answers are kept.
        public var maximumCachedAnswers: Int

        /// An authorizer that is asked every time.
        public init(
            procedure: String, timeout: Duration = .seconds(5), cacheLifetime: Duration = .zero,
            maximumCachedAnswers: Int = 10_000
        ) {
            self.procedure = procedure
            self.timeout = timeout
            self.cacheLifetime = cacheLifetime
            self.maximumCachedAnswers = maximumCachedAnswers
        }
    }
}

extension RouterConfiguration.Authorizer: Configurable {
    static var initial: Self { Self(procedure: "") }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "procedure", \.procedure, .string(#"^([^\s.#]+\.)*[^\s.#]+$"#, "a URI"),
                "The procedure that decides."),
            Setting(
                "timeout_ms", \.timeout, .milliseconds(1...60_000),
                "How long it may take, in milliseconds; what it has not decided by then is refused."),
            Setting(
                "cache_ms", \.cacheLifetime, .milliseconds(0...86_400_000),
                "How long an answer holds for all sessions of the role, in milliseconds; 0: it is asked every time. "
                    + "Only for answers that depend on nothing but role, URI and action."),
            Setting(
                "max_cached_answers", \.maximumCachedAnswers, .integer(1...1_000_000),
                "How many answers are kept."),
        ]
    }
}
