import NIOCore
import WAMP
import WebSocket

/// A WebSocket connection on a channel: reads become messages for the receiver, the receiver's messages become frames in
/// `outbound`.
///
/// The first inbound handler of its channel, which is why a read's memory may be unmasked in place: nobody else keeps it.
///
/// Unchecked because it is confined to its channel's loop, like everything it refers to.
package final class WebSocketHandler: ChannelInboundHandler, @unchecked Sendable {
    package typealias InboundIn = ByteBuffer

    package let outbound: OutboundQueue
    private let limits: ConnectionLimits
    private let clock: ConnectionClock
    private let receiveBlock: ReceiveBlock?
    private var connection: WebSocketConnection
    private var receiver: (any MessageReceiver)?
    private var channel: (any Channel)?
    private var keepAlive: KeepAlive
    /// Something has arrived since the last tick.
    private var hasHeard = false
    private var isClosing = false
    /// When to stop waiting: for a session at first, for the peer's close frame in the end.
    private var deadline: NIODeadline?
    var clockPosition = -1

    /// - Parameter receiveBlock: what is read into, where this handler gets what the channel reads.
    package init(
        outbound: OutboundQueue, receiver: any MessageReceiver, limits: ConnectionLimits,
        compression: NegotiatedDeflate?, clock: ConnectionClock, receiveBlock: ReceiveBlock? = nil
    ) {
        self.outbound = outbound
        self.receiver = receiver
        self.limits = limits
        self.clock = clock
        self.receiveBlock = receiveBlock
        connection = WebSocketConnection(role: .server, limits: limits.webSocket, compression: compression)
        keepAlive = limits.keepAlive.start(now: clock.now)
        sessionClosed()
        if compression != nil { outbound.compressor = self }
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        receiveBlock?.serve(context.channel)
        deadline = context.eventLoop.now + limits.openingTimeout
        clock.add(self)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasHeard = true
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { bytes in
            var messages = InboundMessages(of: self, in: UnsafeMutableRawBufferPointer(mutating: bytes))
            receiver?.receive(&messages)
            // A receiver whose session has ended leaves the rest unread; the peer's close frame may be in it.
            while messages.next() != nil {}
        }
        receiveBlock?.giveBack(buffer)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        finish(outbound.hasOverflowed ? .overflowed : .lost)
        clock.remove(self)
        outbound.channelClosed()
        channel = nil
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error; `channelInactive` follows.
        context.close(promise: nil)
    }

    /// The next message of a read; `nil` when the read is used up. Control frames before it are dealt with.
    func nextMessage(in memory: UnsafeMutableRawBufferPointer, at offset: inout Int) -> InboundMessage? {
        while true {
            switch connection.next(in: memory, at: &offset) {
            case .needMoreBytes: return nil
            case .message(let kind, let location):
                return InboundMessage(
                    kind: kind, bytes: connection.bytes(at: location, in: memory), utf8: .validated)
            case .ping(let location): pingReceived(connection.bytes(at: location, in: memory))
            case .pong: break
            case .close(let code, _, let action): closeReceived(code, action)
            case .failed(let violation, let action): fail(violation, action)
            }
        }
    }

    /// The serializer of the batches that this connection's messages are, where it batches.
    var batches: Serializer? {
        if case .webSocketBatch(let serializer) = outbound.framing { serializer } else { nil }
    }

    /// Tells the receiver, once, that there will be no more messages.
    private func finish(_ end: TransportEnd) {
        guard let receiver else { return }
        self.receiver = nil
        receiver.transportClosed(end)
    }
}

extension WebSocketHandler: ClientTransport {
    package func close(_ reason: ClosingReason) {
        guard connection.closeRequested() == .sendClose else { return }
        appendClose(reason.code, "")
        waitForPeer()
    }

    package func sessionOpened() {
        connection.setMaximumSizes(
            frame: limits.webSocket.maximumFrameSize, message: limits.webSocket.maximumMessageSize)
    }

    package func sessionClosed() {
        connection.setMaximumSizes(
            frame: min(limits.webSocket.maximumFrameSize, limits.maximumOpeningMessageSize),
            message: limits.openingMessageSize)
    }

    private func appendClose(_ code: CloseCode?, _ reason: String) {
        let memory = outbound.bytes.reserve(CloseFrame.maximumSize)
        outbound.bytes.advance(by: CloseFrame.write(code, reason: reason, to: memory))
        outbound.openBatch = nil
        outbound.acceptsMessages = false
        outbound.markDirty()
    }

    private func waitForPeer() {
        deadline = clock.now + limits.closingTimeout
        isClosing = true
    }

    private func pingReceived(_ payload: UnsafeRawBufferPointer) {
        guard outbound.acceptsMessages else { return }
        outbound.appendFrame(.pong, payload)
    }

    private func closeReceived(_ code: CloseCode?, _ action: ClosingHandshake.ReceiveAction) {
        switch action {
        case .answer:
            guard connection.closeRequested() == .sendClose else { return }
            appendClose(code, "")
            finish(.closedByPeer)
        case .complete: finish(.closedByRouter)
        case .ignore: return
        }
        // RFC 6455 §7.1.1: the server closes the TCP connection first.
        outbound.closeWhenFlushed(.all)
        waitForPeer()
    }

    private func fail(_ violation: ProtocolViolation, _ action: ClosingHandshake.SendAction) {
        if action == .sendClose { appendClose(violation.closeCode, violation.description) }
        finish(.violated(violation.description))
        // Only the sending direction: closing a socket with unread input makes the kernel reset the connection, and the
        // close frame could be lost.
        outbound.closeWhenFlushed(.output)
        waitForPeer()
    }
}

extension WebSocketHandler: MessageCompressor {
    func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        connection.compress(message)
    }
}

extension WebSocketHandler: Ticking {
    func tick(_ now: NIODeadline) {
        if isClosing {
            if let deadline, deadline <= now { channel?.close(promise: nil) }
            return
        }
        checkOpening(now)
        if hasHeard || outbound.isReadingWithheld {
            hasHeard = false
            keepAlive.bytesReceived(now: now.uptimeNanoseconds)
        }
        switch keepAlive.tick(now: now.uptimeNanoseconds) {
        case .none, .wait: break
        case .sendPing(let payload, _):
            // Nothing has come for so long: what compression remembers can go, too.
            connection.releaseIdleMemory()
            withUnsafeBytes(of: payload.bigEndian) { outbound.appendFrame(.ping, $0) }
        case .fail:
            finish(.unresponsive)
            channel?.close(promise: nil)
        }
    }

    private func checkOpening(_ now: NIODeadline) {
        guard let receiver, !receiver.isEstablished else {
            deadline = nil
            return
        }
        guard let deadline else {
            deadline = now + limits.openingTimeout
            return
        }
        if deadline <= now { receiver.openingDeadlinePassed() }
    }
}
