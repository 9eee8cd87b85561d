extension RouterConfiguration {
    /// The methods that a dynamic authenticator and a listener can be limited to.
    public enum AuthenticationMethod: String, CaseIterable, Hashable, Sendable {
        case anonymous, ticket, wampcra, scram, cryptosign, tls, cookie, header
    }

    /// A procedure that knows principals that the configuration does not (advanced profile, "Dynamic Authentication").
    public struct DynamicAuthenticator: Equatable, Sendable {
        /// The methods that a dynamic authenticator can decide on.
        public enum Method: String, CaseIterable, Hashable, Sendable {
            case ticket, wampcra, scram, cryptosign, tls, cookie
        }

        /// The procedure's URI, registered in the same realm.
        public var procedure: String
        /// The methods for which it is asked; at least one.
        public var methods: Set<Method>
        /// How long its answer may take: 5 seconds.
        public var timeout: Duration

        /// An authenticator for some methods.
        public init(procedure: String, methods: Set<Method>, timeout: Duration = .seconds(5)) {
            self.procedure = procedure
            self.methods = methods
            self.timeout = timeout
        }
    }
}

extension RouterConfiguration.DynamicAuthenticator: Configurable {
    static var initial: Self { Self(procedure: "", methods: []) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "procedure", \.procedure, .string(#"^([^\s.#]+\.)*[^\s.#]+$"#, "a URI"),
                "The URI of the procedure, registered in the same realm."),
            Setting(
                required: "methods", \.methods, .words(), "The methods for which it is asked."),
            Setting(
                "timeout_ms", \.timeout, .milliseconds(10...60_000),
                "How long its answer may take, in milliseconds."),
        ]
    }
}
