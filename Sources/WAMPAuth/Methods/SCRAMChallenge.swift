import WAMP

/// What HELLO.Details.authextra says for WAMP-SCRAM.
struct SCRAMOffer: Sendable {
    var nonce: String
    /// The type of channel binding that is asked for; nil for none.
    var channelBinding: String?
    var dialect: SCRAMMessage.Dialect

    /// Twice as many characters as the longest nonce anybody needs.
    private static let maximumNonceSize = 256

    /// nil where there is no nonce, or one that is no base64.
    init?(_ extra: ValueDictionary, dialect: SCRAMMessage.Dialect) {
        guard let nonce = extra["nonce"]?.string, !nonce.isEmpty, nonce.utf8.count <= Self.maximumNonceSize,
            Base64Text.decode(nonce) != nil
        else { return nil }
        self.nonce = nonce
        self.dialect = dialect
        switch extra["channel_binding"] {
        case nil, .null: break
        case .string(let type): channelBinding = type
        default: return nil
        }
    }
}

/// One CHALLENGE of WAMP-SCRAM and what answers it (advanced profile, "Salted Challenge Response Authentication").
struct SCRAMChallenge: Sendable {
    /// What is wrong with an AUTHENTICATE, for the log.
    enum Mistake: String, Error {
        case proof = "the proof is wrong"
        case nonce = "the nonce is not the one of the challenge"
        case channelBindingType = "the channel binding is not the one of HELLO"
        case channelBindingData = "the channel binding data are not those of this connection"
    }

    /// The principal that is challenged; a mock where it does not exist.
    let principal: Principal
    let credential: SCRAMCredential
    let message: SCRAMMessage

    /// - Parameters:
    ///   - binding: the data of the channel binding that the offer asks for.
    ///   - random: 16 random bytes or more, for the router's part of the nonce.
    init(
        _ principal: Principal, _ credential: SCRAMCredential, authid: String, offer: SCRAMOffer,
        binding: [UInt8]?, random: [UInt8]
    ) {
        self.principal = principal
        self.credential = credential
        message = SCRAMMessage(
            dialect: offer.dialect, authid: authid, clientNonce: offer.nonce,
            nonce: offer.nonce + Base64Text.encode(Array(random.prefix(18))), salt: credential.salt,
            iterations: credential.kdf.iterations,
            channelBinding: offer.channelBinding.map { (type: $0, data: binding ?? []) })
    }

    /// CHALLENGE.Extra.
    var extra: ValueDictionary {
        var extra: ValueDictionary = [
            "nonce": .string(message.nonce), "salt": .string(Base64Text.encode(credential.salt)),
            "kdf": .string(credential.kdf.name), "iterations": Value(credential.kdf.iterations),
        ]
        if let memory = credential.kdf.memory {
            extra["memory"] = Value(memory)
        } else {
            extra["memory"] = .null
        }
        return extra
    }

    /// Judges AUTHENTICATE.
    ///
    /// - Returns: members of WELCOME.Details.authextra.
    func verify(_ signature: String, _ extra: ValueDictionary) throws(Mistake) -> ValueDictionary {
        switch extra["nonce"] {
        case .string(let nonce):
            guard ConstantTime.isEqual(nonce, message.nonce) else { throw .nonce }
        case nil where message.dialect == .autobahn: break
        default: throw .nonce
        }
        guard (extra["channel_binding"] ?? .null) == message.channelBinding.map({ .string($0.type) }) ?? .null
        else { throw .channelBindingType }
        let data = extra["cbind_data"] ?? .null
        if let binding = message.channelBinding {
            guard let data = data.string.flatMap(Base64Text.decode), ConstantTime.isEqual(binding.data, data)
            else { throw .channelBindingData }
        } else {
            guard data == .null else { throw .channelBindingData }
        }
        guard let proof = Base64Text.decode(signature), message.isProven(by: proof, credential) else {
            throw .proof
        }
        guard let verifier = try? message.serverSignature(serverKey: credential.serverKey) else {
            throw .proof
        }
        let text = Value.string(Base64Text.encode(verifier))
        switch message.dialect {
        case .standard: return ["verifier": text]
        case .autobahn: return ["verifier": text, "scram_server_signature": text]
        }
    }
}
