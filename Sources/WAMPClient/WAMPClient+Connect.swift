import NIOCore
import NIOPosix

extension WAMPClient {
    /// Connects to a router and joins a realm anonymously (basic profile, "Session Establishment").
    ///
    /// - Parameters:
    ///   - url: the router's address, `ws://host:port/path`. TLS (`wss`) is not supported.
    ///   - realm: the URI of the realm.
    ///   - options: timeout, limits, and details of HELLO.
    /// - Throws: `WAMPError`: the reason of the router's ABORT, `connectionFailed` when it was not reached, or `canceled`
    ///   when the task was cancelled meanwhile.
    public static func connect(
        to url: String, realm: String, options: ConnectOptions = ConnectOptions()
    ) async throws -> WAMPClient {
        let address = try WebSocketAddress(url)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let joined = eventLoop.makePromise(of: WAMPClient.self)
        let timeout = TimeAmount(options.timeout)
        let channel = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let joining = Joining(realm: realm, options: options, joined: joined)
                    try OpeningHandshakeHandler(
                        address, joining: joining, maximumMessageSize: options.maximumMessageSize
                    ).install(on: channel)
                }
            }
            .connect(host: address.host, port: address.port)
        channel.whenFailure {
            joined.fail(
                WAMPError(.connectionFailed, "cannot connect to \(url): \(Self.reason(for: $0))", cause: $0))
        }
        let deadline = eventLoop.scheduleTask(in: timeout) {
            joined.fail(WAMPError(.connectionFailed, "cannot connect to \(url): no WELCOME in time"))
        }
        joined.futureResult.whenComplete { result in
            deadline.cancel()
            guard case .failure = result else { return }
            // In the next tick, behind what is to be flushed in this one, such as ABORT.
            channel.whenSuccess { channel in eventLoop.execute { channel.close(promise: nil) } }
        }
        return try await withTaskCancellationHandler {
            try await joined.futureResult.get()
        } onCancel: {
            joined.fail(
                WAMPError(
                    .canceled, "the task that connected to \(url) was cancelled", cause: CancellationError()))
        }
    }

    /// What the system said of the first address that was tried.
    private static func reason(for error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        return error.connectionErrors.first.map { "\($0.error)" } ?? "no address is known for \(error.host)"
    }
}
