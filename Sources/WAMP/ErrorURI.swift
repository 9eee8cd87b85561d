/// The error URIs that WAMP predefines (basic profile, "Basic Profile URIs"; advanced profile, "Advanced Profile
/// URIs").
package enum ErrorURI: Equatable, Sendable, CaseIterable {
    /// A URI breaks the rule of the realm.
    case invalidURI
    /// No procedure is registered under the URI of a CALL.
    case noSuchProcedure
    /// The procedure of a REGISTER is registered already.
    case procedureAlreadyExists
    /// The registration of an UNREGISTER is not active.
    case noSuchRegistration
    /// The subscription of an UNSUBSCRIBE is not active.
    case noSuchSubscription
    /// Argument types or values are not acceptable.
    case invalidArgument
    /// A dealer or callee canceled the call.
    case canceled
    /// A message is larger than the receiving transport takes.
    case payloadSizeExceeded
    /// The peer broke the protocol: reason of an ABORT.
    case protocolViolation
    /// The peer may not do what it asked for.
    case notAuthorized
    /// It could not be found out whether the peer may, because the authorization itself failed.
    case authorizationFailed
    /// The realm of a HELLO does not exist.
    case noSuchRealm
    /// The peer's role does not exist.
    case noSuchRole
    /// None of the authentication methods that the client offered is accepted.
    case noMatchingAuthMethod
    /// The principal of an authentication does not exist.
    case noSuchPrincipal
    /// The authentication was presented and refused.
    case authenticationDenied
    /// The authentication itself failed.
    case authenticationFailed
    /// The client did not authenticate where it must.
    case authenticationRequired
    /// The principal is not authorized.
    case authorizationDenied
    /// The action needs an authorization.
    case authorizationRequired
    /// The call took longer than its timeout.
    case timeout
    /// The router does not allow an option.
    case optionNotAllowed
    /// The router does not let the client disclose its identity.
    case optionDisallowedDiscloseMe
    /// The router met a network failure.
    case networkFailure
    /// The callee asks that the call be routed to another one.
    case unavailable
    /// All callees of a registration answered `unavailable`.
    case noAvailableCallee
    /// The callee does not support what the call needs.
    case featureNotSupported
    /// The session of a meta procedure does not exist.
    case noSuchSession
    /// The peer has reached a limit of this router. Not in the specification.
    case limitExceeded
    /// The peer does not take what it is sent: reason of an ABORT. Not in the specification.
    case slowConsumer

    /// The URI itself.
    package var text: StaticString {
        switch self {
        case .invalidURI: "wamp.error.invalid_uri"
        case .noSuchProcedure: "wamp.error.no_such_procedure"
        case .procedureAlreadyExists: "wamp.error.procedure_already_exists"
        case .noSuchRegistration: "wamp.error.no_such_registration"
        case .noSuchSubscription: "wamp.error.no_such_subscription"
        case .invalidArgument: "wamp.error.invalid_argument"
        case .canceled: "wamp.error.canceled"
        case .payloadSizeExceeded: "wamp.error.payload_size_exceeded"
        case .protocolViolation: "wamp.error.protocol_violation"
        case .notAuthorized: "wamp.error.not_authorized"
        case .authorizationFailed: "wamp.error.authorization_failed"
        case .noSuchRealm: "wamp.error.no_such_realm"
        case .noSuchRole: "wamp.error.no_such_role"
        case .noMatchingAuthMethod: "wamp.error.no_matching_auth_method"
        case .noSuchPrincipal: "wamp.error.no_such_principal"
        case .authenticationDenied: "wamp.error.authentication_denied"
        case .authenticationFailed: "wamp.error.authentication_failed"
        case .authenticationRequired: "wamp.error.authentication_required"
        case .authorizationDenied: "wamp.error.authorization_denied"
        case .authorizationRequired: "wamp.error.authorization_required"
        case .timeout: "wamp.error.timeout"
        case .optionNotAllowed: "wamp.error.option_not_allowed"
        case .optionDisallowedDiscloseMe: "wamp.error.option_disallowed.disclose_me"
        case .networkFailure: "wamp.error.network_failure"
        case .unavailable: "wamp.error.unavailable"
        case .noAvailableCallee: "wamp.error.no_available_callee"
        case .featureNotSupported: "wamp.error.feature_not_supported"
        case .noSuchSession: "wamp.error.no_such_session"
        case .limitExceeded: "wamp.error.limit_exceeded"
        case .slowConsumer: "wamp.error.slow_consumer"
        }
    }
}
