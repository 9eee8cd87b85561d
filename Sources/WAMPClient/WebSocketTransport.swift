import NIOCore
import WebSocket

/// The transport of a session: WAMP messages as WebSocket text frames, subprotocol `wamp.2.json` (basic profile,
/// "WebSocket Transport").
///
/// What is sent during one tick of the event loop leaves with one write.
///
/// Unchecked because it is confined to its channel's event loop, which is also the executor of the session that uses it.
final class WebSocketTransport: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    var receiver: (any MessageReceiver)?
    private let channel: any Channel
    private var connection: WebSocketConnection
    private var output = ByteBuffer()
    private var json = OutputBytes()
    private var isFlushScheduled = false
    /// Closes the channel if the router does not.
    private var deadline: Scheduled<Void>?
    private var failure: WAMPError?

    init(channel: any Channel, maximumMessageSize: Int) {
        self.channel = channel
        let limits = WebSocketLimits(
            maximumFrameSize: maximumMessageSize, maximumMessageSize: maximumMessageSize)
        connection = WebSocketConnection(role: .client, limits: limits, compression: nil)
    }

    /// False while so much is waiting for the network that more had better wait, too.
    var isWritable: Bool { channel.isWritable }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            // Frames of a server are not masked, so nothing is written to this memory.
            let input = UnsafeMutableRawBufferPointer(mutating: bytes)
            var offset = 0
            while handle(connection.next(in: input, at: &offset), input) {}
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if channel.isWritable { receiver?.transportBecameWritable() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        finish(failure ?? WAMPError(.connectionLost, "the router closed the connection without GOODBYE"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = WAMPError(.connectionLost, "the connection failed: \(error)", cause: error)
        context.close(promise: nil)
    }

    /// Tells the receiver, once, that there will be no more messages.
    private func finish(_ error: WAMPError) {
        let receiver = receiver
        self.receiver = nil
        receiver?.transportEnded(error)
    }
}

// MARK: Receiving

extension WebSocketTransport {
    /// Deals with one event; false when there is no more in the input.
    private func handle(_ event: WebSocketEvent, _ input: UnsafeMutableRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes: return false
        case .message(let kind, let location): receive(kind, connection.bytes(at: location, in: input))
        case .ping(let location): append(.pong, connection.bytes(at: location, in: input))
        case .pong: break
        case .close(let code, let reason, let action):
            let text = String(decoding: connection.bytes(at: reason, in: input), as: UTF8.self)
            closeReceived(code, code == nil ? "" : text, action)
        case .failed(let violation, let action):
            if action == .sendClose { appendClose(violation.closeCode, violation.description) }
            finish(WAMPError(.protocolViolation, "the router broke the WebSocket protocol: \(violation)"))
            dropWhenFlushed()
        }
        return true
    }

    private func receive(_ kind: MessageKind, _ bytes: UnsafeRawBufferPointer) {
        switch kind {
        case .text:
            do throws(WireError) {
                receiver?.receive(try Message.decode(json: bytes.bytes))
            } catch {
                if case .extensionMessage = error { return }
                receiver?.receiveViolation(error.description)
            }
        case .binary:
            receiver?.receiveViolation("received a binary message where the subprotocol has text")
        }
    }

    /// RFC 6455 §7.1.1: the server closes the TCP connection first; the client waits for that, but not for ever.
    private func closeReceived(
        _ code: CloseCode?, _ reason: String, _ action: ClosingHandshake.ReceiveAction
    ) {
        switch action {
        case .answer: if connection.closeRequested() == .sendClose { appendClose(code, "") }
        case .complete: break
        case .ignore: return
        }
        awaitEnd()
        let number = code.map { " with code \($0.rawValue)" } ?? ""
        let words = reason.isEmpty ? "" : ": \(reason)"
        finish(WAMPError(.connectionLost, "the router closed the WebSocket\(number)\(words)"))
    }
}

// MARK: Sending

extension WebSocketTransport {
    /// Sends a message; nothing after a close frame.
    func send(_ message: Message) {
        guard connection.closing.maySend else { return }
        json.removeAll(keepingCapacityUpTo: 64 << 10)
        message.encode(json: &json)
        append(.text, json.bytes)
    }

    /// Closes the WebSocket behind everything that was sent.
    func close() {
        guard connection.closeRequested() == .sendClose else { return }
        appendClose(.normalClosure, "")
        awaitEnd()
    }

    /// Closes the connection at once.
    func drop() {
        channel.close(promise: nil)
    }

    private func dropWhenFlushed() {
        // Behind the flush that is scheduled.
        let channel = channel
        channel.eventLoop.execute { channel.close(promise: nil) }
    }

    private func awaitEnd() {
        guard deadline == nil else { return }
        let channel = channel
        deadline = channel.eventLoop.scheduleTask(in: ClientLimits.closing) { channel.close(promise: nil) }
    }

    /// Appends a frame, masked with a fresh key (RFC 6455 §5.3).
    private func append(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer) {
        guard connection.closing.maySend else { return }
        let key = UInt32.random(in: 0 ... .max)
        let room = FrameHeader.maximumSize + payload.count
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            guard let start = memory.baseAddress else { return 0 }
            let size = FrameHeader.write(
                opcode: opcode, payloadCount: payload.count, maskKey: key, to: start)
            let target = UnsafeMutableRawBufferPointer(start: start + size, count: payload.count)
            target.copyMemory(from: payload)
            Masking.apply(key: key, to: target)
            return size + payload.count
        }
        scheduleFlush()
    }

    private func appendClose(_ code: CloseCode?, _ reason: String) {
        let key = UInt32.random(in: 0 ... .max)
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: CloseFrame.maximumSize) { memory in
            guard let start = memory.baseAddress else { return 0 }
            return CloseFrame.write(code, reason: reason, maskKey: key, to: start)
        }
        scheduleFlush()
    }

    private func scheduleFlush() {
        if isFlushScheduled { return }
        isFlushScheduled = true
        channel.eventLoop.execute { self.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard output.readableBytes > 0 else { return }
        channel.writeAndFlush(output, promise: nil)
        output = ByteBuffer()
    }
}

extension WebSocketTransport {
    /// ABORT `wamp.error.protocol_violation`, and the end (basic profile, "Protocol errors").
    func abort(_ message: String) {
        send(
            .abort(
                Message.Abort(
                    details: ["message": .string(message)], reason: "\(ErrorURI.protocolViolation.text)")))
        close()
    }
}
