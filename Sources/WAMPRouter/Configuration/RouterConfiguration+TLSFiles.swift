import Transport

extension RouterConfiguration {
    /// A problem for everything about certificates and keys that cannot be used.
    func unusableCertificates() -> [ConfigurationProblem] {
        listeners.enumerated().flatMap { position, listener -> [ConfigurationProblem] in
            guard let tls = listener.tls else { return [] }
            let path = ConfigurationPath.root.key("listeners").position(position).key("tls")
            return TLSSettings(tls).problems.map { .init(path.place(of: $0.part), "\($0)") }
        }
    }
}

extension ConfigurationPath {
    /// Where a part of these settings of TLS stands.
    fileprivate func place(of part: TLSLoadError.Part) -> ConfigurationPath {
        switch part {
        case .chain(let position): key("certificates").position(position).key("chain")
        case .key(let position): key("certificates").position(position).key("key")
        case .authorities: key("client_certificates").key("authorities")
        case .ciphers: key("ciphers")
        }
    }
}

extension RouterConfiguration.Listener.TLS {
    /// Every path in it.
    mutating func changePaths(_ change: (inout String) -> Void) {
        for position in certificates.indices {
            change(&certificates[position].chain)
            change(&certificates[position].key)
        }
        if var asked = clientCertificates {
            change(&asked.authorities)
            clientCertificates = asked
        }
    }

    /// Records what of it contradicts itself.
    func check(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        guard sessionTickets == true, clientCertificates != nil else { return }
        problems.append(
            .init(
                path.key("session_tickets"),
                "found true, expected false beside client_certificates: "
                    + "they are looked at in full handshakes only",
                grounds: [path.key("client_certificates")]))
    }
}

extension TLSSettings {
    /// What a configuration asks for.
    init(_ tls: RouterConfiguration.Listener.TLS) {
        self.init(
            certificates: tls.certificates.map { Certificate(chain: $0.chain, key: $0.key) },
            minimumVersion: tls.minimumVersion == .v13 ? .v13 : .v12, ciphers: tls.ciphers ?? [],
            issuesTickets: tls.sessionTickets ?? true)
        switch tls.clientCertificates?.mode {
        case nil: break
        case .optional:
            clientCertificates = .optional(authorities: tls.clientCertificates?.authorities ?? "")
        case .required:
            clientCertificates = .required(authorities: tls.clientCertificates?.authorities ?? "")
        }
    }
}
