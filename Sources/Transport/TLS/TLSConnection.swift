import COpenSSL
import NIOCore

/// One side of a TLS connection, without a socket: octets of the network go in and come out, and so does what they hide.
///
/// Unchecked because it is confined to its channel's loop.
package final class TLSConnection: @unchecked Sendable {
    package enum Role: Sendable {
        case server, client
    }

    /// What a read brought.
    enum ReadResult: Equatable {
        /// Everything that has arrived was read.
        case needsMore
        /// The peer has said that nothing will follow (close_notify).
        case closed
    }

    let role: Role
    /// `nil` after `end`.
    private(set) var ssl: OpaquePointer?
    /// What the callbacks of OpenSSL refer to must live as long.
    private let context: TLSContext
    private let contexts: TLSServerContexts?
    /// The host that the certificate of a server must have.
    private var host: String?
    /// What the network brought, and OpenSSL has not read.
    fileprivate var incoming = ByteBuffer()
    /// What is for the network.
    fileprivate var outgoing = ByteBuffer()
    private var isShutDown = false

    /// `nil` where there is no memory.
    init?(_ context: TLSContext, _ role: Role, keeping contexts: TLSServerContexts? = nil) {
        guard let method = NetworkBuffers.method, let ssl = SSL_new(context.pointer) else { return nil }
        self.role = role
        self.ssl = ssl
        self.context = context
        self.contexts = contexts
        guard let buffers = BIO_new(method) else {
            end()
            return nil
        }
        BIO_set_data(buffers, Unmanaged.passUnretained(self).toOpaque())
        // Both directions; the connection owns it.
        SSL_set_bio(ssl, buffers, buffers)
        switch role {
        case .server: SSL_set_accept_state(ssl)
        case .client: SSL_set_connect_state(ssl)
        }
    }

    deinit { end() }

    /// Gives up the memory. Nothing can be read or written any more.
    func end() {
        if let ssl { SSL_free(ssl) }
        ssl = nil
        incoming = ByteBuffer()
        outgoing = ByteBuffer()
    }

    /// Sets the server that a client wants to reach.
    ///
    /// - Returns: false where that is no name or address.
    func expect(_ host: String) -> Bool {
        guard let ssl, let parameters = SSL_get0_param(ssl) else { return false }
        defer { ERR_clear_error() }
        self.host = host
        // RFC 6066 §3: an address is no name.
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return true }
        SSL_set_hostflags(ssl, CUnsignedInt(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return SSL_set1_host(ssl, host) == 1 && tls_set_server_name(ssl, host) == 1
    }
}

// MARK: Octets of the network

extension TLSConnection {
    /// The network has brought this.
    func receive(_ bytes: inout ByteBuffer) {
        if incoming.readableBytes == 0 { incoming = bytes } else { incoming.writeBuffer(&bytes) }
    }

    /// Something is for the network.
    var hasOutgoing: Bool { outgoing.readableBytes > 0 }

    /// What is for the network; `nil` where nothing is.
    func takeOutgoing() -> ByteBuffer? {
        guard outgoing.readableBytes > 0 else { return nil }
        defer { outgoing = ByteBuffer() }
        return outgoing
    }

    /// Makes room for as much as the octets of a message will be, with the records around them.
    func reserveOutgoing(_ count: Int, _ allocator: ByteBufferAllocator) {
        let records = count / Self.maximumRecordSize + 1
        let room = outgoing.readableBytes + count + records * Self.recordOverhead
        if outgoing.readableBytes == 0 {
            outgoing = allocator.buffer(capacity: room)
        } else {
            outgoing.reserveCapacity(room)
        }
    }

    /// Of what one record carries (RFC 8446 §5.1).
    static let maximumRecordSize = 1 << 14
    /// Header, nonce, type and authentication tag.
    private static let recordOverhead = 40
}

// MARK: What they hide

extension TLSConnection {
    /// Goes on with the handshake.
    ///
    /// - Returns: whether it is finished.
    func shakeHands() throws(TLSError) -> Bool {
        guard let ssl else { throw .unfinished }
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return true }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return false
        default: throw handshakeFailure(ssl)
        }
    }

    private func handshakeFailure(_ ssl: OpaquePointer) -> TLSError {
        let reason = OpenSSLFailure.take()
        let verdict = SSL_get_verify_result(ssl)
        guard verdict != X509_V_OK else { return .handshake(reason) }
        if verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH {
            return .otherHost(host ?? "this host")
        }
        return .certificate(String(cString: X509_verify_cert_error_string(verdict)))
    }

    /// Appends what has arrived to `plain`.
    func read(into plain: inout ByteBuffer) throws(TLSError) -> ReadResult {
        guard let ssl else { return .closed }
        // What is hidden is never longer than what hides it.
        if incoming.readableBytes > 0 { plain.reserveCapacity(incoming.readableBytes) }
        while incoming.readableBytes > 0 || SSL_has_pending(ssl) == 1 {
            var count = 0
            var result: CInt = 0
            ERR_clear_error()
            plain.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) { memory in
                result = SSL_read_ex(ssl, memory.baseAddress, memory.count, &count)
                return result == 1 ? count : 0
            }
            if result == 1 { continue }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .needsMore
            case SSL_ERROR_ZERO_RETURN: return .closed
            default: throw .record(OpenSSLFailure.take())
            }
        }
        return .needsMore
    }

    /// Hides octets and adds them to `outgoing`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(TLSError) {
        guard let ssl, !bytes.isEmpty else { return }
        var count = 0
        ERR_clear_error()
        // The buffers take everything, so that nothing is ever left over.
        guard SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &count) == 1, count == bytes.count else {
            throw .record(OpenSSLFailure.take())
        }
    }

    /// Says that nothing will follow (close_notify), once.
    func shutDown() {
        guard let ssl, !isShutDown else { return }
        isShutDown = true
        ERR_clear_error()
        // In a handshake there is nothing to end.
        guard SSL_is_init_finished(ssl) == 1 else { return }
        SSL_shutdown(ssl)
        ERR_clear_error()
    }
}

// MARK: What was negotiated

extension TLSConnection {
    /// The other side, after the handshake.
    func makePeer() -> TLSPeer? {
        guard let ssl else { return nil }
        let name = SSL_get_servername(ssl, CInt(TLSEXT_NAMETYPE_host_name)).map { String(cString: $0) }
        let cipher = SSL_get_current_cipher(ssl)
        return TLSPeer(
            version: SSL_version(ssl) == TLS1_3_VERSION ? .v13 : .v12,
            cipher: SSL_CIPHER_standard_name(cipher).map { String(cString: $0) } ?? "unknown",
            serverName: name?.lowercased(), certificate: certificate(ssl)
        ) { [self] in binding($0) }
    }

    private func certificate(_ ssl: OpaquePointer) -> PeerCertificate? {
        guard SSL_get_verify_result(ssl) == X509_V_OK, let found = SSL_get1_peer_certificate(ssl) else {
            return nil
        }
        return X509Certificate(taking: found).facts
    }

    private func binding(_ type: ChannelBinding) -> [UInt8]? {
        guard let ssl, SSL_is_init_finished(ssl) == 1 else { return nil }
        switch type {
        case .exporter: return exporter(ssl)
        case .unique: return firstFinished(ssl)
        }
    }

    /// RFC 9266 §4.2: without the extended master secret two connections of TLS 1.2 could have the same.
    private func exporter(_ ssl: OpaquePointer) -> [UInt8]? {
        guard SSL_version(ssl) == TLS1_3_VERSION || tls_has_extended_master_secret(ssl) == 1 else {
            return nil
        }
        let label = "EXPORTER-Channel-Binding"
        var octets = [UInt8](repeating: 0, count: 32)
        ERR_clear_error()
        defer { ERR_clear_error() }
        let isMade = SSL_export_keying_material(
            ssl, &octets, octets.count, label, label.utf8.count, nil, 0, 0)
        return isMade == 1 ? octets : nil
    }

    /// RFC 5929 §3.1: the client's in a full handshake, the server's in an abbreviated one.
    private func firstFinished(_ ssl: OpaquePointer) -> [UInt8]? {
        guard SSL_version(ssl) == TLS1_2_VERSION, tls_has_extended_master_secret(ssl) == 1 else { return nil }
        var octets = [UInt8](repeating: 0, count: 64)
        let isOwn = (role == .client) != (SSL_session_reused(ssl) == 1)
        let count =
            isOwn
            ? SSL_get_finished(ssl, &octets, octets.count) : SSL_get_peer_finished(ssl, &octets, octets.count)
        return count > 0 && count <= octets.count ? Array(octets.prefix(count)) : nil
    }
}

/// The buffers of a connection in the place of a socket: OpenSSL copies out of what was read and into what will be sent.
private enum NetworkBuffers {
    /// Its functions; `nil` where there is no memory. Unchecked because nothing changes it once it is made.
    nonisolated(unsafe) static let method: OpaquePointer? = {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = BIO_meth_new(type, "channel") else { return nil }
        BIO_meth_set_create(method) { buffers in
            BIO_set_init(buffers, 1)
            return 1
        }
        BIO_meth_set_read_ex(method) { buffers, memory, room, count in
            guard let connection = NetworkBuffers.connection(buffers), let memory, let count else { return 0 }
            return connection.incoming.take(memory, room, count, buffers)
        }
        BIO_meth_set_write_ex(method) { buffers, bytes, size, count in
            guard let connection = NetworkBuffers.connection(buffers), let bytes, let count else { return 0 }
            connection.outgoing.writeBytes(UnsafeRawBufferPointer(start: bytes, count: size))
            count.pointee = size
            return 1
        }
        // Nothing waits in between.
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func connection(_ buffers: OpaquePointer?) -> TLSConnection? {
        BIO_get_data(buffers).map { Unmanaged<TLSConnection>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension ByteBuffer {
    /// Moves what there is, and asks to be called again where there is nothing.
    fileprivate mutating func take(
        _ memory: UnsafeMutablePointer<CChar>, _ room: Int, _ count: UnsafeMutablePointer<Int>,
        _ buffers: OpaquePointer?
    ) -> CInt {
        BIO_clear_flags(buffers, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        let taken = min(room, readableBytes)
        count.pointee = taken
        guard taken > 0 else {
            BIO_set_flags(buffers, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return 0
        }
        readWithUnsafeReadableBytes { bytes in
            UnsafeMutableRawPointer(memory).copyMemory(
                from: bytes.baseAddress ?? UnsafeRawPointer(memory), byteCount: taken)
            return taken
        }
        // What was read keeps no memory.
        if readableBytes == 0 { self = ByteBuffer() }
        return 1
    }
}
