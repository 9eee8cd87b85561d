import WAMP
import WAMPAuth

extension RouterConfiguration.Realm {
    /// How clients of the realm authenticate, in the form in which exchanges ask it. Made at start and again at each reload.
    ///
    /// - Parameter mockSecret: of the process, at least 16 random bytes; the configuration's own counts more.
    func compiledAuthentication(mockSecret: [UInt8]) -> RealmAuthentication {
        let settings = authentication
        var compiled = RealmAuthentication(
            realm: name, roles: Set(roles.map(\.name)), methods: settings.openMethods,
            anonymousRole: settings.anonymous?.role ?? "",
            principals: (settings.principals + settings.users).map(\.compiled),
            mockSecret: settings.mockSecret.map { Array($0.utf8) } ?? mockSecret,
            challengeTimeout: settings.challengeTimeout.milliseconds)
        if settings.ticket?.allowsPlainText == true { compiled.plainTextMethods.insert(.ticket) }
        if settings.cookie?.allowsPlainText == true { compiled.plainTextMethods.insert(.cookie) }
        if settings.scram?.requiresChannelBinding == true { compiled.boundMethods.insert(.scram) }
        if settings.cryptosign?.requiresChannelBinding == true { compiled.boundMethods.insert(.cryptosign) }
        compiled.routerKey = settings.cryptosign?.routerKey
            .flatMap(Hexadecimal.decode).flatMap { try? Ed25519.PrivateKey(seed: $0) }
        compiled.cookie = settings.cookie?.name
        compiled.header = settings.header.map { header in
            RealmAuthentication.TrustedHeader(
                name: header.name, trusted: header.trusted.compactMap { AddressRange($0) },
                trustsUnixSockets: header.trusted.contains("unix"), role: header.role)
        }
        compiled.tokens = settings.jwt.map { tokens in
            TokenVerifier(
                keys: tokens.keys.compactMap(\.compiled), issuer: tokens.issuer, audience: tokens.audience,
                role: tokens.role, roleClaim: tokens.roleClaim,
                leeway: Double(tokens.leeway.milliseconds) / 1_000)
        }
        compiled.dynamic = settings.dynamic.map { dynamic in
            RealmAuthentication.Dynamic(
                procedure: dynamic.procedure, methods: Set(dynamic.methods.map(\.compiled)),
                timeout: dynamic.timeout.milliseconds)
        }
        return compiled
    }
}

extension RouterConfiguration.Authentication {
    fileprivate var openMethods: Set<AuthenticationMethod> {
        let isOpen: [(AuthenticationMethod, Bool)] = [
            (.anonymous, anonymous != nil), (.ticket, ticket != nil), (.wampcra, wampcra != nil),
            (.scram, scram != nil), (.cryptosign, cryptosign != nil), (.tls, tls != nil),
            (.cookie, cookie != nil), (.header, header != nil),
        ]
        return Set(isOpen.filter(\.1).map(\.0))
    }
}

extension RouterConfiguration.Principal {
    /// The principal as exchanges know it.
    var compiled: Principal {
        Principal(
            authid: authid, role: role, ticket: ticket.flatMap { PasswordHash($0) },
            wampcra: wampcra?.compiled, scram: scram?.compiled,
            publicKeys: cryptosign.compactMap(Hexadecimal.decode),
            certificates: tls.compactMap { CertificateName($0) },
            cookies: cookies.compactMap { PasswordHash($0) })
    }
}

extension RouterConfiguration.CRACredential {
    fileprivate var compiled: CRACredential? {
        if let secret { return CRACredential(secret: secret) }
        guard let key, let salt, let size = Base64Text.decode(key)?.count else { return nil }
        return CRACredential(
            key: key, salting: CRACredential.Salting(salt: salt, iterations: iterations, keylen: size))
    }
}

extension RouterConfiguration.SCRAMCredential {
    fileprivate var compiled: SCRAMCredential? {
        guard
            let kdf = SCRAMCredential.KDF(name: kdf.rawValue, iterations: iterations, memory: memory),
            let salt = Base64Text.decode(salt), let storedKey = Base64Text.decode(storedKey),
            let serverKey = Base64Text.decode(serverKey)
        else { return nil }
        return SCRAMCredential(kdf: kdf, salt: salt, storedKey: storedKey, serverKey: serverKey)
    }
}

extension RouterConfiguration.DynamicAuthenticator.Method {
    fileprivate var compiled: AuthenticationMethod {
        switch self {
        case .ticket: .ticket
        case .wampcra: .wampcra
        case .scram: .scram
        case .cryptosign: .cryptosign
        case .tls: .tls
        case .cookie: .cookie
        }
    }
}

extension RouterConfiguration.AuthenticationMethod {
    /// The method as exchanges know it.
    var compiled: AuthenticationMethod {
        switch self {
        case .anonymous: .anonymous
        case .ticket: .ticket
        case .wampcra: .wampcra
        case .scram: .scram
        case .cryptosign: .cryptosign
        case .tls: .tls
        case .cookie: .cookie
        case .header: .header
        }
    }
}
