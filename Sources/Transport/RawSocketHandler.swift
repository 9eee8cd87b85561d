import NIOCore
import RawSocket
import WAMP
import WebSocket

/// A RawSocket connection on a channel (advanced profile, "RawSocket Transport"): first the handshake of four octets, then reads
/// become messages for the receiver, and the receiver's messages become transport messages in the outbound queue.
///
/// The router answers PING and sends none: clients in use, such as those made with Debian's autobahn-cpp, take every transport
/// message for one of WAMP. That a peer is gone is noticed by the keep-alive of TCP.
///
/// Unchecked because it is confined to its channel's loop, like everything it refers to.
package final class RawSocketHandler: ChannelInboundHandler, @unchecked Sendable {
    package typealias InboundIn = ByteBuffer

    private let endpoint: ListenerEndpoint
    private let clock: ConnectionClock
    private let flushList: FlushList
    private let receiveBlock: ReceiveBlock?
    private var handshake = PartialWord()
    private var connection: RawSocketConnection
    /// Set by the handshake.
    private var queue: OutboundQueue?
    private var receiver: (any MessageReceiver)?
    private var channel: (any Channel)?
    private var hasFailed = false
    private var isClosing = false
    /// When to stop waiting: for the handshake, for a session, for the peer's end of the connection.
    private var deadline: NIODeadline?
    var clockPosition = -1

    /// - Parameter receiveBlock: what is read into, where this handler gets what the channel reads.
    package init(
        endpoint: ListenerEndpoint, clock: ConnectionClock, flushList: FlushList,
        receiveBlock: ReceiveBlock? = nil
    ) {
        self.endpoint = endpoint
        self.clock = clock
        self.flushList = flushList
        self.receiveBlock = receiveBlock
        connection = RawSocketConnection(maximumLength: endpoint.maximumRawSocketLength)
        sessionClosed()
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        receiveBlock?.serve(context.channel)
        deadline = clock.now + endpoint.limits.handshakeTimeout
        clock.add(self)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        defer { receiveBlock?.giveBack(buffer) }
        if isClosing { return }
        buffer.withUnsafeReadableBytes { bytes in
            var offset = 0
            if queue == nil {
                guard let word = handshake.read(bytes, at: &offset) else { return }
                guard accept(word, context) else { return }
            }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            var messages = InboundMessages(of: self, in: UnsafeMutableRawBufferPointer(mutating: rest))
            receiver?.receive(&messages)
            // A receiver whose session has ended leaves the rest unread.
            while messages.next() != nil {}
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if queue?.hasOverflowed == true {
            finish(.overflowed)
        } else {
            // There is no other way to end such a connection than to close it.
            finish(isClosing ? .closedByRouter : hasFailed ? .lost : .closedByPeer)
        }
        clock.remove(self)
        queue?.channelClosed()
        channel = nil
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error; `channelInactive` follows.
        hasFailed = true
        context.close(promise: nil)
    }

    /// Replies to the client's handshake; false where the connection ends with that.
    private func accept(_ word: UInt32, _ context: ChannelHandlerContext) -> Bool {
        let request: Handshake
        do throws(RequestViolation) {
            request = try Handshake(request: word, offering: endpoint.serializers)
        } catch {
            guard let refusal = error.refusal else {
                context.close(promise: nil)
                return false
            }
            refuse(refusal, context)
            return false
        }
        let queue = OutboundQueue(
            channel: context.channel, flushList: flushList, limits: endpoint.limits.outbound,
            sendsDirectly: endpoint.sendsDirectly, serializer: request.serializer,
            framing: .rawSocket(maximumMessageSize: request.maximumLength.octets))
        self.queue = queue
        let reply = request.reply(maximumLength: endpoint.maximumRawSocketLength).word
        withUnsafeBytes(of: reply.bigEndian) { queue.bytes.append($0) }
        queue.markDirty()
        let receiver = endpoint.makeReceiver(
            queue, ClientOrigin(address: context.channel.peerDescription, transport: .rawSocket))
        self.receiver = receiver
        receiver.transport = self
        deadline = clock.now + endpoint.limits.openingTimeout
        return true
    }

    /// Replies with an error code, after which the connection ends.
    private func refuse(_ code: HandshakeRefusalCode, _ context: ChannelHandlerContext) {
        isClosing = true
        deadline = clock.now + endpoint.limits.closingTimeout
        let channel = context.channel
        channel.writeAndFlush(ByteBuffer(integer: code.word)).assumeIsolated().whenComplete { _ in
            channel.close(mode: .output, promise: nil)
        }
    }

    /// The next message of a read; `nil` when the read is used up.
    func nextMessage(in memory: UnsafeMutableRawBufferPointer, at offset: inout Int) -> InboundMessage? {
        guard let queue else { return nil }
        let input = UnsafeRawBufferPointer(memory)
        while !isClosing {
            switch connection.next(in: input, at: &offset) {
            case .needMoreBytes: return nil
            case .message(let location):
                return InboundMessage(
                    kind: MessageKind(of: queue.serializer), bytes: connection.bytes(at: location, in: input),
                    utf8: .unchecked)
            case .ping(let location): answerPing(connection.bytes(at: location, in: input), queue)
            case .pong: break
            case .failed(let violation):
                finish(.violated(violation.description))
                closeOutput()
                return nil
            }
        }
        return nil
    }

    private func answerPing(_ payload: UnsafeRawBufferPointer, _ queue: OutboundQueue) {
        guard queue.acceptsMessages,
            let prefix = MessagePrefix(.pong, payloadCount: payload.count)
        else { return }
        prefix.write(to: queue.bytes.reserve(MessagePrefix.size + payload.count))
        queue.bytes.advance(by: MessagePrefix.size)
        queue.bytes.append(payload)
        queue.markDirty()
        queue.boundPending()
    }

    /// Tells the receiver, once, that there will be no more messages.
    private func finish(_ end: TransportEnd) {
        guard let receiver else { return }
        self.receiver = nil
        receiver.transportClosed(end)
    }

    /// Only the sending direction: closing a socket with unread input makes the kernel reset the connection, and what was sent last
    /// could be lost.
    private func closeOutput() {
        if isClosing { return }
        isClosing = true
        deadline = clock.now + endpoint.limits.closingTimeout
        queue?.acceptsMessages = false
        queue?.closeWhenFlushed(.output)
    }
}

extension RawSocketHandler: ClientTransport {
    package func close(_ reason: ClosingReason) {
        closeOutput()
    }

    package func sessionOpened() {
        connection.maximumMessageSize = endpoint.maximumRawSocketLength.octets
    }

    package func sessionClosed() {
        connection.maximumMessageSize = min(
            endpoint.maximumRawSocketLength.octets, endpoint.limits.maximumOpeningMessageSize)
    }
}

extension RawSocketHandler: Ticking {
    func tick(_ now: NIODeadline) {
        guard let receiver, !isClosing else {
            if let deadline, deadline <= now { channel?.close(promise: nil) }
            return
        }
        guard !receiver.isEstablished else {
            deadline = nil
            return
        }
        guard let deadline else {
            self.deadline = now + endpoint.limits.openingTimeout
            return
        }
        if deadline <= now { receiver.openingDeadlinePassed() }
    }
}
