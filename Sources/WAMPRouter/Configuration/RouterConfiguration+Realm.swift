extension RouterConfiguration {
    /// One realm: a name space of topics and procedures, with those who may use it.
    public struct Realm: Equatable, Sendable {
        /// Which URIs are valid (basic profile, "URIs").
        public enum URIRules: String, CaseIterable, Sendable {
            /// Components without whitespace, `.` and `#`.
            case loose
            /// Components of lower-case letters, digits and `_`.
            case strict
        }

        /// What is asked of request ids (basic profile, "IDs").
        public enum RequestIDs: String, CaseIterable, Sendable {
            /// 1, 2, 3 … in each session; a gap is a protocol violation.
            case strict
            /// Any ids, for clients which choose them at random.
            case tolerant
        }

        /// The realm's name, a URI.
        public var name: String
        /// Which URIs are valid.
        public var uriRules: URIRules
        /// What is asked of request ids.
        public var requestIDs: RequestIDs
        /// The roles that sessions can have; at least one.
        public var roles: [Role]
        /// How clients get to a role.
        public var authentication: Authentication

        /// A realm with the default rules for URIs and request ids.
        public init(
            name: String, uriRules: URIRules = .loose, requestIDs: RequestIDs = .strict, roles: [Role],
            authentication: Authentication
        ) {
            self.name = name
            self.uriRules = uriRules
            self.requestIDs = requestIDs
            self.roles = roles
            self.authentication = authentication
        }
    }
}

extension RouterConfiguration.Realm: Configurable {
    static var initial: Self { Self(name: "", roles: [], authentication: .init()) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "name", \.name, .string(#"^([^\s.#]+\.)*[^\s.#]+$"#, "a URI"),
                "The realm's name, a URI."),
            Setting(
                "uri_rules", \.uriRules, .choice(),
                "Which URIs are valid: loose, or strict for lower-case letters, digits and _ only."),
            Setting(
                "request_ids", \.requestIDs, .choice(),
                "Request ids must be 1, 2, 3 … in each session (strict) or may be anything (tolerant)."),
            Setting(required: "roles", \.roles, .list(.object()), "The roles that sessions can have."),
            Setting(
                required: "authentication", \.authentication, .object(), "How clients get to a role."),
        ]
    }
}
