import WAMP

/// What both sides of WAMP-SCRAM sign (advanced profile, "SCRAM Algorithms", "AuthMessage").
struct SCRAMMessage: Sendable {
    /// How an exchange is written.
    enum Dialect: Sendable {
        /// As the specification says.
        case standard
        /// As Autobahn|Python does it under the name `scram`: `c=` is empty instead of the base64 text of the flags, the authid is
        /// not escaped, and AUTHENTICATE does not repeat the nonce.
        case autobahn
    }

    var dialect: Dialect = .standard
    /// HELLO.Details.authid.
    var authid: String
    /// HELLO.Details.authextra.nonce.
    var clientNonce: String
    /// CHALLENGE.Extra.nonce, which begins with the client's.
    var nonce: String
    var salt: [UInt8]
    var iterations: Int
    /// The channel binding that the client asked for: its type and data.
    var channelBinding: (type: String, data: [UInt8])?

    /// AuthMessage.
    var bytes: [UInt8] {
        let first = "n=\(escapedAuthid),r=\(clientNonce)"
        let server = "r=\(nonce),s=\(Base64Text.encode(salt)),i=\(iterations)"
        let final = "c=\(channelBindingInput),r=\(nonce)"
        return Array("\(first),\(server),\(final)".utf8)
    }

    private var channelBindingInput: String {
        switch dialect {
        case .autobahn: return ""
        case .standard:
            let flag = channelBinding.map { "p=" + $0.type } ?? "n"
            return Base64Text.encode(Array("\(flag),,".utf8) + (channelBinding?.data ?? []))
        }
    }

    private var escapedAuthid: String {
        if dialect == .autobahn { return authid }
        return authid.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case ",": text += "=2C"
            case "=": text += "=3D"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// ClientProof: ClientKey XOR ClientSignature.
    func proof(_ keys: SCRAMKeys) throws(CryptographyError) -> [UInt8] {
        zip(keys.clientKey, try HMACSHA256.code(key: keys.storedKey, bytes)).map { $0 ^ $1 }
    }

    /// Whether a ClientProof was made with the password behind a credential.
    func isProven(by proof: [UInt8], _ credential: SCRAMCredential) -> Bool {
        guard proof.count == SHA256.size,
            let signature = try? HMACSHA256.code(key: credential.storedKey, bytes)
        else { return false }
        let clientKey = zip(signature, proof).map { $0 ^ $1 }
        return ConstantTime.isEqual(SHA256.digest(clientKey), credential.storedKey)
    }

    /// ServerSignature, which is the verifier for the client.
    func serverSignature(serverKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
        try HMACSHA256.code(key: serverKey, bytes)
    }
}
