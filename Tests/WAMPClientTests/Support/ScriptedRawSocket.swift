import NIOCore
import RawSocket
import Testing
import WAMPClient

/// The router's end of a RawSocket connection whose part a test speaks: it replies to the handshake and reports what arrives.
final class ScriptedRawSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let report: AsyncStream<String>.Continuation
    private let reply: @Sendable (_ request: [UInt8]) -> [UInt8]
    private var handshake = PartialWord()
    private var isOpen = false
    private var connection = RawSocketConnection(maximumLength: .greatest)

    init(
        report: AsyncStream<String>.Continuation, reply: @escaping @Sendable (_ request: [UInt8]) -> [UInt8]
    ) {
        self.report = report
        self.reply = reply
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { input in
            var offset = 0
            if !isOpen {
                guard let word = handshake.read(input, at: &offset) else { return }
                isOpen = true
                answer(withUnsafeBytes(of: word.bigEndian) { Array($0) }, context)
            }
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

    private func answer(_ request: [UInt8], _ context: ChannelHandlerContext) {
        report.yield("handshake \(request)")
        let reply = reply(request)
        if reply.isEmpty { return context.close(promise: nil) }
        context.channel.writeAndFlush(ByteBuffer(bytes: reply), promise: nil)
    }

    private func handle(_ event: RawSocketEvent, _ input: UnsafeRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes: return false
        case .message(let location): report.yield(text(location, input))
        case .ping(let location): report.yield("ping \(text(location, input))")
        case .pong(let location): report.yield("pong \(text(location, input))")
        case .failed(let violation): report.yield("violation: \(violation)")
        }
        return true
    }

    private func text(_ location: RawSocketEvent.Location, _ input: UnsafeRawBufferPointer) -> String {
        String(decoding: connection.bytes(at: location, in: input), as: UTF8.self)
    }
}

extension ScriptedRouter {
    /// A transport message.
    static func frame(_ text: String, _ kind: MessagePrefix.Kind = .message) -> [UInt8] {
        let prefix = MessagePrefix(kind, payloadCount: text.utf8.count)?.word ?? 0
        return withUnsafeBytes(of: prefix.bigEndian) { Array($0) } + text.utf8
    }

    /// Takes the handshake and the HELLO of a client that connects, and answers WELCOME for session 7.
    func joinRawSocket(
        _ options: ConnectOptions = .patient
    ) async throws -> WAMPClient {
        async let client = WAMPClient.connect(to: url, realm: "realm1", options: options)
        #expect(await next().hasPrefix("handshake"))
        #expect(await next().hasPrefix("[1,"))
        try await send(bytes: Self.frame("[2,7,{}]"))
        return try await client
    }
}

/// Runs a test against a RawSocket router that it speaks for.
///
/// - Parameter reply: to the client's handshake; the accepting one by default, empty to close the connection.
func withRawSocketScript(
    reply: @escaping @Sendable (_ request: [UInt8]) -> [UInt8] = { [0x7F, 0xF0 | $0[1] & 0x0F, 0, 0] },
    _ body: (ScriptedRouter) async throws -> Void
) async throws {
    try await ScriptedRouter.run(scheme: "rs", path: "", body) { ScriptedRawSocket(report: $0, reply: reply) }
}
