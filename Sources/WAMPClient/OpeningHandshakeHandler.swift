import NIOCore
import NIOHTTP1
import Transport
import WAMP
import WebSocket

/// Opens the WebSocket of a new channel (RFC 6455 §4.1), then gives its place to a `WebSocketTransport`, on which
/// `Joining` begins.
final class OpeningHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let handshake: ClientHandshake
    private let encoder = HTTPRequestEncoder()
    private let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
    private let joining: Joining
    private let maximumMessageSize: Int
    /// What the server chose.
    private var subprotocol: Subprotocol?

    /// - Parameters:
    ///   - host: the value of the Host field.
    ///   - target: path and query.
    init(host: String, target: String, _ options: ConnectOptions, joining: Joining) {
        var random = SystemRandomNumberGenerator()
        let nonce = InlineArray<16, UInt8> { _ in UInt8.random(in: 0 ... .max, using: &random) }
        handshake = ClientHandshake(
            host: host, target: target, nonce: nonce, subprotocols: options.subprotocols.map(\.name))
        self.joining = joining
        maximumMessageSize = options.maximumMessageSize
    }

    /// Puts the HTTP handlers and this one on a new channel.
    func install(on channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandlers([encoder, decoder, self])
    }

    func channelActive(context: ChannelHandlerContext) {
        let request = handshake.request
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: request.target,
            headers: HTTPHeaders(request.headers.fields.map { ($0.name, $0.value) }))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): verify(head, context)
        case .body: break
        case .end: upgrade(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        joining.transportEnded(
            WAMPError(.connectionFailed, "the server closed the connection during the WebSocket handshake"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let reason = error is TLSError ? "\(error)" : "the WebSocket handshake failed: \(error)"
        fail(reason, context, cause: error)
    }

    private func verify(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        let response = ClientHandshake.Response(
            status: Int(head.status.code), headers: HeaderFields(head.headers.map { ($0.name, $0.value) }))
        do throws(ClientHandshake.Failure) {
            subprotocol = try handshake.verify(response).subprotocol.flatMap(Subprotocol.init(name:))
            if subprotocol != nil { return }
            let offered = handshake.subprotocols.joined(separator: ", ")
            fail("the server chose no subprotocol where \(offered) was offered", context)
        } catch {
            fail("the server did not open the WebSocket: \(error.sentence)", context, cause: error)
        }
    }

    private func fail(_ message: String, _ context: ChannelHandlerContext, cause: (any Error)? = nil) {
        joining.transportEnded(WAMPError(.connectionFailed, message, cause: cause))
        context.close(promise: nil)
    }

    /// Replaces the HTTP handlers. The decoder leaves in the next tick, handing on what it has read beyond the response; it
    /// cannot let frames pass, so it has to be on its way before the transport plans its first write.
    private func upgrade(_ context: ChannelHandlerContext) {
        guard let subprotocol, context.channel.isActive, joining.isWaiting else { return }
        let transport = WebSocketTransport(
            TransportLine(context.channel, receiver: joining), subprotocol: subprotocol,
            maximumMessageSize: maximumMessageSize)
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(transport, position: .after(self))
        } catch {
            return fail("the channel was closed", context, cause: error)
        }
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
        joining.transportOpened(transport)
    }
}

extension ClientHandshake.Failure {
    /// The failure in words, without a full stop.
    fileprivate var sentence: String {
        switch self {
        case .status(let status): "it answered with HTTP status \(status)"
        case .missingUpgrade: "its response has no Upgrade: websocket"
        case .missingConnection: "its response has no Connection: Upgrade"
        case .wrongAccept: "Sec-WebSocket-Accept is not the answer to the key"
        case .unexpectedSubprotocol(let name): "it chose the subprotocol \(name), which was not offered"
        case .unexpectedExtension(let name): "it chose the extension \(name), which was not offered"
        }
    }
}
