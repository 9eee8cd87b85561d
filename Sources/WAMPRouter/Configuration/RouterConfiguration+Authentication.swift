extension RouterConfiguration {
    /// How clients of a realm get to a role; at least one way is open.
    public struct Authentication: Equatable, Sendable {
        /// Clients that do not say who they are (authmethod `anonymous`); `nil` refuses them.
        public var anonymous: Anonymous?

        /// The ways that are open.
        public init(anonymous: Anonymous? = nil) {
            self.anonymous = anonymous
        }
    }

    /// Clients that do not say who they are.
    public struct Anonymous: Equatable, Sendable {
        /// The role they get, one of the realm's.
        public var role: String

        /// Everybody gets `role`.
        public init(role: String) {
            self.role = role
        }
    }
}

extension RouterConfiguration.Authentication: Configurable {
    static var initial: Self { Self() }
    static let needsOneKey = true

    static var settings: [Setting<Self>] {
        [
            Setting(
                optional: "anonymous", \.anonymous, .object(),
                "Clients that do not say who they are; without it they are refused.")
        ]
    }
}

extension RouterConfiguration.Anonymous: Configurable {
    static var initial: Self { Self(role: "") }

    static var settings: [Setting<Self>] {
        [Setting(required: "role", \.role, .name, "The role that they get, one of the realm's.")]
    }
}
