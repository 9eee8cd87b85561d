import WAMP

/// What HELLO.Details.authextra says for WAMP-Cryptosign.
struct CryptosignOffer: Sendable {
    /// 32 bytes.
    var publicKey: [UInt8]
    /// The type of channel binding that is asked for; nil for none.
    var channelBinding: String?
    /// The client's challenge to the router, 32 bytes; nil without one.
    var challenge: [UInt8]?

    /// nil where there is no public key, or a member has not the form it must have.
    init?(_ extra: ValueDictionary) {
        guard let key = extra["pubkey"]?.string.flatMap(Hexadecimal.decode), key.count == Ed25519.keySize
        else {
            return nil
        }
        publicKey = key
        switch extra["channel_binding"] {
        case nil, .null: break
        case .string(let type): channelBinding = type
        default: return nil
        }
        switch extra["challenge"] {
        case nil, .null: break
        case .string(let text):
            guard let bytes = Hexadecimal.decode(text), bytes.count == CryptosignMessage.size else {
                return nil
            }
            challenge = bytes
        default: return nil
        }
    }
}

/// What is signed in WAMP-Cryptosign (advanced profile, "Computing the Signature").
enum CryptosignMessage {
    /// The bytes of a challenge and of a channel id.
    static let size = 32

    /// The channel id of a connection: its channel binding data, or their SHA-256 where these are not 32 bytes long, as those of
    /// `tls-unique` are not.
    static func channelID(_ binding: [UInt8]) -> [UInt8] {
        binding.count == size ? binding : SHA256.digest(binding)
    }

    /// The challenge, XOR the channel id where there is one.
    static func bytes(_ challenge: [UInt8], channelID: [UInt8]?) -> [UInt8] {
        guard let channelID else { return challenge }
        return zip(challenge, channelID).map { $0 ^ $1 }
    }

    /// The signature and the message that it is of, in hexadecimal digits.
    static func signed(_ message: [UInt8], with key: Ed25519.PrivateKey) throws(CryptographyError) -> String {
        Hexadecimal.encode(try key.sign(message) + message)
    }

    /// Whether a text is the signature of a message, followed by it, made with the key of `publicKey`. That the message is the
    /// one expected is as important as the signature: else one AUTHENTICATE would log in for ever.
    static func isSigned(_ text: String, _ message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard text.utf8.count == 2 * (Ed25519.signatureSize + size), let bytes = Hexadecimal.decode(text),
            ConstantTime.isEqual(Array(bytes.suffix(size)), message)
        else { return false }
        return Ed25519.isValid(
            Array(bytes.prefix(Ed25519.signatureSize)), of: message, publicKey: publicKey)
    }
}

/// One CHALLENGE of WAMP-Cryptosign and what answers it (advanced profile, "Cryptosign-based Authentication").
struct CryptosignChallenge: Sendable {
    /// The principal that is challenged; nil where there is none with that key.
    let principal: Principal?
    private let publicKey: [UInt8]
    private let challenge: [UInt8]
    private let channelBinding: (type: String, id: [UInt8])?
    /// CHALLENGE.Extra.
    let extra: ValueDictionary
    /// The types of channel binding that the method has.
    static let bindingTypes: Set<String> = ["tls-exporter", "tls-unique"]

    /// - Parameters:
    ///   - bindings: the channel binding data of the connection. A type that it does not have is not used, and the client is
    ///     told so.
    ///   - routerKey: answers the client's challenge, if there is one.
    ///   - challenge: 32 random bytes.
    init(
        _ principal: Principal?, offer: CryptosignOffer, bindings: [String: [UInt8]],
        routerKey: Ed25519.PrivateKey?, challenge: [UInt8]
    ) throws(CryptographyError) {
        self.principal = principal
        publicKey = offer.publicKey
        self.challenge = challenge
        if let type = offer.channelBinding, Self.bindingTypes.contains(type), let binding = bindings[type] {
            channelBinding = (type, CryptosignMessage.channelID(binding))
        } else {
            channelBinding = nil
        }
        var extra: ValueDictionary = ["challenge": .string(Hexadecimal.encode(challenge))]
        extra["channel_binding"] = channelBinding.map { .string($0.type) } ?? .null
        if let routerKey, let asked = offer.challenge {
            let message = CryptosignMessage.bytes(asked, channelID: channelBinding?.id)
            extra["pubkey"] = .string(Hexadecimal.encode(routerKey.publicKey))
            extra["signature"] = .string(try CryptosignMessage.signed(message, with: routerKey))
        }
        self.extra = extra
    }

    /// Whether AUTHENTICATE.Signature is the client's over this challenge.
    func isAnswered(by signature: String) -> Bool {
        let message = CryptosignMessage.bytes(challenge, channelID: channelBinding?.id)
        let isSigned = CryptosignMessage.isSigned(signature, message, publicKey: publicKey)
        return isSigned && principal != nil
    }
}
