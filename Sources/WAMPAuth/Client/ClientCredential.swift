/// How a client can show who it is.
package enum ClientCredential: Sendable {
    /// Not at all.
    case anonymous
    /// A ticket or JSON Web Token.
    case ticket(String)
    /// WAMP-CRA with a secret.
    case wampcra(String)
    /// WAMP-SCRAM with a password, which SASLprep has prepared.
    case scram(String)
    /// WAMP-Cryptosign with a key. Where the router's public key is known, it is challenged, and must have the key.
    case cryptosign(Ed25519.PrivateKey, routerKey: [UInt8]?)
    /// What the transport shows: a certificate, cookie or header.
    case transport(AuthenticationMethod)

    var method: AuthenticationMethod {
        switch self {
        case .anonymous: .anonymous
        case .ticket: .ticket
        case .wampcra: .wampcra
        case .scram: .scram
        case .cryptosign: .cryptosign
        case .transport(let method): method
        }
    }

    /// The router welcomes without CHALLENGE.
    var needsNoChallenge: Bool {
        switch self {
        case .anonymous, .transport: true
        case .ticket, .wampcra, .scram, .cryptosign: false
        }
    }
}
