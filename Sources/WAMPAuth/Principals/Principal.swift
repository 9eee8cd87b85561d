import WAMP

/// Somebody who may join a realm (advanced profile, "Authorization"), and how they show who they are.
package struct Principal: Equatable, Sendable {
    /// Unique in the realm.
    package var authid: String
    /// The role that its sessions have.
    package var role: String
    /// Where it comes from: `static` or `dynamic`.
    package var provider: String
    /// Members of WELCOME.Details.authextra.
    package var extra: ValueDictionary
    package var ticket: PasswordHash?
    package var wampcra: CRACredential?
    package var scram: SCRAMCredential?
    /// Ed25519 public keys of 32 bytes.
    package var publicKeys: [[UInt8]]
    package var certificates: [CertificateName]
    /// Digests of the values of cookies.
    package var cookies: [PasswordHash]

    package init(
        authid: String, role: String, provider: String = "static", extra: ValueDictionary = ValueDictionary(),
        ticket: PasswordHash? = nil, wampcra: CRACredential? = nil, scram: SCRAMCredential? = nil,
        publicKeys: [[UInt8]] = [], certificates: [CertificateName] = [], cookies: [PasswordHash] = []
    ) {
        self.authid = authid
        self.role = role
        self.provider = provider
        self.extra = extra
        self.ticket = ticket
        self.wampcra = wampcra
        self.scram = scram
        self.publicKeys = publicKeys
        self.certificates = certificates
        self.cookies = cookies
    }

    /// The principal as WELCOME names it.
    func identity(method: String, extra more: ValueDictionary = ValueDictionary()) -> AuthenticatedIdentity {
        var extra = extra
        for (key, value) in more { extra[key] = value }
        return AuthenticatedIdentity(
            authid: authid, authrole: role, authmethod: method, authprovider: provider, authextra: extra)
    }
}

/// What a client certificate must have.
package enum CertificateName: Hashable, Sendable {
    /// SHA-256 of the certificate in DER: this certificate and no other.
    case fingerprint([UInt8])
    /// The common name of the subject.
    case commonName(String)
    /// One of the subject alternative names.
    case subjectAlternativeName(String)

    /// `sha256:` with 64 hexadecimal digits, `cn:` or `san:` with the name; nil for anything else.
    package init?(_ text: String) {
        if let digits = text.text(after: "sha256:") {
            guard let bytes = Hexadecimal.decode(digits.filter { $0 != ":" }), bytes.count == SHA256.size
            else {
                return nil
            }
            self = .fingerprint(bytes)
        } else if let name = text.text(after: "cn:"), !name.isEmpty {
            self = .commonName(name)
        } else if let name = text.text(after: "san:"), !name.isEmpty {
            self = .subjectAlternativeName(name)
        } else {
            return nil
        }
    }
}

extension String {
    /// What follows a prefix; nil where the text does not begin with it.
    func text(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
