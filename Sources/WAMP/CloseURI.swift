/// The reasons of GOODBYE that WAMP predefines (basic profile, "Session Close"; advanced profile, "Session Close").
package enum CloseURI: Equatable, Sendable, CaseIterable {
    /// The session ends as usual.
    case normal
    /// The peer wants to leave the realm.
    case closeRealm
    /// The answer to a GOODBYE.
    case goodbyeAndOut
    /// The peer is shutting down.
    case systemShutdown
    /// The router ended the session by force.
    case killed

    /// The URI itself.
    package var text: StaticString {
        switch self {
        case .normal: "wamp.close.normal"
        case .closeRealm: "wamp.close.close_realm"
        case .goodbyeAndOut: "wamp.close.goodbye_and_out"
        case .systemShutdown: "wamp.close.system_shutdown"
        case .killed: "wamp.close.killed"
        }
    }
}
