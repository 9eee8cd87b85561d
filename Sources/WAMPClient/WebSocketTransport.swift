import NIOCore
import WAMP
import WebSocket

/// WAMP messages as WebSocket messages (basic profile, "WebSocket Transport"): text for JSON, binary for the others, and
/// several in one where that was negotiated (advanced profile, "Message Batching").
///
/// Unchecked because it is confined to its channel's event loop.
final class WebSocketTransport: MessageTransport, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// Of a batch; what makes it longer goes into the next one.
    private static let maximumBatchSize = 0xFFFF

    let line: TransportLine
    private let subprotocol: Subprotocol
    private let kind: MessageKind
    private var connection: WebSocketConnection
    /// The message that is being sent, or the batch of them.
    private var pending = OutputBytes()
    private var isSendingScheduled = false

    init(_ line: TransportLine, subprotocol: Subprotocol, maximumMessageSize: Int) {
        self.line = line
        self.subprotocol = subprotocol
        switch subprotocol.serializer {
        case .json: kind = .text
        case .messagePack, .cbor: kind = .binary
        }
        let limits = WebSocketLimits(
            maximumFrameSize: maximumMessageSize, maximumMessageSize: maximumMessageSize)
        connection = WebSocketConnection(role: .client, limits: limits, compression: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            // Frames of a server are not masked, so nothing is written to this memory.
            let input = UnsafeMutableRawBufferPointer(mutating: bytes)
            var offset = 0
            while handle(connection.next(in: input, at: &offset), input) {}
        }
    }
}

// MARK: Receiving

extension WebSocketTransport {
    /// Deals with one event; false when there is no more in the input.
    private func handle(_ event: WebSocketEvent, _ input: UnsafeMutableRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes: return false
        case .message(let kind, let location): receive(kind, connection.bytes(at: location, in: input).bytes)
        case .ping(let location):
            // Not for a router that does not read: PONG would pile up.
            if line.isWritable { append(.pong, connection.bytes(at: location, in: input)) }
        case .pong: break
        case .close(let code, let reason, let action):
            let text = String(decoding: connection.bytes(at: reason, in: input), as: UTF8.self)
            closeReceived(code, code == nil ? "" : text, action)
        case .failed(let violation, let action):
            if action == .sendClose { appendClose(violation.closeCode, violation.description) }
            line.finish(
                WAMPError(.protocolViolation, "the router broke the WebSocket protocol: \(violation)"))
            line.dropWhenFlushed()
        }
        return true
    }

    private func receive(_ kind: MessageKind, _ bytes: RawSpan) {
        guard kind == self.kind else {
            let violation = "received a \(kind) message where the subprotocol has \(self.kind)"
            line.receiver?.receiveViolation(violation)
            return
        }
        guard subprotocol.isBatched else { return receive(bytes, subprotocol.serializer) }
        var batch = BatchReader(subprotocol.serializer)
        do throws(BatchError) {
            while let message = try batch.next(in: bytes) {
                receive(bytes.extracting(message.bounds), subprotocol.serializer)
            }
        } catch {
            line.receiver?.receiveViolation(error.description)
        }
    }

    /// RFC 6455 §7.1.1: the server closes the TCP connection first; the client waits for that, but not for ever.
    private func closeReceived(
        _ code: CloseCode?, _ reason: String, _ action: ClosingHandshake.ReceiveAction
    ) {
        switch action {
        case .answer: closeRequested(code)
        case .complete: break
        case .ignore: return
        }
        line.awaitEnd()
        let number = code.map { " with code \($0.rawValue)" } ?? ""
        let words = reason.isEmpty ? "" : ": \(reason)"
        line.finish(WAMPError(.connectionLost, "the router closed the WebSocket\(number)\(words)"))
    }
}

// MARK: Sending

extension WebSocketTransport {
    /// What the router takes is not known before it has closed the WebSocket over it, so nothing is ever refused here.
    func send(_ message: Message) {
        guard connection.closing.maySend else { return }
        if subprotocol.isBatched { return appendToBatch(message) }
        subprotocol.serializer.encode(message, to: &pending)
        sendPending()
    }

    /// Closes the WebSocket behind everything that was sent.
    func close() {
        guard connection.closing.maySend else { return }
        closeRequested(.normalClosure)
        line.awaitEnd()
    }

    private func appendToBatch(_ message: Message) {
        let end = pending.count
        let start = Batch.beginMessage(subprotocol.serializer, in: &pending)
        subprotocol.serializer.encode(message, to: &pending)
        Batch.endMessage(subprotocol.serializer, from: start, in: &pending)
        if end > 0, pending.count > Self.maximumBatchSize { splitBatch(at: end) }
        if isSendingScheduled { return }
        isSendingScheduled = true
        line.afterTick { self.sendPending() }
    }

    /// Sends the messages of the batch that come before `end`.
    private func splitBatch(at end: Int) {
        append(kind.opcode, UnsafeRawBufferPointer(rebasing: pending.bytes[..<end]))
        pending.removeFirst(end)
    }

    private func sendPending() {
        isSendingScheduled = false
        guard !pending.isEmpty else { return }
        append(kind.opcode, pending.bytes)
        pending.removeAll(keepingCapacityUpTo: 64 << 10)
    }

    private func closeRequested(_ code: CloseCode?) {
        sendPending()
        if connection.closeRequested() == .sendClose { appendClose(code, "") }
    }

    /// Appends a frame, masked with a fresh key (RFC 6455 §5.3).
    private func append(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer) {
        guard connection.closing.maySend else { return }
        let key = UInt32.random(in: 0 ... .max)
        line.write(atMost: FrameHeader.maximumSize + payload.count) { start in
            let size = FrameHeader.write(
                opcode: opcode, payloadCount: payload.count, maskKey: key, to: start)
            let target = UnsafeMutableRawBufferPointer(start: start + size, count: payload.count)
            target.copyMemory(from: payload)
            Masking.apply(key: key, to: target)
            return size + payload.count
        }
    }

    private func appendClose(_ code: CloseCode?, _ reason: String) {
        let key = UInt32.random(in: 0 ... .max)
        line.write(atMost: CloseFrame.maximumSize) { start in
            CloseFrame.write(code, reason: reason, maskKey: key, to: start)
        }
    }
}
