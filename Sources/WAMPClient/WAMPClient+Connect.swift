import Foundation
import NIOCore
import NIOPosix
import RawSocket
import Transport

extension WAMPClient {
    /// Connects to a router and joins a realm, anonymously where the options say nothing else (basic profile, "Session Establishment").
    ///
    /// - Parameters:
    ///   - url: the router's address: `ws://host:port/path` for WebSocket, `rs://host:port` for RawSocket, or over a Unix
    ///     socket `ws+unix:///path/to.sock:/path` and `rs+unix:///path/to.sock`. Autobahn's `ws://unix:/path/to.sock` and
    ///     `rs://unix:/path/to.sock` are understood, too. `wss` and `rss` are the same with TLS.
    ///   - realm: the URI of the realm.
    ///   - options: timeout, limits, serializers, authentication, and details of HELLO.
    /// - Throws: `WAMPError`: the reason of the router's ABORT, `connectionFailed` when it was not reached, or `canceled`
    ///   when the task was cancelled meanwhile.
    public static func connect(
        to url: String, realm: String, options: ConnectOptions = ConnectOptions()
    ) async throws -> WAMPClient {
        let address = try RouterAddress(url)
        guard let preferred = options.serializers.first else {
            throw WAMPError(.connectionFailed, "cannot connect to \(url): there is no serializer to offer")
        }
        let tls = try address.secureHost == nil ? nil : Self.makeTLS(options.tls, for: url)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let joined = eventLoop.makePromise(of: WAMPClient.self)
        let timeout = TimeAmount(options.timeout)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let joining = Joining(realm: realm, options: options, joined: joined)
                    if let tls, let host = address.secureHost {
                        guard let connection = tls.connection(to: host) else {
                            throw WAMPError(.connectionFailed, "\(host) cannot be the name of a certificate")
                        }
                        try channel.pipeline.syncOperations.addHandler(TLSHandler(connection))
                    }
                    switch address.carrier {
                    case .webSocket(let host, let target):
                        try OpeningHandshakeHandler(host: host, target: target, options, joining: joining)
                            .install(on: channel)
                    case .rawSocket:
                        let handshake = Handshake(
                            serializer: preferred.onTheWire,
                            maximumLength: MaximumLength(atMost: options.maximumMessageSize))
                        try channel.pipeline.syncOperations.addHandler(
                            RawSocketHandshakeHandler(handshake, joining: joining))
                    }
                }
            }
        let channel = address.socket.connect(bootstrap)
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

    /// Loads the authorities, and the certificate where there is one.
    private static func makeTLS(_ tls: ConnectOptions.TLS, for url: String) throws(WAMPError) -> TLSClient {
        let certificate = tls.certificate.map {
            TLSSettings.Certificate(chain: $0, key: tls.privateKey ?? $0)
        }
        do throws(TLSLoadError) {
            return try TLSClient(
                TLSClientSettings(authorities: tls.authorities, certificate: certificate))
        } catch {
            throw WAMPError(.connectionFailed, "cannot connect to \(url): \(error)", cause: error)
        }
    }

    /// What the system said, of several addresses of the first that was tried.
    private static func reason(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { reason(for: $0.error) }
                ?? "no address is known for \(error.host)"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case SocketAddressError.unixDomainSocketPathTooLong: "the path of its socket is too long"
        default: "\(error)"
        }
    }
}

extension RouterAddress.Socket {
    fileprivate func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
        switch self {
        case .tcp(let host, let port):
            bootstrap
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .connect(host: host, port: port)
        case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
        }
    }
}
