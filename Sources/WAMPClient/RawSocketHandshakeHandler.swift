import NIOCore
import RawSocket
import Transport

/// The client's handshake on a new channel (advanced profile, "RawSocket Transport", "Handshake"): four octets, and the four
/// of the router's reply. Then it gives its place to a `RawSocketTransport`, on which `Joining` begins.
final class RawSocketHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let handshake: Handshake
    private let joining: Joining
    private var reply = PartialWord()

    init(_ handshake: Handshake, joining: Joining) {
        self.handshake = handshake
        self.joining = joining
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(integer: handshake.word)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        var offset = 0
        let word = buffer.withUnsafeReadableBytes { reply.read($0, at: &offset) }
        guard let word, joining.isWaiting else { return }
        buffer.moveReaderIndex(forwardBy: offset)
        do throws(ReplyViolation) {
            begin(on: context, maximumLength: try handshake.readReply(word))
        } catch {
            return fail(WAMPError(error), context)
        }
        // What came behind the reply.
        if buffer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        joining.transportEnded(
            WAMPError(.connectionFailed, "the server closed the connection during the RawSocket handshake"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let reason = error is TLSError ? "\(error)" : "the RawSocket handshake failed: \(error)"
        fail(WAMPError(.connectionFailed, reason, cause: error), context)
    }

    private func fail(_ error: WAMPError, _ context: ChannelHandlerContext) {
        joining.transportEnded(error)
        context.close(promise: nil)
    }

    private func begin(on context: ChannelHandlerContext, maximumLength: MaximumLength) {
        let line = TransportLine(context.channel, receiver: joining)
        let transport = RawSocketTransport(line, handshake, maximumLength: maximumLength)
        do {
            try context.pipeline.syncOperations.addHandler(transport, position: .after(self))
        } catch {
            return fail(WAMPError(.connectionFailed, "the channel was closed", cause: error), context)
        }
        joining.transportOpened(transport)
    }
}

extension WAMPError {
    /// Why there is no RawSocket connection: a code for each refusal that the specification knows.
    fileprivate init(_ violation: ReplyViolation) {
        let code: Code
        switch violation {
        case .refused(.serializerUnsupported): code = .serializerUnsupported
        case .refused(.maximumLengthUnacceptable): code = .maximumLengthUnacceptable
        case .refused(.reservedBitsUsed): code = .reservedBitsUsed
        case .refused(.maximumConnectionCountReached): code = .maximumConnectionCountReached
        case .unknownRefusal, .notRawSocket, .reservedOctets, .otherSerializer: code = .connectionFailed
        }
        self.init(code, "the server did not open the RawSocket: \(violation)", cause: violation)
    }
}
