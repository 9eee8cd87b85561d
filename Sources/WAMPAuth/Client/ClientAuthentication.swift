import WAMP

/// The client's side of authentication, from HELLO to WELCOME, without I/O or randomness of its own.
package struct ClientAuthentication: Sendable {
    /// How many random bytes are needed.
    package static let randomSize = 32

    private enum State: Sendable {
        case offered
        /// AUTHENTICATE has been sent for WAMP-SCRAM: what proves the router.
        case awaitingVerifier([UInt8])
        case answered
    }

    private let credentials: [ClientCredential]
    private let authid: String?
    /// The channel binding that is asked for, with the data of this connection.
    private let channelBinding: (type: String, data: [UInt8])?
    private let random: [UInt8]
    private var state = State.offered

    /// - Parameters:
    ///   - credentials: the preferred one first.
    ///   - authid: whom the client wants to be; nil leaves it to the router.
    ///   - channelBinding: for WAMP-SCRAM and WAMP-Cryptosign; nil for none.
    ///   - random: `randomSize` bytes of a cryptographic source.
    package init(
        _ credentials: [ClientCredential], authid: String?,
        channelBinding: (type: String, data: [UInt8])? = nil, random: [UInt8]
    ) {
        self.credentials = credentials
        self.authid = authid
        self.channelBinding = channelBinding
        self.random = random
    }

    /// Whether CHALLENGE can be answered at all.
    package var expectsChallenge: Bool {
        credentials.contains { !$0.needsNoChallenge }
    }

    /// What HELLO.Details says of authentication.
    package var helloDetails: ValueDictionary {
        var methods: [Value] = []
        for name in credentials.map(\.method.rawValue) where !methods.contains(.string(name)) {
            methods.append(.string(name))
        }
        var details: ValueDictionary = ["authmethods": .list(methods)]
        if let authid { details["authid"] = .string(authid) }
        var extra = ValueDictionary()
        for credential in credentials {
            switch credential {
            case .scram: extra["nonce"] = .string(scramNonce)
            case .cryptosign(let key, let routerKey):
                extra["pubkey"] = .string(Hexadecimal.encode(key.publicKey))
                if routerKey != nil { extra["challenge"] = .string(Hexadecimal.encode(cryptosignChallenge)) }
            case .anonymous, .ticket, .wampcra, .transport: continue
            }
            if let channelBinding { extra["channel_binding"] = .string(channelBinding.type) }
        }
        if !extra.isEmpty { details["authextra"] = .dictionary(extra) }
        return details
    }

    private var scramNonce: String { Base64Text.encode(Array(SHA256.digest(random).prefix(18))) }
    private var cryptosignChallenge: [UInt8] { random }

    /// CHALLENGE has arrived. Takes as long as the router's costs for the hash of the password say.
    ///
    /// - Returns: AUTHENTICATE.
    package mutating func answer(
        _ challenge: Message.Challenge
    ) throws(ClientAuthenticationError) -> Message.Authenticate {
        let credential = credentials.first {
            $0.method.rawValue == challenge.authMethod && !$0.needsNoChallenge
        }
        guard let credential, case .offered = state else { throw .unexpectedChallenge }
        state = .answered
        switch credential {
        case .ticket(let ticket): return Message.Authenticate(signature: ticket)
        case .wampcra(let secret):
            return Message.Authenticate(signature: try CRASignature.answer(challenge.extra, secret: secret))
        case .scram(let password): return try answerSCRAM(challenge.extra, password: password)
        case .cryptosign(let key, let routerKey):
            return try answerCryptosign(challenge.extra, key, routerKey: routerKey)
        case .anonymous, .transport: throw .unexpectedChallenge
        }
    }

    /// WELCOME has arrived.
    ///
    /// - Parameter details: WELCOME.Details.
    /// - Throws: where the router has not shown what it must have, such as that it knows the client.
    package func check(_ details: ValueDictionary) throws(ClientAuthenticationError) {
        switch state {
        case .answered: break
        case .awaitingVerifier(let expected):
            let verifier = details["authextra"]?.dictionary?["verifier"]?.string.flatMap(Base64Text.decode)
            guard let verifier, ConstantTime.isEqual(verifier, expected) else { throw .unprovenRouter }
        case .offered:
            guard credentials.contains(where: \.needsNoChallenge) else { throw .unprovenRouter }
        }
    }
}

// WAMP-SCRAM (advanced profile, "Salted Challenge Response Authentication").
extension ClientAuthentication {
    /// The fewest iterations of PBKDF2 that are computed (RFC 7677 section 4), and the least work of Argon2id: iterations times
    /// KiB. A router that asks for less may be after a hash that is cheap to crack.
    private static let minimumIterations = 4_096
    private static let minimumWork = 8_192

    private mutating func answerSCRAM(
        _ extra: ValueDictionary, password: String
    ) throws(ClientAuthenticationError) -> Message.Authenticate {
        guard let authid else { throw .malformedChallenge("authid") }
        guard let nonce = extra["nonce"]?.string, nonce.utf8.count <= 1_024 else {
            throw .malformedChallenge("nonce")
        }
        guard nonce.hasPrefix(scramNonce), nonce.utf8.count > scramNonce.utf8.count else { throw .wrongNonce }
        guard let salt = extra["salt"]?.string.flatMap(Base64Text.decode), salt.count <= 1_024 else {
            throw .malformedChallenge("salt")
        }
        let kdf = try Self.kdf(extra)
        let message = SCRAMMessage(
            authid: authid, clientNonce: scramNonce, nonce: nonce, salt: salt, iterations: kdf.iterations,
            channelBinding: channelBinding)
        let (proof, verifier) = try ClientAuthenticationError.catching { () throws(CryptographyError) in
            let keys = try SCRAMKeys(saltedPassword: kdf.saltedPassword(password, salt: salt))
            return (try message.proof(keys), try message.serverSignature(serverKey: keys.serverKey))
        }
        state = .awaitingVerifier(verifier)
        return Message.Authenticate(
            signature: Base64Text.encode(proof),
            extra: [
                "nonce": .string(nonce),
                "channel_binding": channelBinding.map { .string($0.type) } ?? .null,
                "cbind_data": channelBinding.map { .string(Base64Text.encode($0.data)) } ?? .null,
            ])
    }

    private static func kdf(
        _ extra: ValueDictionary
    ) throws(ClientAuthenticationError) -> SCRAMCredential.KDF {
        guard let name = extra["kdf"]?.string, let iterations = extra["iterations"]?.int, iterations > 0,
            let kdf = SCRAMCredential.KDF(name: name, iterations: iterations, memory: extra["memory"]?.int)
        else { throw .malformedChallenge("kdf with its parameters") }
        switch kdf {
        case .pbkdf2:
            guard iterations >= minimumIterations else { throw .weakParameters }
        case .argon2id13(_, let memory), .argon2idText(_, let memory):
            guard Argon2id.Cost(iterations: iterations, memory: memory).isAcceptable else {
                throw .malformedChallenge("kdf with its parameters")
            }
            guard iterations * memory >= minimumWork else { throw .weakParameters }
        }
        return kdf
    }
}

// WAMP-Cryptosign (advanced profile, "Cryptosign-based Authentication").
extension ClientAuthentication {
    private func answerCryptosign(
        _ extra: ValueDictionary, _ key: Ed25519.PrivateKey, routerKey: [UInt8]?
    ) throws(ClientAuthenticationError) -> Message.Authenticate {
        guard let challenge = extra["challenge"]?.string.flatMap(Hexadecimal.decode),
            challenge.count == CryptosignMessage.size
        else { throw .malformedChallenge("challenge") }
        // Without the binding that was asked for somebody may sit in between.
        let type = channelBinding.map { Value.string($0.type) } ?? .null
        guard (extra["channel_binding"] ?? .null) == type else { throw .channelBinding }
        let channelID = channelBinding.map { CryptosignMessage.channelID($0.data) }
        if let routerKey {
            let asked = CryptosignMessage.bytes(cryptosignChallenge, channelID: channelID)
            guard let signature = extra["signature"]?.string,
                CryptosignMessage.isSigned(signature, asked, publicKey: routerKey)
            else { throw .unprovenRouter }
        }
        let message = CryptosignMessage.bytes(challenge, channelID: channelID)
        let signature = try ClientAuthenticationError.catching { () throws(CryptographyError) in
            try CryptosignMessage.signed(message, with: key)
        }
        return Message.Authenticate(signature: signature)
    }
}
