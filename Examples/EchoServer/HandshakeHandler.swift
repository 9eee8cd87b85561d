import NIOCore
import NIOHTTP1
import WebSocket

/// Answers the one HTTP request of a connection, then gives way to the `EchoHandler`.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let handshake: ServerHandshake
    private let limits: WebSocketLimits
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let encoder: HTTPResponseEncoder
    private var request: HTTPRequestHead?

    /// Puts the HTTP handlers and this one on a new channel.
    static func install(on channel: any Channel, _ handshake: ServerHandshake, _ limits: WebSocketLimits)
        throws
    {
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
        let encoder = HTTPResponseEncoder()
        try channel.pipeline.syncOperations.addHandlers([
            encoder, decoder, HandshakeHandler(handshake, limits, decoder, encoder),
        ])
    }

    private init(
        _ handshake: ServerHandshake, _ limits: WebSocketLimits,
        _ decoder: ByteToMessageHandler<HTTPRequestDecoder>, _ encoder: HTTPResponseEncoder
    ) {
        self.handshake = handshake
        self.limits = limits
        self.decoder = decoder
        self.encoder = encoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end: answer(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The peer has gone away in the middle of its request.
        if event is ChannelEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let request else { return }
        do throws(HandshakeRefusal) {
            let acceptance = try handshake.accept(HandshakeRequest(request))
            respond(context, .switchingProtocols, acceptance.headers + [("Server", "websocket-echo")])
            upgrade(context, acceptance)
        } catch {
            refuse(context, error)
        }
    }

    private func refuse(_ context: ChannelHandlerContext, _ refusal: HandshakeRefusal) {
        let status = HTTPResponseStatus(statusCode: Int(refusal.status.rawValue))
        let headers = [("Content-Length", "\(refusal.reason.utf8.count)"), ("Connection", "close")]
        respond(context, status, headers + refusal.headers.filter { $0.name != "Connection" }, refusal.reason)
        context.close(promise: nil)
    }

    private func respond(
        _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ headers: [(String, String)],
        _ body: String = ""
    ) {
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(headers))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Replaces the HTTP handlers. The decoder goes last: it hands on what it has read beyond the request.
    private func upgrade(_ context: ChannelHandlerContext, _ acceptance: ServerHandshake.Acceptance) {
        let echo = EchoHandler(limits, acceptance.compression)
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(echo, position: .after(self))
        } catch {
            context.close(promise: nil)
            return
        }
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
    }
}

extension HandshakeRequest {
    /// The request as the HTTP decoder read it.
    fileprivate init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            version: Version(major: head.version.major, minor: head.version.minor),
            headers: HeaderFields(head.headers.map { ($0.name, $0.value) }))
    }
}
