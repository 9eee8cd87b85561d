import WAMP

/// How clients of a realm get to a role: the configuration in the form in which exchanges ask it. A new one takes the place of
/// the old when the configuration is reloaded.
package struct RealmAuthentication: Sendable {
    /// Where a dynamic authenticator decides.
    package struct Dynamic: Equatable, Sendable {
        /// The procedure that is called.
        package var procedure: String
        /// For principals that the configuration does not have.
        package var methods: Set<AuthenticationMethod>
        /// Milliseconds until there is no answer.
        package var timeout: UInt64

        package init(procedure: String, methods: Set<AuthenticationMethod>, timeout: UInt64) {
            self.procedure = procedure
            self.methods = methods
            self.timeout = timeout
        }
    }

    /// Where a trusted proxy names the user.
    package struct TrustedHeader: Equatable, Sendable {
        /// The name of the field.
        package var name: String
        /// The addresses of the proxies.
        package var trusted: [AddressRange]
        /// Whether connections over a Unix socket are of a proxy.
        package var trustsUnixSockets: Bool
        /// The role of users that are no principals; nil refuses them.
        package var role: String?

        package init(
            name: String, trusted: [AddressRange], trustsUnixSockets: Bool = false, role: String? = nil
        ) {
            self.name = name
            self.trusted = trusted
            self.trustsUnixSockets = trustsUnixSockets
            self.role = role
        }
    }

    /// The realm's name.
    package var realm: String
    /// The roles of the realm; a principal of a dynamic authenticator or a token must have one of them.
    package var roles: Set<String>
    /// The methods that are open beside those of `dynamic`.
    package var methods: Set<AuthenticationMethod>
    /// The role of anonymous sessions.
    package var anonymousRole: String
    package var principals: PrincipalTable
    /// Makes challenges for principals that do not exist.
    package var mock: MockSecret
    /// Milliseconds from CHALLENGE to AUTHENTICATE.
    package var challengeTimeout: UInt64
    /// Those of tickets and cookies that may come over connections that are neither encrypted nor local.
    package var plainTextMethods: Set<AuthenticationMethod> = []
    /// Those of WAMP-SCRAM and WAMP-Cryptosign that are refused without channel binding.
    package var boundMethods: Set<AuthenticationMethod> = []
    /// Answers the challenges of clients in WAMP-Cryptosign; nil leaves them unanswered.
    package var routerKey: Ed25519.PrivateKey?
    /// The name of the cookie.
    package var cookie: String?
    package var header: TrustedHeader?
    /// Judges JSON Web Tokens that come as tickets; nil takes none.
    package var tokens: TokenVerifier?
    package var dynamic: Dynamic?

    /// - Parameters:
    ///   - methods: those that are open.
    ///   - challengeTimeout: in milliseconds.
    package init(
        realm: String, roles: Set<String>, methods: Set<AuthenticationMethod>, anonymousRole: String = "",
        principals: [Principal] = [], mockSecret: [UInt8], challengeTimeout: UInt64
    ) {
        self.realm = realm
        self.roles = roles
        self.methods = methods
        self.anonymousRole = anonymousRole
        self.principals = PrincipalTable(principals)
        mock = MockSecret(secret: mockSecret, realm: realm)
        self.challengeTimeout = challengeTimeout
    }

    /// A method is open to clients that the configuration or a dynamic authenticator knows.
    package func isOpen(_ method: AuthenticationMethod) -> Bool {
        methods.contains(method) || dynamic?.methods.contains(method) == true
            || method == .ticket && tokens != nil
    }
}

// Mocks: what stands for a principal that does not exist, or that has nothing for the method.
extension RealmAuthentication {
    private func mock(_ authid: String) -> Principal {
        let role = mock.choose("role", authid, among: principals.roles) ?? roles.min() ?? "user"
        let provider = principals.count == 0 && dynamic != nil ? "dynamic" : "static"
        return Principal(authid: authid, role: role, provider: provider)
    }

    /// The principal and the hash of its ticket, or a hash that costs as much to compare.
    func ticket(_ principal: Principal?, authid: String) -> (Principal, PasswordHash, isGenuine: Bool) {
        if let principal, let hash = principal.ticket { return (principal, hash, true) }
        let model = mock.choose("ticket", authid, among: principals.tickets) ?? .sha256([])
        return (mock(authid), model.mock(mock, authid: authid), false)
    }

    /// The principal and its credential, or one that nobody can answer.
    func wampcra(_ principal: Principal?, authid: String) -> (Principal, CRACredential) {
        if let principal, let credential = principal.wampcra { return (principal, credential) }
        let model = mock.choose("wampcra", authid, among: principals.wampcra) ?? CRACredential(secret: "")
        return (mock(authid), model.mock(mock, authid: authid))
    }

    /// The principal and its credential, or one that nobody can answer.
    ///
    /// - Parameter isText: of those with keys of the hash's base64 text, or of the others.
    func scram(_ principal: Principal?, authid: String, isText: Bool) -> (Principal, SCRAMCredential) {
        if let principal, let credential = principal.scram, credential.kdf.isText == isText {
            return (principal, credential)
        }
        let models = principals.scram.filter { $0.kdf.isText == isText }
        let model = mock.choose("scram", authid, among: models) ?? .standard(isText: isText)
        return (mock(authid), model.mock(mock, authid: authid))
    }
}

extension SCRAMCredential.KDF {
    /// The keys are derived from the base64 text of the hash.
    var isText: Bool {
        switch self {
        case .argon2idText: true
        case .pbkdf2, .argon2id13: false
        }
    }
}

extension SCRAMCredential {
    /// What mocks are like where no principal has anything: what `wamp-router hash scram` makes.
    fileprivate static func standard(isText: Bool) -> SCRAMCredential {
        let kdf: KDF =
            isText
            ? .argon2idText(iterations: 4096, memory: 512)
            : .argon2id13(
                iterations: StandardCost.argon2id.iterations, memory: StandardCost.argon2id.memory)
        let salt = [UInt8](repeating: 0, count: StandardCost.saltSize)
        return SCRAMCredential(kdf: kdf, salt: salt, storedKey: [], serverKey: [])
    }
}
