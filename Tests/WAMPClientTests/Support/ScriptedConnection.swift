import NIOCore
import WebSocket

/// The server's end of a connection whose part a test speaks: it opens the WebSocket and reports what arrives.
final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let report: AsyncStream<String>.Continuation
    private let response: @Sendable (ScriptedRequest) -> [UInt8]
    private var head = ""
    private var isOpen = false
    private var connection = WebSocketConnection(role: .server, limits: WebSocketLimits(), compression: nil)

    init(
        report: AsyncStream<String>.Continuation, response: @escaping @Sendable (ScriptedRequest) -> [UInt8]
    ) {
        self.report = report
        self.response = response
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard isOpen else { return open(buffer, context) }
        buffer.withUnsafeReadableBytes { bytes in
            let input = UnsafeMutableRawBufferPointer(mutating: bytes)
            var offset = 0
            while handle(connection.next(in: input, at: &offset), input) {}
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        report.yield("end")
        report.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// The client sends nothing behind its request until it is answered.
    private func open(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        head += String(buffer: buffer)
        guard head.hasSuffix("\r\n\r\n") else { return }
        isOpen = true
        let answer = response(ScriptedRequest(head: head))
        if answer.isEmpty { return context.close(promise: nil) }
        context.channel.writeAndFlush(ByteBuffer(bytes: answer), promise: nil)
    }

    private func handle(_ event: WebSocketEvent, _ input: UnsafeMutableRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes: return false
        case .message(_, let location): report.yield(text(location, input))
        case .ping(let location): report.yield("ping \(text(location, input))")
        case .pong(let location): report.yield("pong \(text(location, input))")
        case .close(let code, _, _): report.yield("close \(code?.rawValue ?? 0)")
        case .failed(let violation, _): report.yield("violation: \(violation)")
        }
        return true
    }

    private func text(_ location: PayloadLocation, _ input: UnsafeMutableRawBufferPointer) -> String {
        String(decoding: connection.bytes(at: location, in: input), as: UTF8.self)
    }
}
