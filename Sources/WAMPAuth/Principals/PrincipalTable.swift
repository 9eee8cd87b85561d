/// The principals of a realm that its configuration has, by what they are looked up with.
package struct PrincipalTable: Sendable {
    private var principals: [Principal] = []
    // Bytes, because texts that are canonically equivalent are different authids.
    private var authids: [[UInt8]: Int] = [:]
    private var publicKeys: [[UInt8]: Int] = [:]
    private var certificates: [CertificateName: Int] = [:]
    private var cookies: [PasswordHash: Int] = [:]
    // What mocks are like: of each kind and cost one, and the roles.
    private(set) var tickets: [PasswordHash] = []
    private(set) var wampcra: [CRACredential] = []
    private(set) var scram: [SCRAMCredential] = []
    private(set) var roles: [String] = []

    /// - Parameter principals: with different authids, keys, certificate names and cookies; of several with the same the
    ///   first counts.
    package init(_ principals: [Principal]) {
        self.principals = principals
        for (position, principal) in principals.enumerated() {
            add(position, Array(principal.authid.utf8), to: &authids)
            for key in principal.publicKeys { add(position, key, to: &publicKeys) }
            for name in principal.certificates { add(position, name, to: &certificates) }
            for cookie in principal.cookies { add(position, cookie, to: &cookies) }
        }
        tickets = principals.compactMap(\.ticket)
        wampcra = principals.compactMap(\.wampcra)
        scram = principals.compactMap(\.scram)
        roles = principals.map(\.role)
    }

    private func add<Key>(_ position: Int, _ key: Key, to table: inout [Key: Int]) {
        if table[key] == nil { table[key] = position }
    }

    package var count: Int { principals.count }

    package func principal(authid: String) -> Principal? {
        authids[Array(authid.utf8)].map { principals[$0] }
    }

    package func principal(publicKey: [UInt8]) -> Principal? {
        publicKeys[publicKey].map { principals[$0] }
    }

    /// The principal of a certificate: by its fingerprint, else by its common name, else by one of its alternative names.
    package func principal(certificate: ClientCertificate) -> Principal? {
        var names: [CertificateName] = [.fingerprint(certificate.fingerprint)]
        if let name = certificate.commonName { names.append(.commonName(name)) }
        names += certificate.subjectAlternativeNames.map { .subjectAlternativeName($0) }
        for name in names {
            if let position = certificates[name] { return principals[position] }
        }
        return nil
    }

    /// The principal of a cookie's value. It is found by its digest, which tells nothing about the value by the time it takes.
    package func principal(cookie: String) -> Principal? {
        let digest = SHA256.digest(Array(cookie.utf8))
        let position = cookies[.sha256(digest)] ?? cookies[.plain(digest)]
        return position.map { principals[$0] }
    }
}
