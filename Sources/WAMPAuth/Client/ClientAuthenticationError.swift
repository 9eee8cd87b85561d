import WAMP

/// Why a client does not answer a CHALLENGE, or does not believe a WELCOME.
package enum ClientAuthenticationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The router challenges for a method that was not offered, or a second time.
    case unexpectedChallenge
    /// A member of CHALLENGE.Extra or WELCOME.Details.authextra is missing, of the wrong type or not acceptable.
    case malformedChallenge(String)
    /// The costs that the router asks for are so low that it may be after the password.
    case weakParameters
    /// The nonce of CHALLENGE does not begin with the client's.
    case wrongNonce
    /// The channel binding is not the one that was asked for, or the connection has none of that type.
    case channelBinding
    /// The router did not prove that it knows the client's secret, or has the key that was expected of it.
    case unprovenRouter
    /// The cryptographic library failed.
    case cryptography(CryptographyError)

    package var description: String {
        switch self {
        case .unexpectedChallenge: "the router challenges for a method that was not offered, or twice"
        case .malformedChallenge(let member): "the router's challenge has no acceptable \(member)"
        case .weakParameters: "the router asks for a hash of the password that is too cheap to be safe"
        case .wrongNonce: "the router's nonce does not begin with the client's"
        case .channelBinding: "the channel binding that was asked for is not in use"
        case .unprovenRouter: "the router did not prove who it is"
        case .cryptography(let error): error.description
        }
    }

    /// What `body` makes, with its error as one of these.
    static func catching<Success>(
        _ body: () throws(CryptographyError) -> Success
    ) throws(ClientAuthenticationError) -> Success {
        do throws(CryptographyError) {
            return try body()
        } catch {
            throw .cryptography(error)
        }
    }
}

extension ValueDictionary {
    /// An integer that may be absent or null.
    func integer(_ key: String, default: Int) throws(ClientAuthenticationError) -> Int {
        guard let value = self[key], value != .null else { return `default` }
        guard let integer = value.int else { throw .malformedChallenge(key) }
        return integer
    }
}
