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

        /// Whether a taken procedure can be registered by another session, which revokes the registration of
        /// its predecessor (advanced profile, "Registration Revocation").
        public enum RegistrationTakeover: String, CaseIterable, Sendable {
            /// REGISTER is refused with `wamp.error.procedure_already_exists`.
            case never
            /// By a session with the authid of the one that holds it, as when a client comes back before the
            /// router has noticed that its old connection is gone.
            case sameAuthid = "same_authid"
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
        /// How long calls may take.
        public var callTimeout: CallTimeout
        /// Whether a taken procedure can be registered by another session.
        public var registrationTakeover: RegistrationTakeover
        /// The topics whose events are kept; none by default.
        public var eventHistory: [EventHistory]
        /// How much is kept for PUBLISH with `retain`.
        public var retention: Retention
        /// What the sessions of the realm may use.
        public var quotas: Quotas

        /// A realm with defaults for everything but its name, roles and authentication.
        public init(
            name: String, uriRules: URIRules = .loose, requestIDs: RequestIDs = .strict, roles: [Role],
            authentication: Authentication, callTimeout: CallTimeout = CallTimeout(),
            registrationTakeover: RegistrationTakeover = .never, eventHistory: [EventHistory] = [],
            retention: Retention = Retention(), quotas: Quotas = Quotas()
        ) {
            self.name = name
            self.uriRules = uriRules
            self.requestIDs = requestIDs
            self.roles = roles
            self.authentication = authentication
            self.callTimeout = callTimeout
            self.registrationTakeover = registrationTakeover
            self.eventHistory = eventHistory
            self.retention = retention
            self.quotas = quotas
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
            Setting(
                "call_timeout", \.callTimeout, .object(),
                "How long calls may take before they are canceled with wamp.error.timeout."),
            Setting(
                "registration_takeover", \.registrationTakeover, .choice(),
                "Who may register a procedure that is taken, which ends the other's registration: nobody (never), "
                    + "or another session of the same authid (same_authid)."),
            Setting(
                "event_history", \.eventHistory, .list(.object(), mayBeEmpty: true),
                "The topics whose events are kept and can be asked for with wamp.subscription.get_events."),
            Setting(
                "retention", \.retention, .object(), "How much is kept for PUBLISH with the option retain."),
            Setting("quotas", \.quotas, .object(), "What the sessions of the realm may use."),
        ]
    }
}
