/// The ways of a client to show who it is, by the names that HELLO.Details.authmethods has for them (advanced profile,
/// "Authentication Methods").
package enum AuthenticationMethod: String, CaseIterable, Hashable, Sendable {
    /// Nobody in particular.
    case anonymous
    /// A secret, or a JSON Web Token, in clear ("Ticket-based Authentication").
    case ticket
    /// A shared secret that is not sent ("Challenge Response Authentication").
    case wampcra
    /// A password of which the router knows less than the client ("Salted Challenge Response Authentication").
    case scram = "wamp-scram"
    /// An Ed25519 key ("Cryptosign-based Authentication").
    case cryptosign
    /// The certificate of the TLS connection ("TLS Certificate Authentication").
    case tls
    /// A cookie of the HTTP request ("Cookie-based Authentication").
    case cookie
    /// A field of the HTTP request in which a trusted proxy names the user.
    case header

    /// The method is decided upon what the transport tells alone, without CHALLENGE.
    package var belongsToTransport: Bool {
        switch self {
        case .tls, .cookie, .header: true
        case .anonymous, .ticket, .wampcra, .scram, .cryptosign: false
        }
    }

    /// What the client sends can be used by whoever reads it.
    package var isInClear: Bool {
        switch self {
        case .ticket, .cookie: true
        case .anonymous, .wampcra, .scram, .cryptosign, .tls, .header: false
        }
    }
}
