import Transport
import WAMP
import WAMPAuth

// What a dynamic authenticator is called with, and what its answer means: version 1 of its signature,
// `realm|string, authid|string or null, details|dict`.

extension DynamicRequest {
    /// - Parameter session: the id that the session will have.
    func arguments(realm: String, session: UInt64, _ origin: ClientOrigin) -> [Value] {
        var details = self.details
        details["version"] = 1
        details["authmethod"] = .string(method.rawValue)
        details["session"] = Value(session)
        var transport: ValueDictionary = [
            "type": .string(origin.transport.rawValue), "peer": .string(origin.address),
            "secure": .bool(origin.isSecure),
        ]
        if let name = origin.tls?.serverName { transport["server_name"] = .string(name) }
        details["transport"] = .dictionary(transport)
        return [.string(realm), authid.map { .string($0) } ?? .null, .dictionary(details)]
    }
}

extension DynamicAnswer {
    /// The answer of an authenticator: the name of a role, or a dictionary with `role` and what the method needs.
    init(_ result: OwnCallResult, to request: DynamicRequest) {
        switch result {
        case .result(let payload):
            do throws(Malformed) {
                self = .principal(try Principal(payload, for: request))
            } catch {
                self = .failed(error.description)
            }
        case .error(let uri, let message):
            // Of the router itself, for a call that has not reached anybody who could decide.
            let isRefusal = !uri.hasPrefix("wamp.error.") || Self.refusals.contains(uri)
            self = isRefusal ? .refused : .failed(message.map { "\(uri): \($0)" } ?? uri)
        }
    }

    /// Those predefined errors by which an authenticator may refuse.
    private static let refusals: Set<String> = Set(
        [
            ErrorURI.notAuthorized, .noSuchPrincipal, .noSuchRole, .authenticationDenied, .authenticationFailed,
            .authenticationRequired, .authorizationDenied,
        ].map { "\($0.text)" })

    /// Why an answer cannot be understood.
    struct Malformed: Error {
        let description: String
    }
}

extension Principal {
    fileprivate init(
        _ payload: Message.Payload, for request: DynamicRequest
    ) throws(DynamicAnswer.Malformed) {
        let members: ValueDictionary
        switch payload.arguments.first {
        case .string(let role): members = ["role": .string(role)]
        case .dictionary(let dictionary): members = dictionary
        default: throw .init(description: "the answer is neither a role nor a dictionary")
        }
        let answer = Answer(members: members)
        guard let role = try answer.string("role") else { throw .init(description: "the answer has no role") }
        guard let authid = try answer.string("authid") ?? request.authid, !authid.isEmpty,
            authid.utf8.count <= AuthenticationOffer.maximumAuthidSize
        else { throw .init(description: "the answer has no acceptable authid, nor has the client") }
        self.init(authid: authid, role: role, provider: "dynamic", extra: try answer.dictionary("extra"))
        switch request.method {
        case .wampcra: wampcra = try answer.craCredential()
        case .scram: scram = try answer.scramCredential()
        case .cryptosign: publicKeys = try answer.publicKeys()
        case .anonymous, .ticket, .tls, .cookie, .header: break
        }
    }
}

/// The members of an authenticator's answer.
private struct Answer {
    let members: ValueDictionary

    typealias Malformed = DynamicAnswer.Malformed

    func string(_ name: String) throws(Malformed) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let string): return string
        default: throw Malformed(description: "\"\(name)\" is no string")
        }
    }

    func dictionary(_ name: String) throws(Malformed) -> ValueDictionary {
        switch members[name] {
        case nil, .null: return ValueDictionary()
        case .dictionary(let dictionary): return dictionary
        default: throw Malformed(description: "\"\(name)\" is no dictionary")
        }
    }

    func number(_ name: String, in range: ClosedRange<UInt64>, otherwise standard: UInt64?) throws(Malformed) -> Int {
        switch members[name] {
        case nil, .null:
            if let standard { return Int(standard) }
        case let value?:
            if let number = value.unsignedInteger, range.contains(number) { return Int(number) }
        }
        throw Malformed(
            description: "\"\(name)\" is no number from \(range.lowerBound) to \(range.upperBound)")
    }

    /// `secret`, which with `salt`, `iterations` and `keylen` is the key that was derived from the password.
    func craCredential() throws(Malformed) -> CRACredential {
        guard let secret = try string("secret"), !secret.isEmpty else {
            throw Malformed(description: "the answer has no secret")
        }
        guard let salt = try string("salt") else { return CRACredential(secret: secret) }
        return CRACredential(
            key: secret,
            salting: .init(
                salt: salt, iterations: try number("iterations", in: 1...10_000_000, otherwise: 1000),
                keylen: try number("keylen", in: 16...64, otherwise: 32)))
    }

    /// `kdf`, `iterations`, `memory`, and in base64 `salt`, `stored_key` and `server_key`.
    func scramCredential() throws(Malformed) -> SCRAMCredential {
        let memory = try number("memory", in: 0...1 << 22, otherwise: 0)
        let name = try string("kdf") ?? "argon2id13"
        let iterations = try number("iterations", in: 1...10_000_000, otherwise: nil)
        guard let kdf = SCRAMCredential.KDF(name: name, iterations: iterations, memory: memory) else {
            throw Malformed(description: "\"kdf\" is neither pbkdf2 nor argon2id13")
        }
        return SCRAMCredential(
            kdf: kdf, salt: try bytes("salt"), storedKey: try bytes("stored_key"),
            serverKey: try bytes("server_key"))
    }

    private func bytes(_ name: String) throws(Malformed) -> [UInt8] {
        guard let bytes = try string(name).flatMap({ Base64Text.decode($0) }), !bytes.isEmpty else {
            throw Malformed(description: "\"\(name)\" is no base64")
        }
        return bytes
    }

    /// `pubkey`, in hexadecimal digits.
    func publicKeys() throws(Malformed) -> [[UInt8]] {
        guard let key = try string("pubkey").flatMap({ Hexadecimal.decode($0) }), key.count == 32 else {
            throw Malformed(description: "\"pubkey\" is no key of 64 hexadecimal digits")
        }
        return [key]
    }
}
