import WAMP

/// What is to be done next in an exchange.
package enum AuthenticationStep: Sendable {
    /// The client is who it says: WELCOME.
    case welcome(AuthenticatedIdentity)
    /// Send CHALLENGE; AUTHENTICATE goes to `AuthenticationExchange.answer`.
    case challenge(method: String, extra: ValueDictionary)
    /// Ask the dynamic authenticator; its answer goes to `AuthenticationExchange.answered`.
    case ask(DynamicRequest)
    /// Compute something slow, tens of milliseconds and megabytes, away from where messages are routed; the result goes to
    /// `AuthenticationExchange.checked`.
    case check(SlowCheck)
    /// ABORT.
    case refuse(AuthenticationRefusal)
}

/// Who a client is, as WELCOME says it.
package struct AuthenticatedIdentity: Equatable, Sendable {
    package var authid: String
    package var authrole: String
    package var authmethod: String
    /// `static` for principals of the configuration, `dynamic` for those of an authenticator.
    package var authprovider: String
    /// WELCOME.Details.authextra; empty where there is nothing to say.
    package var authextra: ValueDictionary

    package init(
        authid: String, authrole: String, authmethod: String, authprovider: String,
        authextra: ValueDictionary = ValueDictionary()
    ) {
        self.authid = authid
        self.authrole = authrole
        self.authmethod = authmethod
        self.authprovider = authprovider
        self.authextra = authextra
    }
}

/// Why a client is refused.
package struct AuthenticationRefusal: Equatable, Sendable {
    /// The reason of ABORT.
    package var reason: ErrorURI
    /// ABORT.Details.message, which tells an attacker nothing.
    package var message: String
    /// For the log alone.
    package var cause: String
    /// The authid that was claimed; nil without one.
    package var authid: String?
    /// The method that failed; nil where none was tried.
    package var method: String?
    /// Whether it may have been an attempt at somebody's secret, which `FailureThrottle` is to hear of.
    package var isFailure: Bool

    package init(
        reason: ErrorURI, message: String, cause: String, authid: String? = nil, method: String? = nil,
        isFailure: Bool = false
    ) {
        self.reason = reason
        self.message = message
        self.cause = cause
        self.authid = authid
        self.method = method
        self.isFailure = isFailure
    }
}

/// A comparison with the hash of a password, which is made to be slow.
package struct SlowCheck: Sendable {
    let hash: PasswordHash
    let password: String
    /// The principal exists and the hash is its own.
    let isGenuine: Bool

    /// Whether the password is right. Takes the same time for principals that do not exist.
    package func run() -> Bool {
        let isRight = hash.matches(password)
        return isRight && isGenuine
    }
}
