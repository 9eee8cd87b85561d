import COpenSSL

/// How a client speaks TLS: whom it trusts, and who it says it is.
package struct TLSClientSettings: Equatable, Sendable {
    /// A PEM file with the authorities that are trusted; `nil`: those that the system trusts.
    package var authorities: String?
    /// The certificate that is shown to a server which asks for one.
    package var certificate: TLSSettings.Certificate?
    /// Whether the server's certificate is looked at. Without that anybody can be the server: for measurements only.
    package var verifiesServer: Bool

    package init(
        authorities: String? = nil, certificate: TLSSettings.Certificate? = nil, verifiesServer: Bool = true
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.verifiesServer = verifiesServer
    }
}

/// What the connections of a client have in common.
package struct TLSClient: Sendable {
    let context: TLSContext

    /// Loads what the settings name.
    package init(_ settings: TLSClientSettings) throws(TLSLoadError) {
        do throws(TLSFileProblem) {
            context = try TLSContext(.client)
        } catch {
            throw TLSLoadError(.ciphers, "TLS cannot be used: \(error)")
        }
        SSL_CTX_set_verify(context.pointer, settings.verifiesServer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        if let file = settings.authorities {
            context.trust(try TLSIdentity.authorities(file))
        } else {
            SSL_CTX_set_default_verify_paths(context.pointer)
            ERR_clear_error()
        }
        if let certificate = settings.certificate {
            try TLSIdentity(certificate, at: 0).use(in: context)
        }
    }

    /// A connection to a server.
    ///
    /// - Parameter host: its name or address, which its certificate must have.
    package func connection(to host: String) -> TLSConnection? {
        guard let connection = TLSConnection(context, .client) else { return nil }
        return connection.expect(host) ? connection : nil
    }
}
