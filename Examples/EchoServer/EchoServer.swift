import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import WebSocket

/// A WebSocket echo server on the loopback address: what the conformance suite runs against, and the shortest
/// example of how the WebSocket layer is put on sockets.
///
///     websocket-echo [--port N] [--max-frame BYTES] [--max-message BYTES] [--no-compression]
///
/// It prints the port that it listens on, and serves until it is ended by a signal.
@main
enum EchoServer {
    static func main() async throws {
        let options: Options
        do {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            print(error.reason)
            return
        }
        let handshake = ServerHandshake(compression: options.compression)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try HandshakeHandler.install(on: channel, handshake, options.limits)
                }
            }
            .bind(host: "127.0.0.1", port: options.port).get()
        print("listening on 127.0.0.1:\(server.localAddress?.port ?? 0)")
        // Whoever started this with a pipe waits for the line.
        fflush(nil)
        try await server.closeFuture.get()
    }
}
