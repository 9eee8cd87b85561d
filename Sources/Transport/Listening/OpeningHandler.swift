import Logging
import NIOCore
import NIOHTTP1
import RawSocket

/// The beginning of every connection: waits for its first octet, behind the header of a proxy where one is expected, and
/// puts the handlers of what the client speaks into its own place. What was read goes on to them.
///
/// Unchecked because it is confined to its channel's loop.
final class OpeningHandler: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var endpoint: ListenerEndpoint
    private let services: LoopServices
    /// There are too many connections: this one is told so, where its protocol has a word for that, and closed.
    private let isRefused: Bool
    private var awaitsProxyHeader: Bool
    /// What was read and not yet understood.
    private var unread: ByteBuffer?
    private var channel: (any Channel)?
    private var deadline = NIODeadline.distantFuture
    private var isDecided = false
    var clockPosition = -1

    init(endpoint: ListenerEndpoint, services: LoopServices, isRefused: Bool) {
        self.endpoint = endpoint
        self.services = services
        self.isRefused = isRefused
        awaitsProxyHeader = endpoint.expectsProxyHeader
    }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        deadline =
            services.clock.now
            + (isRefused ? endpoint.limits.closingTimeout : endpoint.limits.handshakeTimeout)
        services.clock.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        services.clock.remove(self)
        channel = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDecided { return }
        var read = unwrapInboundIn(data)
        if var unread {
            self.unread = nil
            unread.writeBuffer(&read)
            read = unread
        }
        guard awaitsProxyHeader else { return decide(read, context) }
        do throws(ProxyProtocolViolation) {
            guard let header = try ProxyHeader.parse(read.readableBytesView) else {
                unread = read
                return
            }
            awaitsProxyHeader = false
            read.moveReaderIndex(forwardBy: header.byteCount)
            if let client = header.source.description { endpoint = endpoint.speaking(for: client) }
            guard Listener.count(context.channel, header.source.socketAddress, endpoint, services) else {
                return close(context, "too many connections of this address")
            }
            decide(read, context)
        } catch {
            close(context, "\(error)")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error.
        context.close(promise: nil)
    }

    private func decide(_ read: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let first = read.readableBytesView.first else { return }
        let found = OpeningProtocol(firstOctet: first)
        if let tls = endpoint.tls { return secure(read, found, tls, context) }
        switch found {
        case .rawSocket:
            guard endpoint.transports.contains(.rawSocket) else {
                return close(context, "RawSocket is not spoken here")
            }
            if isRefused { return refuse(.maximumConnectionCountReached, context) }
            context.channel.enableKeepAlive(endpoint.limits.keepAlive)
            handOver(read, context, to: [rawSocketHandler()])
        case .http:
            guard endpoint.transports.readRequests else { return close(context, "HTTP is not spoken here") }
            if isRefused { return close(context, "too many connections") }
            handOver(read, context, to: httpHandlers())
        case .tls: close(context, "the client speaks TLS, and this listener does not")
        case nil: close(context, "no known protocol begins with the octet \(first)")
        }
    }

    /// Puts TLS before this handler, which then sees what is hidden in it.
    private func secure(
        _ read: ByteBuffer, _ found: OpeningProtocol?, _ tls: TLSServer, _ context: ChannelHandlerContext
    ) {
        switch found {
        case .tls: break
        case .http:
            isDecided = true
            log(context, "the client speaks HTTP without TLS")
            let answer = HTTPAnswer.text(
                400, "Bad Request", "This port speaks HTTPS: its addresses begin with https:// or wss://.")
            return send(answer.serialized(omittingBody: false), context)
        case .rawSocket: return close(context, "the client speaks RawSocket without TLS")
        case nil: return close(context, "the client does not speak TLS")
        }
        guard !isRefused else { return close(context, "too many connections") }
        guard let connection = tls.connection() else { return close(context, "there is no memory for TLS") }
        let handler = TLSHandler(connection, logger: endpoint.logger)
        do {
            try context.pipeline.syncOperations.addHandler(handler, position: .before(self))
        } catch {
            return context.close(promise: nil)
        }
        // What is behind the handshake is decided about when it is finished.
        endpoint.tls = nil
        var read = read
        handler.receive(&read)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let peer = event as? TLSPeer else { return context.fireUserInboundEventTriggered(event) }
        endpoint = endpoint.secured(by: peer)
    }

    /// Gives the connection, and what was read of it, to the handlers of its protocol, which have what is left of the time.
    private func handOver(
        _ read: ByteBuffer, _ context: ChannelHandlerContext, to handlers: [any ChannelHandler]
    ) {
        isDecided = true
        // It is those handlers' connection from here on, and counts once.
        services.clock.remove(self)
        do {
            try context.pipeline.syncOperations.addHandlers(handlers, position: .after(self))
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(read))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private var remainingEndpoint: ListenerEndpoint {
        var endpoint = endpoint
        endpoint.limits.handshakeTimeout = deadline - services.clock.now
        return endpoint
    }

    private func rawSocketHandler() -> RawSocketHandler {
        RawSocketHandler(
            endpoint: remainingEndpoint, clock: services.clock, flushList: services.flushList,
            receiveBlock: receiveBlock)
    }

    private func httpHandlers() -> [any ChannelHandler] {
        var headLimits = NIOHTTPDecoderLimitConfiguration()
        headLimits.maxHeaderFieldSize = endpoint.limits.maximumRequestHeadSize
        headLimits.maxHeaderListSize = endpoint.limits.maximumRequestHeadSize
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: headLimits))
        let handler = HTTPHandler(
            endpoint: remainingEndpoint, decoder: decoder, clock: services.clock,
            flushList: services.flushList, receiveBlock: receiveBlock)
        return [decoder, handler]
    }

    /// What is read through another handler, such as one for TLS, would not be given back.
    private var receiveBlock: ReceiveBlock? { endpoint.sendsDirectly ? services.receiveBlock : nil }

    private func refuse(_ code: HandshakeRefusalCode, _ context: ChannelHandlerContext) {
        isDecided = true
        log(context, "\(code)")
        var reply = context.channel.allocator.buffer(capacity: 4)
        reply.writeInteger(code.word)
        send(reply, context)
    }

    /// Says the last word.
    private func send(_ reply: ByteBuffer, _ context: ChannelHandlerContext) {
        deadline = min(deadline, services.clock.now + endpoint.limits.closingTimeout)
        // Only the sending direction is closed, so that unread input does not make the kernel drop the reply.
        let channel = context.channel
        channel.writeAndFlush(reply).assumeIsolated().whenComplete { _ in
            channel.close(mode: .output, promise: nil)
        }
    }

    private func close(_ context: ChannelHandlerContext, _ reason: String) {
        isDecided = true
        log(context, reason)
        context.close(promise: nil)
    }

    private func log(_ context: ChannelHandlerContext, _ reason: String) {
        endpoint.logger.debug(
            "a connection was closed",
            metadata: ["peer": "\(context.channel.peerDescription)", "reason": "\(reason)"])
    }
}

extension OpeningHandler: Ticking {
    func tick(_ now: NIODeadline) {
        if deadline <= now { channel?.close(promise: nil) }
    }
}
