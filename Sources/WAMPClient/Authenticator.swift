import Foundation
import WAMPAuth

/// A way for a client to show the router who it is (advanced profile, "Authentication Methods").
///
/// ```swift
/// var options = ConnectOptions()
/// options.authentication = [.scram(authid: "joe", password: password), .ticket(authid: "joe", ticket: ticket)]
/// let client = try await WAMPClient.connect(to: url, realm: "realm1", options: options)
/// ```
public struct Authenticator: Sendable {
    private enum Kind: Sendable {
        case anonymous
        case ticket(String)
        case wampcra(String)
        case scram(String)
        case cryptosign(privateKey: String, routerKey: String?)
        case transport(AuthenticationMethod)
    }

    /// Whom the client wants to be; nil leaves it to the router.
    let authid: String?
    private let kind: Kind

    private init(_ kind: Kind, authid: String?) {
        self.kind = kind
        self.authid = authid
    }

    /// Nobody in particular.
    public static let anonymous = Authenticator(.anonymous, authid: nil)

    /// A ticket, or a JSON Web Token: a secret that is sent as it is, so that the connection had better be encrypted.
    ///
    /// - Parameter authid: may be nil for a token, which names its subject itself.
    public static func ticket(authid: String?, ticket: String) -> Authenticator {
        Authenticator(.ticket(ticket), authid: authid)
    }

    /// WAMP-CRA: proves that the client knows a secret without sending it. A salt of the router is applied where it has one.
    public static func wampcra(authid: String, secret: String) -> Authenticator {
        Authenticator(.wampcra(secret), authid: authid)
    }

    /// WAMP-SCRAM: proves that the client knows a password, and that the router knows what was made from it. A router that
    /// cannot prove this is left, as is one that asks for a hash so cheap that it may be after the password.
    public static func scram(authid: String, password: String) -> Authenticator {
        Authenticator(.scram(password), authid: authid)
    }

    /// WAMP-Cryptosign: proves that the client has an Ed25519 private key.
    ///
    /// - Parameters:
    ///   - privateKey: 64 hexadecimal digits, as `wamp-router keygen` prints them.
    ///   - authid: nil for that of the key's principal.
    ///   - routerKey: the public key that the router must prove to have, 64 hexadecimal digits; nil asks for no proof.
    public static func cryptosign(
        privateKey: String, authid: String? = nil, routerKey: String? = nil
    ) -> Authenticator {
        Authenticator(.cryptosign(privateKey: privateKey, routerKey: routerKey), authid: authid)
    }

    /// The certificate that the client shows in TLS.
    ///
    /// - Parameter authid: nil for that of the certificate's principal.
    public static func tlsCertificate(authid: String? = nil) -> Authenticator {
        Authenticator(.transport(.tls), authid: authid)
    }

    /// What the client authenticates with.
    ///
    /// - Throws: `WAMPError` with code `invalidArgument` for keys and passwords that are none.
    func credential() throws(WAMPError) -> ClientCredential {
        switch kind {
        case .anonymous: return .anonymous
        case .ticket(let ticket): return .ticket(ticket)
        case .wampcra(let secret): return .wampcra(secret)
        case .transport(let method): return .transport(method)
        case .scram(let password):
            do throws(SASLprep.Prohibited) {
                return .scram(
                    try SASLprep.prepare(password) { $0.precomposedStringWithCompatibilityMapping })
            } catch {
                throw WAMPError(.invalidArgument, error.description)
            }
        case .cryptosign(let privateKey, let routerKey):
            let key = Hexadecimal.decode(privateKey).flatMap { try? Ed25519.PrivateKey(seed: $0) }
            guard let key else {
                throw WAMPError(.invalidArgument, "a private key must have 64 hexadecimal digits")
            }
            let expected = routerKey.map { Hexadecimal.decode($0) }
            if let expected, expected?.count != Ed25519.keySize {
                throw WAMPError(.invalidArgument, "a public key must have 64 hexadecimal digits")
            }
            return .cryptosign(key, routerKey: expected ?? nil)
        }
    }
}

extension ConnectOptions {
    /// The types of channel binding, which ties an authentication to the TLS connection that it was made on.
    public enum ChannelBinding: String, Sendable {
        /// RFC 9266, for TLS 1.3 and for 1.2.
        case tlsExporter = "tls-exporter"
        /// RFC 5929, for TLS up to 1.2.
        case tlsUnique = "tls-unique"
    }

    /// The client's side of authentication on a connection.
    ///
    /// - Throws: `WAMPError` with code `invalidArgument` where the authenticators cannot go into one HELLO, or the connection has
    ///   no channel binding of the type that is asked for.
    func clientAuthentication(
        channelBinding data: (String) -> [UInt8]?
    ) throws(WAMPError) -> ClientAuthentication {
        var credentials: [ClientCredential] = []
        var authid: String?
        for authenticator in authentication {
            credentials.append(try authenticator.credential())
            if let authid, let other = authenticator.authid, authid != other {
                throw WAMPError(.invalidArgument, "all authenticators must have the same authid")
            }
            authid = authid ?? authenticator.authid
        }
        var binding: (type: String, data: [UInt8])?
        if let type = channelBinding?.rawValue {
            guard let data = data(type) else {
                throw WAMPError(.invalidArgument, "the connection has no channel binding of type \(type)")
            }
            binding = (type, data)
        }
        var generator = SystemRandomNumberGenerator()
        let random = (0..<ClientAuthentication.randomSize).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        return ClientAuthentication(credentials, authid: authid, channelBinding: binding, random: random)
    }
}
