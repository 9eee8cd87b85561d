import WAMP

/// One CHALLENGE of WAMP-CRA and what answers it (advanced profile, "Challenge Response Authentication").
struct CRAChallenge: Sendable {
    /// The principal that is challenged; a mock where it does not exist.
    let principal: Principal
    let credential: CRACredential
    /// The JSON text that is to be signed.
    let text: String

    /// - Parameters:
    ///   - session: the id that the session will have.
    ///   - now: milliseconds since 1970.
    init(_ principal: Principal, _ credential: CRACredential, session: UInt64, now: UInt64, nonce: [UInt8]) {
        self.principal = principal
        self.credential = credential
        let members: ValueDictionary = [
            "authid": .string(principal.authid), "authrole": .string(principal.role),
            "authmethod": .string(AuthenticationMethod.wampcra.rawValue),
            "authprovider": .string(principal.provider), "nonce": .string(Base64Text.encode(nonce)),
            "timestamp": .string(UTCTime.text(milliseconds: now)), "session": Value(session),
        ]
        var output = OutputBytes()
        JSON.write(members, to: &output)
        text = String(decoding: output.bytes, as: UTF8.self)
    }

    /// CHALLENGE.Extra.
    var extra: ValueDictionary {
        var extra: ValueDictionary = ["challenge": .string(text)]
        if let salting = credential.salting {
            extra["salt"] = .string(salting.salt)
            extra["keylen"] = Value(salting.keylen)
            extra["iterations"] = Value(salting.iterations)
        }
        return extra
    }

    /// Whether AUTHENTICATE.Signature is the base64 text of the HMAC over the challenge.
    func isAnswered(by signature: String) -> Bool {
        guard let expected = try? CRASignature.sign(text, key: credential.key) else { return false }
        return ConstantTime.isEqual(signature, expected)
    }
}

/// Signatures of WAMP-CRA.
package enum CRASignature {
    /// The base64 text of the HMAC-SHA-256 over the challenge.
    package static func sign(_ challenge: String, key: [UInt8]) throws(CryptographyError) -> String {
        Base64Text.encode(try HMACSHA256.code(key: key, challenge))
    }

    /// AUTHENTICATE.Signature of a client for a CHALLENGE.
    ///
    /// - Parameters:
    ///   - extra: CHALLENGE.Extra.
    ///   - minimumIterations: fewer are refused: they would give a router that is an impostor a cheap hash of the password.
    package static func answer(
        _ extra: ValueDictionary, secret: String, minimumIterations: Int = 1_000
    ) throws(ClientAuthenticationError) -> String {
        guard let challenge = extra["challenge"]?.string else { throw .malformedChallenge("challenge") }
        guard let salt = extra["salt"], salt != .null, salt != .string("") else {
            return try ClientAuthenticationError.catching { () throws(CryptographyError) in
                try sign(challenge, key: Array(secret.utf8))
            }
        }
        guard let salt = salt.string else { throw .malformedChallenge("salt") }
        // As in the specification's example, for routers that leave them out.
        let iterations = try extra.integer("iterations", default: 1_000)
        let keylen = try extra.integer("keylen", default: 32)
        guard iterations >= minimumIterations else { throw .weakParameters }
        guard iterations <= PBKDF2.maximumIterations, (16...PBKDF2.maximumSize).contains(keylen) else {
            throw .malformedChallenge("iterations and keylen")
        }
        return try ClientAuthenticationError.catching { () throws(CryptographyError) in
            let salting = CRACredential.Salting(salt: salt, iterations: iterations, keylen: keylen)
            return try sign(challenge, key: CRACredential(password: secret, salting: salting).key)
        }
    }
}
