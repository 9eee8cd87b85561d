import NIOCore
import WebSocket

/// Sends every message back: the whole life of a connection after its handshake.
///
/// Each read is given to the `WebSocketConnection`, which reports what is in it; answers are collected and leave with
/// one write when the batch of reads is over.
final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long a peer may take to close its side after ours is closed.
    private static let lingering = TimeAmount.seconds(1)

    private var connection: WebSocketConnection
    private var output = ByteBuffer()
    private var isEnding = false
    /// The output half is closed, or will be when what is under way is written.
    private var isShut = false

    init(_ limits: WebSocketLimits, _ compression: NegotiatedDeflate?) {
        connection = WebSocketConnection(role: .server, limits: limits, compression: compression)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nobody else holds this buffer, so its memory may be unmasked in place.
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            let input = UnsafeMutableRawBufferPointer(mutating: bytes)
            var offset = 0
            while handle(connection.next(in: input, at: &offset), input) {}
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if output.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(output), promise: nil)
            output = ByteBuffer()
        }
        if isEnding { shut(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The peer has closed its half: there is no one to talk to.
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Answers one event; false when there is no more in the input.
    private func handle(_ event: WebSocketEvent, _ input: UnsafeMutableRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes:
            return false
        case .message(let kind, let location):
            echo(kind, connection.bytes(at: location, in: input))
        case .ping(let location):
            append(.pong, connection.bytes(at: location, in: input))
        case .pong:
            break
        case .close(let code, _, let action):
            isEnding = true
            if action == .answer, connection.closeRequested() == .sendClose { appendClose(code, "") }
        case .failed(let violation, let action):
            isEnding = true
            if action == .sendClose { appendClose(violation.closeCode, violation.description) }
        }
        return true
    }

    private func echo(_ kind: MessageKind, _ message: UnsafeRawBufferPointer) {
        if let compressed = connection.compress(message) {
            append(kind.opcode, compressed, rsv1: true)
        } else {
            append(kind.opcode, message)
        }
    }

    private func append(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, rsv1: Bool = false) {
        let room = FrameHeader.maximumSize + payload.count
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            guard let start = memory.baseAddress else { return 0 }
            let size = FrameHeader.write(opcode: opcode, payloadCount: payload.count, rsv1: rsv1, to: start)
            if let source = payload.baseAddress {
                (start + size).copyMemory(from: source, byteCount: payload.count)
            }
            return size + payload.count
        }
    }

    private func appendClose(_ code: CloseCode?, _ reason: String) {
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: CloseFrame.maximumSize) { memory in
            memory.baseAddress.map { CloseFrame.write(code, reason: reason, to: $0) } ?? 0
        }
    }

    /// Closes the output half behind the close frame and waits for the peer's end, reading on: closing a socket
    /// with unread input would reset the connection and could destroy the close frame on its way.
    private func shut(_ context: ChannelHandlerContext) {
        guard !isShut else { return }
        isShut = true
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
    }
}
