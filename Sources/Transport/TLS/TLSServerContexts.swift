import COpenSSL

/// Everything that one listener needs for handshakes, loaded: a context for each of its certificates.
///
/// A connection keeps those that it has begun with.
final class TLSServerContexts: Sendable {
    private let contexts: [TLSContext]
    private let choice: ServerNameChoice
    /// What a person should know of files that can be used.
    let warnings: [String]
    /// The protocols that a client may offer (RFC 7301); one that offers none is served, too.
    let speaksHTTP: Bool

    /// Loads all files.
    init(_ settings: TLSSettings, speaksHTTP: Bool) throws(TLSLoadError) {
        var identities: [TLSIdentity] = []
        for (position, certificate) in settings.certificates.enumerated() {
            identities.append(try TLSIdentity(certificate, at: position))
        }
        guard !identities.isEmpty else { throw TLSLoadError(.chain(0), "there is no certificate") }
        var contexts: [TLSContext] = []
        for identity in identities { contexts.append(try Self.context(settings, identity)) }
        self.contexts = contexts
        self.speaksHTTP = speaksHTTP
        choice = ServerNameChoice(identities.map(\.hostNames))
        warnings = identities.flatMap(\.warnings)
        // The first is what a handshake begins with. The pointer is that of an object which every connection keeps.
        let first = contexts[0].pointer
        let this = Unmanaged.passUnretained(self).toOpaque()
        tls_context_on_server_name(first, chooseByServerName, this)
        SSL_CTX_set_alpn_select_cb(first, chooseProtocol, this)
    }

    /// A new connection.
    func connection() -> TLSConnection? { TLSConnection(contexts[0], .server, keeping: self) }

    /// The context for a client that asks for a name; `nil` where none has it.
    fileprivate func context(for name: String) -> TLSContext? {
        choice.position(of: name).map { contexts[$0] }
    }

    private static func context(
        _ settings: TLSSettings, _ identity: TLSIdentity
    ) throws(TLSLoadError) -> TLSContext {
        let context: TLSContext
        do throws(TLSFileProblem) {
            context = try TLSContext(.server, minimumVersion: settings.minimumVersion)
            try context.setCiphers(settings.ciphers)
        } catch {
            throw TLSLoadError(.ciphers, "\(error)")
        }
        try identity.use(in: context)
        switch settings.clientCertificates {
        case .none: break
        case .optional(let file): try verify(file, SSL_VERIFY_PEER, context)
        case .required(let file):
            try verify(file, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, context)
        }
        if !settings.issuesTickets || settings.clientCertificates != .none {
            tls_context_refuse_tickets(context.pointer)
        } else {
            // Two, the default, are for clients that open two connections at once.
            SSL_CTX_set_num_tickets(context.pointer, 1)
        }
        return context
    }

    private static func verify(
        _ file: String, _ mode: CInt, _ context: TLSContext
    ) throws(TLSLoadError) {
        let authorities = try TLSIdentity.authorities(file)
        context.trust(authorities)
        for authority in authorities { SSL_CTX_add_client_CA(context.pointer, authority.pointer) }
        SSL_CTX_set_verify(context.pointer, mode, nil)
        ERR_clear_error()
    }

    /// New keys for the tickets; those that are out lead to full handshakes.
    func rotateTicketKeys() {
        for context in contexts {
            let size = tls_context_ticket_keys_size(context.pointer)
            var keys = [UInt8](repeating: 0, count: max(0, Int(size)))
            if RAND_bytes(&keys, CInt(keys.count)) == 1 {
                _ = tls_context_set_ticket_keys(context.pointer, &keys, size)
            }
            keys.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        }
        ERR_clear_error()
    }
}

/// RFC 6066 §3.
private func chooseByServerName(
    _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<CInt>?, _ contexts: UnsafeMutableRawPointer?
) -> CInt {
    guard let contexts, let name = SSL_get_servername(ssl, CInt(TLSEXT_NAMETYPE_host_name)) else {
        return SSL_TLSEXT_ERR_NOACK
    }
    let all = Unmanaged<TLSServerContexts>.fromOpaque(contexts).takeUnretainedValue()
    guard let chosen = all.context(for: String(cString: name)) else { return SSL_TLSEXT_ERR_NOACK }
    return SSL_set_SSL_CTX(ssl, chosen.pointer) == nil ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK
}

/// RFC 7301 §3.2: a client that offers only what is not spoken here is refused with `no_application_protocol`. RawSocket has no
/// name there, so that its clients offer nothing.
private func chooseProtocol(
    _ ssl: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ size: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: CUnsignedInt,
    _ contexts: UnsafeMutableRawPointer?
) -> CInt {
    guard let contexts, let chosen, let size, let offered else { return SSL_TLSEXT_ERR_NOACK }
    let all = Unmanaged<TLSServerContexts>.fromOpaque(contexts).takeUnretainedValue()
    guard all.speaksHTTP else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let list = UnsafeBufferPointer(start: offered, count: Int(count))
    var position = 0
    while position < list.count {
        let end = position + 1 + Int(list[position])
        guard end <= list.count else { break }
        if list[position + 1..<end].elementsEqual("http/1.1".utf8) {
            chosen.pointee = offered + position + 1
            size.pointee = list[position]
            return SSL_TLSEXT_ERR_OK
        }
        position = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
