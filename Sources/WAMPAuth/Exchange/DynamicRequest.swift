import WAMP

/// What the dynamic authenticator is asked.
package struct DynamicRequest: Equatable, Sendable {
    /// The procedure to call.
    package var procedure: String
    /// Milliseconds after which there is no answer.
    package var timeout: UInt64
    /// The method, by its name in HELLO.
    package var method: AuthenticationMethod
    /// The authid that the client claims; nil without one.
    package var authid: String?
    /// What belongs to the method: `ticket`, `pubkey`, `cookie`, `user` of a header, `certificate` with `fingerprint`,
    /// `common_name` and `subject_alternative_names`; and HELLO.Details.authextra as `authextra`.
    package var details: ValueDictionary
}

/// What the dynamic authenticator answers.
package enum DynamicAnswer: Sendable {
    /// The principal, with what its method needs; for methods without CHALLENGE, and for tickets, it has been verified.
    case principal(Principal)
    /// There is no such principal, or it is not allowed in.
    case refused
    /// There is no authenticator, or it failed or took too long: why, for the log.
    case failed(String)
}
