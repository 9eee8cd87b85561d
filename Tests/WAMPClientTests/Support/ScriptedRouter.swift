import NIOCore
import NIOPosix
import WAMPClient
import WebSocket

/// A server on a loopback port or a Unix socket that takes one connection and says what the test tells it to.
struct ScriptedRouter {
    let url: String
    private let listener: any Channel
    private let reports: AsyncStream<String>
    private let accepted: EventLoopPromise<any Channel>

    /// The response that opens the WebSocket.
    static func opening(
        _ request: ScriptedRequest, key: String? = nil,
        fields: String = "Sec-WebSocket-Protocol: wamp.2.json\r\n"
    ) -> [UInt8] {
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(HandshakeKey.accept(for: key ?? request.key))\r\n\(fields)\r\n"
        return Array(head.utf8)
    }

    /// - Parameters:
    ///   - scheme: of the URL.
    ///   - path: what follows in the URL behind the port or the path of the socket.
    ///   - socket: the path of a Unix socket; nil for a port.
    ///   - handler: makes what takes the connection, which reports what arrives.
    private static func start(
        scheme: String, path: String, socket: String? = nil,
        handler: @escaping @Sendable (AsyncStream<String>.Continuation) -> any ChannelHandler
    ) async throws -> ScriptedRouter {
        let (reports, report) = AsyncStream.makeStream(of: String.self)
        let group = MultiThreadedEventLoopGroup.singleton
        let accepted = group.any().makePromise(of: (any Channel).self)
        let bootstrap = ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                accepted.succeed(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler(report))
                }
            }
        let listener: any Channel
        let url: String
        if let socket {
            listener = try await bootstrap.bind(unixDomainSocketPath: socket).get()
            url = "\(scheme)+unix://\(socket)\(path)"
        } else {
            listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            url = "\(scheme)://127.0.0.1:\(listener.localAddress?.port ?? 0)\(path)"
        }
        return ScriptedRouter(url: url, listener: listener, reports: reports, accepted: accepted)
    }

    /// Runs a test against a server with a handler.
    static func run(
        scheme: String, path: String, socket: String? = nil, _ body: (ScriptedRouter) async throws -> Void,
        handler: @escaping @Sendable (AsyncStream<String>.Continuation) -> any ChannelHandler
    ) async throws {
        let router = try await start(scheme: scheme, path: path, socket: socket, handler: handler)
        do {
            try await body(router)
        } catch {
            await router.stop()
            throw error
        }
        await router.stop()
    }

    /// What arrives next: the text of a message, `ping …`, `pong …`, `close …`, or `end`.
    func next() async -> String {
        var iterator = reports.makeAsyncIterator()
        return await iterator.next() ?? "nothing"
    }

    func send(_ text: String, as opcode: Opcode = .text) async throws {
        var bytes = [UInt8](repeating: 0, count: FrameHeader.maximumSize)
        let size = bytes.withUnsafeMutableBytes { memory in
            memory.baseAddress.map {
                FrameHeader.write(opcode: opcode, payloadCount: text.utf8.count, to: $0)
            } ?? 0
        }
        try await send(bytes: bytes.prefix(size) + text.utf8)
    }

    func send(bytes: some Sequence<UInt8>) async throws {
        try await accepted.futureResult.get().writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Whether what arrives is taken from the socket.
    func read(_ isReading: Bool) async throws {
        try await accepted.futureResult.get().setOption(.autoRead, value: isReading).get()
    }

    /// Ends the connection without a word, if the client has not done so.
    func drop() async throws {
        let connection = try await accepted.futureResult.get()
        try? await connection.close().get()
    }

    func stop() async {
        try? await listener.close()
        accepted.fail(ChannelError.eof)
        try? await accepted.futureResult.get().close().get()
    }

    /// Takes the HELLO of a client that connects, and answers WELCOME for session 7.
    func join(_ options: ConnectOptions = .patient) async throws -> WAMPClient {
        async let client = WAMPClient.connect(to: url, realm: "realm1", options: options)
        _ = await next()
        try await send(#"[2,7,{"roles":{"broker":{},"dealer":{"features":{"call_canceling":true}}}}]"#)
        return try await client
    }
}

/// Runs a test against a WebSocket server that it speaks for.
///
/// - Parameter response: to the client's request; empty to close the connection.
func withScript(
    response: @escaping @Sendable (ScriptedRequest) -> [UInt8] = { ScriptedRouter.opening($0) },
    _ body: (ScriptedRouter) async throws -> Void
) async throws {
    try await ScriptedRouter.run(scheme: "ws", path: "/ws", body) {
        ScriptedConnection(report: $0, response: response)
    }
}
