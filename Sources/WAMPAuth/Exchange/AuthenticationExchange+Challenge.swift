import WAMP

extension AuthenticationExchange {
    /// What waits for AUTHENTICATE.
    enum Challenge: Sendable {
        /// The authid, which a JSON Web Token does not need.
        case ticket(String?)
        case wampcra(CRAChallenge)
        case scram(SCRAMChallenge)
        case cryptosign(CryptosignChallenge)

        var method: AuthenticationMethod {
            switch self {
            case .ticket: .ticket
            case .wampcra: .wampcra
            case .scram: .scram
            case .cryptosign: .cryptosign
            }
        }

        var extra: ValueDictionary {
            switch self {
            case .ticket: ValueDictionary()
            case .wampcra(let challenge): challenge.extra
            case .scram(let challenge): challenge.extra
            case .cryptosign(let challenge): challenge.extra
            }
        }

        /// CHALLENGE.AuthMethod.
        var name: String {
            if case .scram(let challenge) = self, challenge.message.dialect == .autobahn { return "scram" }
            return method.rawValue
        }
    }

    /// What the dynamic authenticator was asked for.
    enum Inquiry: Sendable {
        /// The principal, which is to be challenged.
        case wampcra(String)
        case scram(String, SCRAMOffer)
        case cryptosign(CryptosignOffer)
        /// Whether a ticket is right.
        case ticket(String)
        /// The principal of what the transport tells.
        case transport(AuthenticationMethod)

        var method: AuthenticationMethod {
            switch self {
            case .wampcra: .wampcra
            case .scram: .scram
            case .cryptosign: .cryptosign
            case .ticket: .ticket
            case .transport(let method): method
            }
        }
    }

    mutating func challenge(_ challenge: Challenge, now: UInt64) -> AuthenticationStep {
        let (deadline, overflow) = now.addingReportingOverflow(realm.challengeTimeout)
        state = .challenged(challenge, deadline: overflow ? .max : deadline)
        return .challenge(method: challenge.name, extra: challenge.extra)
    }

    /// Challenges a principal that was found; asks for one that was not, where there is somebody to ask.
    mutating func proceed(_ inquiry: Inquiry, _ principal: Principal?, now: UInt64) -> AuthenticationStep {
        guard principal == nil, let dynamic = realm.dynamic, dynamic.methods.contains(inquiry.method) else {
            return challenge(inquiry, principal, now: now)
        }
        var details = ValueDictionary()
        if case .cryptosign(let offer) = inquiry {
            details["pubkey"] = .string(Hexadecimal.encode(offer.publicKey))
        }
        return ask(dynamic, inquiry, details)
    }

    mutating func ask(
        _ dynamic: RealmAuthentication.Dynamic, _ inquiry: Inquiry, _ details: ValueDictionary
    ) -> AuthenticationStep {
        state = .asking(inquiry)
        var details = details
        if !offer.extra.isEmpty { details["authextra"] = .dictionary(offer.extra) }
        return .ask(
            DynamicRequest(
                procedure: dynamic.procedure, timeout: dynamic.timeout, method: inquiry.method,
                authid: offer.authid, details: details))
    }

    /// Challenges a principal, or the mock of one that does not exist.
    private mutating func challenge(
        _ inquiry: Inquiry, _ principal: Principal?, now: UInt64
    ) -> AuthenticationStep {
        switch inquiry {
        case .wampcra(let authid):
            let (principal, credential) = realm.wampcra(principal, authid: authid)
            let challenge = CRAChallenge(
                principal, credential, session: session, now: now, nonce: Array(random.prefix(18)))
            return self.challenge(.wampcra(challenge), now: now)
        case .scram(let authid, let offer):
            let (principal, credential) = realm.scram(
                principal, authid: authid, isText: offer.dialect == .autobahn)
            let challenge = SCRAMChallenge(
                principal, credential, authid: authid, offer: offer,
                binding: offer.channelBinding.flatMap { peer.channelBindings[$0] }, random: random)
            return self.challenge(.scram(challenge), now: now)
        case .cryptosign(let offer):
            do throws(CryptographyError) {
                let challenge = try CryptosignChallenge(
                    principal.flatMap { $0.publicKeys.contains(offer.publicKey) ? $0 : nil }, offer: offer,
                    bindings: peer.channelBindings, routerKey: realm.routerKey,
                    challenge: Array(random.prefix(CryptosignMessage.size)))
                return self.challenge(.cryptosign(challenge), now: now)
            } catch {
                return refuse(.authenticationFailed, error.description, method: .cryptosign)
            }
        case .ticket, .transport:
            return refuse(.authenticationFailed, "there is nothing to challenge", method: inquiry.method)
        }
    }

    /// The dynamic authenticator has answered.
    mutating func resume(_ inquiry: Inquiry, _ answer: DynamicAnswer, now: UInt64) -> AuthenticationStep {
        let method = inquiry.method
        let principal: Principal?
        switch answer {
        case .failed(let reason):
            return refuse(.authenticationFailed, "dynamic authenticator: \(reason)", method: method)
        case .refused: principal = nil
        case .principal(let found):
            guard realm.roles.contains(found.role) else {
                return refuse(
                    .authenticationFailed, "dynamic authenticator: the realm has no role \(found.role)",
                    method: method)
            }
            principal = found
        }
        switch inquiry {
        case .wampcra, .scram, .cryptosign: return challenge(inquiry, principal, now: now)
        case .ticket, .transport:
            guard let principal else {
                return fail("the dynamic authenticator refuses \(offer.authid ?? "the client")", method)
            }
            return .welcome(principal.identity(method: method.rawValue))
        }
    }

    /// An anonymous session's identity; its authid says nothing.
    func anonymous() -> AuthenticatedIdentity {
        AuthenticatedIdentity(
            authid: AnonymousAuthid.make(random), authrole: realm.anonymousRole,
            authmethod: AuthenticationMethod.anonymous.rawValue, authprovider: "static")
    }
}
