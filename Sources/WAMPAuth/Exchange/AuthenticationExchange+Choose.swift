import WAMP

extension AuthenticationExchange {
    /// What comes of looking at one method.
    private enum Choice {
        /// The realm, the listener, HELLO or the transport lack what it needs: why, for the client and the log.
        case passOver(String)
        case take(AuthenticationStep)
    }

    /// Takes the first of the client's methods that can be taken.
    mutating func chooseMethod(now: UInt64) -> AuthenticationStep {
        var reasons: [String] = []
        for (name, method) in candidates {
            switch consider(method, name: name, now: now) {
            case .take(let step): return step
            case .passOver(let reason): reasons.append("\(name): \(reason)")
            }
        }
        let names = offer.methods.prefix(Self.maximumMethods).map { String($0.prefix(40)) }
        if reasons.isEmpty { reasons = names.map { "\($0): there is no such method" } }
        let isAnonymous = offer.methods.isEmpty
        return refuse(
            isAnonymous ? .authenticationRequired : .noMatchingAuthMethod,
            isAnonymous
                ? "the realm has no anonymous sessions, and HELLO names no authentication method"
                : "no authentication method is left: " + reasons.joined(separator: "; "))
    }

    /// The client's methods that exist, each once. A client that names none is prepared for those that need nothing of it.
    private var candidates: [(name: String, method: AuthenticationMethod)] {
        if offer.methods.isEmpty {
            return [AuthenticationMethod.tls, .header, .cookie, .anonymous].map { ($0.rawValue, $0) }
        }
        var known: [(name: String, method: AuthenticationMethod)] = []
        for name in offer.methods.prefix(Self.maximumMethods) {
            // Autobahn|Python's name for its form of WAMP-SCRAM.
            let method = name == "scram" ? AuthenticationMethod.scram : AuthenticationMethod(rawValue: name)
            guard let method, !known.contains(where: { $0.name == name }) else { continue }
            known.append((name, method))
        }
        return known
    }

    private mutating func consider(_ method: AuthenticationMethod, name: String, now: UInt64) -> Choice {
        guard realm.isOpen(method) else { return .passOver("the realm does not offer it") }
        if let allowed = peer.allowedMethods, !allowed.contains(method) {
            return .passOver("the listener does not offer it")
        }
        if method.isInClear, !peer.isSecure, !peer.isLoopback, !realm.plainTextMethods.contains(method) {
            return .passOver("it needs an encrypted connection")
        }
        switch method {
        case .anonymous: return .take(.welcome(anonymous()))
        case .ticket: return considerTicket(now: now)
        case .wampcra: return considerCRA(now: now)
        case .scram: return considerSCRAM(name: name, now: now)
        case .cryptosign: return considerCryptosign(now: now)
        case .tls: return considerCertificate()
        case .cookie: return considerCookie()
        case .header: return considerHeader()
        }
    }

    private mutating func considerTicket(now: UInt64) -> Choice {
        guard let authid = offer.authid else {
            guard realm.tokens != nil else { return .passOver("HELLO has no authid") }
            return .take(challenge(.ticket(nil), now: now))
        }
        return .take(challenge(.ticket(authid), now: now))
    }

    private mutating func considerCRA(now: UInt64) -> Choice {
        guard let authid = offer.authid else { return .passOver("HELLO has no authid") }
        return .take(proceed(.wampcra(authid), realm.principals.principal(authid: authid), now: now))
    }

    private mutating func considerSCRAM(name: String, now: UInt64) -> Choice {
        guard let authid = offer.authid else { return .passOver("HELLO has no authid") }
        let dialect: SCRAMMessage.Dialect = name == "scram" ? .autobahn : .standard
        guard let scram = SCRAMOffer(offer.extra, dialect: dialect) else {
            return .passOver("HELLO.Details.authextra has no acceptable nonce")
        }
        if let type = scram.channelBinding {
            guard dialect == .standard, peer.channelBindings[type] != nil else {
                // The specification asks for the end here, and not for the next method.
                return .take(
                    refuse(
                        .noMatchingAuthMethod, "this connection has no channel binding of the type asked for")
                )
            }
        } else if realm.boundMethods.contains(.scram) {
            return .passOver("the realm requires channel binding")
        }
        return .take(proceed(.scram(authid, scram), realm.principals.principal(authid: authid), now: now))
    }

    private mutating func considerCryptosign(now: UInt64) -> Choice {
        guard let cryptosign = CryptosignOffer(offer.extra) else {
            return .passOver("HELLO.Details.authextra has no acceptable pubkey, channel_binding or challenge")
        }
        if realm.boundMethods.contains(.cryptosign) {
            guard let type = cryptosign.channelBinding, CryptosignChallenge.bindingTypes.contains(type),
                peer.channelBindings[type] != nil
            else {
                return .passOver("the realm requires channel binding")
            }
        }
        var principal = realm.principals.principal(publicKey: cryptosign.publicKey)
        if let authid = offer.authid, let found = principal, !found.authid.utf8.elementsEqual(authid.utf8) {
            principal = nil
        }
        return .take(proceed(.cryptosign(cryptosign), principal, now: now))
    }

    private mutating func considerCertificate() -> Choice {
        guard let certificate = peer.certificate else {
            return .passOver("the client has shown no certificate")
        }
        return decide(.tls, realm.principals.principal(certificate: certificate), Self.details(certificate))
    }

    private mutating func considerCookie() -> Choice {
        guard let name = realm.cookie, let value = peer.cookie(name) else {
            return .passOver("the request has no such cookie")
        }
        return decide(.cookie, realm.principals.principal(cookie: value), ["cookie": .string(value)])
    }

    private mutating func considerHeader() -> Choice {
        guard let header = realm.header, header.trusts(peer) else {
            return .passOver("the connection is not from a trusted proxy")
        }
        let values = peer.values(ofHeader: header.name)
        // Two of them: the proxy has let one of the client's pass.
        guard values.count == 1, let user = values.first, !user.isEmpty,
            user.utf8.count <= AuthenticationOffer.maximumAuthidSize
        else { return .passOver("the proxy names no user") }
        var principal = realm.principals.principal(authid: user)
        if principal == nil, let role = header.role { principal = Principal(authid: user, role: role) }
        return decide(.header, principal, ["user": .string(user)])
    }

    /// What the transport tells about the client is enough to decide.
    private mutating func decide(
        _ method: AuthenticationMethod, _ principal: Principal?, _ details: ValueDictionary
    ) -> Choice {
        if let principal {
            guard let authid = offer.authid, !authid.utf8.elementsEqual(principal.authid.utf8) else {
                return .take(.welcome(principal.identity(method: method.rawValue)))
            }
            return .passOver("it is not that of the authid in HELLO")
        }
        guard let dynamic = realm.dynamic, dynamic.methods.contains(method) else {
            return .passOver("there is no principal for it")
        }
        return .take(ask(dynamic, .transport(method), details))
    }

    private static func details(_ certificate: ClientCertificate) -> ValueDictionary {
        [
            "certificate": [
                "fingerprint": .string(Hexadecimal.encode(certificate.fingerprint)),
                "common_name": certificate.commonName.map { .string($0) } ?? .null,
                "subject_alternative_names": .list(certificate.subjectAlternativeNames.map { .string($0) }),
            ]
        ]
    }
}

extension PeerFacts {
    /// The value of a cookie (RFC 6265 section 5.4); nil where there is none of that name, or several.
    func cookie(_ name: String) -> String? {
        let pairs = values(ofHeader: "cookie").flatMap { $0.split(separator: ";") }
        let values = pairs.compactMap { pair -> String? in
            let pair = pair.drop { $0 == " " }
            guard let separator = pair.firstIndex(of: "="), pair[..<separator] == name else { return nil }
            return String(pair[pair.index(after: separator)...])
        }
        guard values.count == 1, let value = values.first, !value.isEmpty, value.utf8.count <= 4_096 else {
            return nil
        }
        return value
    }
}

extension RealmAuthentication.TrustedHeader {
    fileprivate func trusts(_ peer: PeerFacts) -> Bool {
        guard !peer.connectionHost.isEmpty else { return trustsUnixSockets }
        guard let address = NetworkAddress(peer.connectionHost) else { return false }
        return trusted.contains { $0.contains(address) }
    }
}
