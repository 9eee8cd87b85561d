import COpenSSL
import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

/// A client and a server with TLS, and the network between them, on one embedded loop.
final class TLSLine {
    let loop = EmbeddedEventLoop()
    let client: TLSEnd
    let server: TLSEnd
    /// The octets that went to the client, and to the server.
    private(set) var toClient: [UInt8] = []
    private(set) var toServer: [UInt8] = []

    init(_ client: TLSConnection, _ server: TLSConnection) throws {
        self.client = try TLSEnd(client, loop)
        self.server = try TLSEnd(server, loop)
    }

    /// Carries everything that is on its way, in pieces, until nothing is.
    func exchange(pieces: Int = .max) throws {
        while true {
            loop.run()
            let forServer = try client.sent()
            let forClient = try server.sent()
            if forServer.isEmpty && forClient.isEmpty { return }
            toServer += forServer
            toClient += forClient
            try server.receive(forServer, pieces)
            try client.receive(forClient, pieces)
        }
    }
}

extension TLSLine: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// One end, with what the handlers behind TLS are told.
final class TLSEnd {
    let channel: EmbeddedChannel
    let record = TLSRecorder()

    init(_ connection: TLSConnection, _ loop: EmbeddedEventLoop) throws {
        channel = EmbeddedChannel(handlers: [HalfClosing(), TLSHandler(connection), record], loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 4711)).wait()
    }

    func sent() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
        return bytes
    }

    func receive(_ bytes: [UInt8], _ size: Int = .max) throws {
        var rest = bytes[...]
        while !rest.isEmpty, channel.isActive {
            // What a handler throws stays in the record.
            channel.pipeline.fireChannelRead(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        channel.embeddedEventLoop.run()
    }

    func write(_ bytes: [UInt8], promise: EventLoopPromise<Void>? = nil) {
        channel.pipeline.write(ByteBuffer(bytes: bytes), promise: promise)
    }

    func flush() { channel.pipeline.flush() }

    func say(_ text: String) {
        write(Array(text.utf8))
        flush()
    }

    /// The network breaks off.
    func cut() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
    }
}

/// A socket of which one direction can be closed: an embedded channel closes as a whole.
private final class HalfClosing: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if case .output = mode {
            promise?.succeed()
        } else {
            context.close(mode: mode, promise: promise)
        }
    }
}

/// What the handlers behind TLS are told.
final class TLSRecorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    var bytes: [UInt8] = []
    var peers: [TLSPeer] = []
    var errors: [TLSError] = []
    var isInactive = false
    /// Octets that came in one read.
    var reads: [Int] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        reads.append(buffer.readableBytes)
        bytes += buffer.readableBytesView
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let peer = event as? TLSPeer { peers.append(peer) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSError { errors.append(error) }
    }

    func channelInactive(context: ChannelHandlerContext) { isInactive = true }
}

/// Certificates, and the two sides that use them.
final class TLSWorld {
    let files: CertificateFolder
    let authority = TestCertificate("Test authority", isAuthority: true)
    let authorityFile: String
    var settings: TLSSettings

    init() throws {
        files = try CertificateFolder()
        authorityFile = try files.file("authority.pem", authority.certificateText)
        let own = TestCertificate("localhost", ["DNS:localhost", "IP:127.0.0.1"], issuer: authority)
        settings = TLSSettings(certificates: [try files.write(own)])
    }

    func server(speaksHTTP: Bool = true) throws -> TLSServer {
        try TLSServer(settings, speaksHTTP: speaksHTTP)
    }

    /// - Parameters:
    ///   - version: the highest that the client speaks.
    ///   - protocols: what it offers, each with its length before it (RFC 7301).
    func client(
        _ host: String = "localhost", version: TLSVersion = .v13, protocols: [UInt8] = [],
        settings: TLSClientSettings? = nil
    ) throws -> TLSConnection {
        let client = try TLSClient(settings ?? TLSClientSettings(authorities: authorityFile))
        let highest = version == .v13 ? TLS1_3_VERSION : TLS1_2_VERSION
        SSL_CTX_ctrl(client.context.pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(highest), nil)
        if !protocols.isEmpty {
            SSL_CTX_set_alpn_protos(client.context.pointer, protocols, CUnsignedInt(protocols.count))
        }
        return try #require(client.connection(to: host))
    }

    func line(_ client: TLSConnection, to server: TLSServer) throws -> TLSLine {
        try TLSLine(client, #require(server.connection()))
    }

    /// A line whose handshake is done.
    func openLine(version: TLSVersion = .v13) throws -> TLSLine {
        let line = try line(client(version: version), to: server())
        try line.exchange()
        return line
    }
}
