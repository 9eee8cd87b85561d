import NIOCore
import NIOHTTP1
import WebSocket

/// The beginning of every connection: one HTTP request, which either becomes a WebSocket or is answered and closed.
///
/// Unchecked because it is confined to its channel's loop.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart

    private let endpoint: ListenerEndpoint
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let clock: ConnectionClock
    private let flushList: FlushList
    private var request: HandshakeRequest?
    private var channel: (any Channel)?
    private var deadline = NIODeadline.distantFuture
    private var isAnswered = false
    var clockPosition = -1

    init(
        endpoint: ListenerEndpoint, decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        clock: ConnectionClock, flushList: FlushList
    ) {
        self.endpoint = endpoint
        self.decoder = decoder
        self.clock = clock
        self.flushList = flushList
    }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        deadline = clock.now + endpoint.limits.handshakeTimeout
        clock.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        clock.remove(self)
        channel = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isAnswered { return }
        switch unwrapInboundIn(data) {
        case .head(let head): request = HandshakeRequest(head)
        // Nothing here reads a body; the handshake refuses to have one, and GET ignores it.
        case .body: break
        case .end:
            guard let request else { return }
            self.request = nil
            isAnswered = true
            respond(to: request, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isAnswered else { return context.close(promise: nil) }
        isAnswered = true
        answer(.text(400, "Bad Request", "This is not an HTTP request: \(error)."), to: nil, context)
    }

    private func respond(to request: HandshakeRequest, _ context: ChannelHandlerContext) {
        let isForWebSocket = request.path == endpoint.webSocketPath
        guard isForWebSocket || request.isUpgradeToWebSocket else {
            return answer(endpoint.site.answer(request), to: request, context)
        }
        do throws(HandshakeRefusal) {
            upgrade(try endpoint.handshake.accept(request), context)
        } catch {
            let refusal = HTTPAnswer.text(
                error.status.rawValue, error.status.phrase, error.reason, headers: error.headers)
            answer(refusal, to: request, context)
        }
    }

    private func answer(_ answer: HTTPAnswer, to request: HandshakeRequest?, _ context: ChannelHandlerContext)
    {
        let bytes = answer.serialized(omittingBody: request?.method == "HEAD")
        // Only the sending direction is closed, so that unread input does not make the kernel drop the answer.
        let channel = context.channel
        channel.writeAndFlush(bytes).assumeIsolated().whenComplete { _ in
            channel.close(mode: .output, promise: nil)
        }
        deadline = clock.now + endpoint.limits.closingTimeout
    }

    /// Answers 101 and puts a `WebSocketHandler` in this handler's place. What the client sent behind its request is in the
    /// decoder, which passes it on as it leaves.
    private func upgrade(_ acceptance: ServerHandshake.Acceptance, _ context: ChannelHandlerContext) {
        let outbound = OutboundQueue(
            channel: context.channel, flushList: flushList, limits: endpoint.limits.outbound,
            sendsDirectly: endpoint.sendsDirectly)
        outbound.append(handshakeResponse: acceptance)
        let peer = context.remoteAddress?.peerDescription ?? "unknown"
        let receiver = endpoint.makeReceiver(outbound, peer)
        let webSocket = WebSocketHandler(
            outbound: outbound, receiver: receiver, limits: endpoint.limits,
            compression: acceptance.compression, clock: clock)
        receiver.transport = webSocket
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(webSocket, position: .after(self))
        } catch {
            // There is no handler that would make the queue forget the descriptor.
            outbound.channelClosed()
            return context.close(promise: nil)
        }
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
    }
}

extension HTTPHandler: Ticking {
    func tick(_ now: NIODeadline) {
        if deadline <= now { channel?.close(promise: nil) }
    }
}

extension HandshakeRequest {
    fileprivate init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            version: Version(major: head.version.major, minor: head.version.minor),
            headers: HeaderFields(head.headers.map { ($0.name, $0.value) }))
    }
}

extension SocketAddress {
    /// `address:port`, or the path of a Unix socket.
    fileprivate var peerDescription: String {
        guard let ipAddress, let port else { return pathname ?? "unknown" }
        return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
    }
}

extension OutboundQueue {
    fileprivate func append(handshakeResponse acceptance: ServerHandshake.Acceptance) {
        bytes.append("HTTP/1.1 101 Switching Protocols\r\n")
        for (name, value) in acceptance.headers { bytes.append(utf8: "\(name): \(value)\r\n") }
        bytes.append("\r\n")
        markDirty()
    }
}
