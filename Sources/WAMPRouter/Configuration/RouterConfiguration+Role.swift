extension RouterConfiguration {
    /// A role: what the sessions that have it may do.
    public struct Role: Equatable, Sendable {
        /// The name (authrole), unique in the realm.
        public var name: String
        /// One rule decides on a URI: the exact one, else the one with the longest prefix, else the most
        /// specific wildcard. What no rule selects is denied.
        public var permissions: [Permission]
        /// Decides what no rule selects, instead of denying it.
        public var authorizer: Authorizer?
        /// What is done where a session takes less than it is sent.
        public var slowConsumer: SlowConsumer
        /// What the sessions of the role may use.
        public var quotas: Quotas

        /// A role with its rules.
        public init(
            name: String, permissions: [Permission], authorizer: Authorizer? = nil,
            slowConsumer: SlowConsumer = SlowConsumer(), quotas: Quotas = Quotas()
        ) {
            self.name = name
            self.permissions = permissions
            self.authorizer = authorizer
            self.slowConsumer = slowConsumer
            self.quotas = quotas
        }
    }
}

extension RouterConfiguration.Role: Configurable {
    static var initial: Self { Self(name: "", permissions: []) }

    static var settings: [Setting<Self>] {
        [
            Setting(required: "name", \.name, .name, "The role's name (authrole)."),
            Setting(
                required: "permissions", \.permissions, .list(.object()),
                "One rule decides on a URI: the exact one, else the one with the longest prefix, "
                    + "else the most specific wildcard. What no rule selects is denied, or left to the authorizer."
            ),
            Setting(
                optional: "authorizer", \.authorizer, .object(),
                "A procedure of the realm that is asked about what no rule selects."),
            Setting(
                "slow_consumer", \.slowConsumer, .object(),
                "What is done where a session takes less than it is sent."),
            Setting("quotas", \.quotas, .object(), "What the sessions of the role may use."),
        ]
    }
}
