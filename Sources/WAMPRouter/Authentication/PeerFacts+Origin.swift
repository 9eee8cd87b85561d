import Transport
import WAMPAuth

extension PeerFacts {
    /// What is known of a client by its connection.
    ///
    /// - Parameter allowedMethods: those of its listener; `nil`: all.
    init(_ origin: ClientOrigin, allowedMethods: Set<AuthenticationMethod>?) {
        let host = origin.host ?? ""
        var bindings: [String: [UInt8]] = [:]
        for type in [ChannelBinding.exporter, .unique] {
            if let binding = origin.tls?.channelBinding(type) { bindings[type.rawValue] = binding }
        }
        self.init(
            isSecure: origin.isSecure,
            isLoopback: origin.host == nil || host.hasPrefix("127.") || host == "::1",
            host: host, connectionHost: origin.connectionHost ?? "", channelBindings: bindings,
            certificate: origin.tls?.certificate.map { ClientCertificate($0) },
            headers: origin.headers.flatMap { name, values in values.map { (name, $0) } },
            allowedMethods: allowedMethods)
    }
}

extension ClientCertificate {
    fileprivate init(_ certificate: PeerCertificate) {
        self.init(
            fingerprint: Hexadecimal.decode(certificate.fingerprint) ?? [],
            commonName: certificate.commonName,
            subjectAlternativeNames: certificate.alternativeNames.map { name in
                name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
            })
    }
}
