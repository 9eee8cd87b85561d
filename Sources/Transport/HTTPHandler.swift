import NIOCore
import NIOHTTP1
import WAMP
import WebSocket

/// The beginning of a connection of HTTP: one request, which either becomes a WebSocket or is answered and closed. Before it
/// there may be requests of the long-poll transport.
///
/// Unchecked because it is confined to its channel's loop.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart

    private let endpoint: ListenerEndpoint
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let clock: ConnectionClock
    private let flushList: FlushList
    private let receiveBlock: ReceiveBlock?
    private var request: HandshakeRequest?
    private var context: ChannelHandlerContext?
    private var longPoll: LongPollConnection?
    var deadline = NIODeadline.distantFuture
    private var isAnswered = false
    var clockPosition = -1

    init(
        endpoint: ListenerEndpoint, decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        clock: ConnectionClock, flushList: FlushList, receiveBlock: ReceiveBlock? = nil
    ) {
        self.endpoint = endpoint
        self.decoder = decoder
        self.clock = clock
        self.flushList = flushList
        self.receiveBlock = receiveBlock
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if endpoint.longPollBase != nil {
            longPoll = LongPollConnection(
                http: self, endpoint: endpoint, clock: clock, flushList: flushList)
        }
        deadline = clock.now + endpoint.limits.handshakeTimeout
        clock.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        clock.remove(self)
        self.context = nil
        longPoll?.closed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        read(unwrapInboundIn(data))
    }

    /// The next part of a request.
    func read(_ part: HTTPServerRequestPart) {
        guard let context, !isAnswered else { return }
        if request == nil, longPoll?.read(part) == true { return }
        switch part {
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
        guard error is HTTPParserError, !isAnswered, longPoll?.isIdle != false else {
            return context.close(promise: nil)
        }
        isAnswered = true
        answer(.text(400, "Bad Request", "This is not an HTTP request: \(error)."), to: nil, context)
    }

    private func respond(to request: HandshakeRequest, _ context: ChannelHandlerContext) {
        let isForWebSocket = request.path == endpoint.webSocketPath || request.isUpgradeToWebSocket
        guard isForWebSocket, endpoint.transports.contains(.webSocket) else {
            let plain =
                endpoint.transports.contains(.http)
                ? endpoint.site.answer(request) : HTTPSite.nothing
            return answer(plain, to: request, context)
        }
        do throws(HandshakeRefusal) {
            upgrade(
                try endpoint.handshake.accept(request), endpoint.kept(of: request.headers), context)
        } catch {
            let refusal = HTTPAnswer.text(
                error.status.rawValue, error.status.phrase, error.reason, headers: error.headers)
            answer(refusal, to: request, context)
        }
    }

    private func answer(_ answer: HTTPAnswer, to request: HandshakeRequest?, _ context: ChannelHandlerContext)
    {
        send(answer, omittingBody: request?.method == "HEAD", context)
    }

    private func send(_ answer: HTTPAnswer, omittingBody: Bool, _ context: ChannelHandlerContext) {
        let bytes = answer.serialized(omittingBody: omittingBody)
        // Only the sending direction is closed, so that unread input does not make the kernel drop the answer.
        let channel = context.channel
        channel.writeAndFlush(bytes).assumeIsolated().whenComplete { _ in
            channel.close(mode: .output, promise: nil)
        }
        deadline = clock.now + endpoint.limits.closingTimeout
    }

    /// Answers 101 and puts a `WebSocketHandler` in this handler's place. What the client sent behind its request is in the
    /// decoder, which passes it on as it leaves.
    private func upgrade(
        _ acceptance: ServerHandshake.Acceptance, _ headers: [String: [String]],
        _ context: ChannelHandlerContext
    ) {
        guard let subprotocol = acceptance.subprotocol.flatMap({ Subprotocol(name: $0) }) else {
            assertionFailure("the handshake accepts subprotocols of WAMP only")
            return context.close(promise: nil)
        }
        let outbound = OutboundQueue(
            channel: context.channel, flushList: flushList, limits: endpoint.limits.outbound,
            sendsDirectly: endpoint.sendsDirectly, serializer: subprotocol.serializer,
            framing: Framing(webSocket: subprotocol))
        outbound.append(handshakeResponse: acceptance)
        let receiver = endpoint.makeReceiver(
            outbound,
            ClientOrigin(
                address: context.channel.peerDescription, transport: .webSocket, headers: headers))
        let webSocket = WebSocketHandler(
            outbound: outbound, receiver: receiver, limits: endpoint.limits,
            compression: acceptance.compression, clock: clock, receiveBlock: receiveBlock)
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(webSocket, position: .after(self))
            receiver.transport = webSocket
        } catch {
            // There is no handler that would make the queue forget the descriptor.
            outbound.channelClosed()
            return context.close(promise: nil)
        }
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
    }
}

// MARK: For the long-poll transport

extension HTTPHandler {
    /// While the connection is HTTP.
    var channel: (any Channel)? { context?.channel }

    /// Gives the last answer.
    func refuse(_ answer: HTTPAnswer, method: String?) {
        guard let context else { return }
        isAnswered = true
        send(answer, omittingBody: method == "HEAD", context)
    }

    /// The last answer has been given.
    func closeOutput() {
        isAnswered = true
        deadline = clock.now + endpoint.limits.closingTimeout
        channel?.close(mode: .output, promise: nil)
    }
}

extension HTTPHandler: Ticking {
    func tick(_ now: NIODeadline) {
        if deadline <= now { channel?.close(promise: nil) }
    }
}

extension HandshakeRequest {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            version: Version(major: head.version.major, minor: head.version.minor),
            headers: HeaderFields(head.headers.map { ($0.name, $0.value) }))
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
