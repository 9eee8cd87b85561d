import NIOCore
import Transport

/// What carries the messages of a session: a WebSocket or a RawSocket connection, on its channel's event loop, which is
/// also the executor of the session that uses it.
///
/// It is the last handler of its channel's pipeline.
protocol MessageTransport: ChannelInboundHandler, Sendable where InboundIn == ByteBuffer {
    /// The channel below.
    var line: TransportLine { get }

    /// Sends a message; nothing once the transport is closing.
    ///
    /// - Throws: `WAMPError` with code `payloadSizeExceeded` for a message that is longer than the router takes; nothing is
    ///   sent then.
    func send(_ message: Message) throws(WAMPError)

    /// Ends the transport in order, behind everything that was sent.
    func close()
}

extension MessageTransport {
    /// Who gets what is received.
    var receiver: (any MessageReceiver)? {
        get { line.receiver }
        set { line.receiver = newValue }
    }

    /// False while so much is waiting for the network that more had better wait, too.
    var isWritable: Bool { line.isWritable }

    /// Ends the transport at once.
    func drop() {
        line.drop()
    }

    /// The channel binding data of the TLS connection (RFC 9266, RFC 5929); nil where there are none of that type.
    func channelBinding(_ type: String) -> [UInt8]? {
        Transport.ChannelBinding(rawValue: type).flatMap { line.peer?.channelBinding($0) }
    }

    /// ABORT, by default for a violation of the protocol (basic profile, "Protocol errors"), and the end.
    func abort(_ message: String, reason: ErrorURI = .protocolViolation) {
        let reason = "\(reason.text)"
        do throws(WAMPError) {
            try send(.abort(Message.Abort(details: ["message": .string(message)], reason: reason)))
        } catch {
            // A router that takes nothing long is told the reason alone.
            try? send(.abort(Message.Abort(details: [:], reason: reason)))
        }
        close()
    }

    /// Hands a message of the router to the receiver.
    func receive(_ bytes: RawSpan, _ serializer: Serializer) {
        do throws(WireError) {
            line.receiver?.receive(try serializer.decode(bytes))
        } catch {
            if case .extensionMessage = error { return }
            line.receiver?.receiveViolation(error.description)
        }
    }
}

// What every transport does about the events of its channel.
extension MessageTransport {
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isWritable { line.receiver?.transportBecameWritable() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        line.channelClosed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        line.channelFailed(error)
    }
}
