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
        switch OpeningProtocol(firstOctet: first) {
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
        case nil: close(context, "no known protocol begins with the octet \(first)")
        }
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
