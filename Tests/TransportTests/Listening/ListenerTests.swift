import Foundation
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing
import WebSocket

@testable import Transport

@Suite("A listener")
struct ListenerTests {
    private let endpoint = ListenerEndpoint(
        webSocketPath: "/ws", serializers: [.json], handshake: ServerHandshake(),
        site: HTTPSite(files: StaticFiles(), webSocketPath: "/ws") { "{}" },
        limits: .test(connections: 10), sendsDirectly: true
    ) { _, _ in RecordingReceiver() }

    /// Binds, lets `body` do something, and closes.
    private func withListener<Answer>(
        _ address: ListenerAddress, _ body: (Listener) async throws -> Answer
    ) async throws -> Answer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let services = LoopServices(eventLoop: loop, interval: .seconds(1))
        let listener = try await Listener.bind(
            address, endpoint: endpoint, eventLoop: loop, services: services)
        let result: Result<Answer, any Error>
        do { result = .success(try await body(listener)) } catch { result = .failure(error) }
        try await listener.close()
        await services.clock.connectionsClosed(within: .seconds(30))
        return try result.get()
    }

    private func connect(to address: SocketAddress) async throws {
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
            to: address
        ).get()
        // The listener may have closed it meanwhile.
        try? await client.close()
    }

    @Test("Port 0 binds a free port; after close nobody listens there")
    func anyPort() async throws {
        let address = try await withListener(.tcp(host: "127.0.0.1", port: 0, isIPv6Only: false)) {
            listener in
            let address = try #require(listener.localAddresses.first)
            #expect(listener.localAddresses.count == 1)
            #expect(address.port ?? 0 > 0)
            try await connect(to: address)
            return address
        }
        await #expect(throws: (any Error).self) { try await connect(to: address) }
    }

    @Test(
        "All interfaces of IPv6 are those of IPv4, too, unless only IPv6 is wanted", arguments: [true, false])
    func dualStack(isIPv6Only: Bool) async throws {
        try await withListener(.tcp(host: "::", port: 0, isIPv6Only: isIPv6Only)) { listener in
            let port = try #require(listener.localAddresses.first?.port)
            try await connect(to: SocketAddress(ipAddress: "::1", port: port))
            let v4 = try SocketAddress(ipAddress: "127.0.0.1", port: port)
            if isIPv6Only {
                await #expect(throws: (any Error).self) { try await connect(to: v4) }
            } else {
                try await connect(to: v4)
            }
        }
    }

    @Test("A Unix socket has its mode, can be connected to, and is gone after close")
    func unix() async throws {
        let path = try TemporaryFolder.short()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for _ in 0..<2 {
            try await withListener(.unix(path: path, mode: 0o600)) { listener in
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(listener.localAddresses.first?.pathname == path)
                try await connect(to: SocketAddress(unixDomainSocketPath: path))
                await #expect(throws: UnixSocketError.inUse(path)) {
                    try await withListener(.unix(path: path, mode: 0o600)) { _ in }
                }
                // The one that failed has not removed it.
                try await connect(to: SocketAddress(unixDomainSocketPath: path))
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("Passed sockets are served together; their files stay")
    func passed() async throws {
        let path = try TemporaryFolder.short()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (_, unix) = try UnixSocketFile.bind(path: path, mode: 0o600)
        let tcp = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #expect(listen(unix, 4) == 0)
        #expect(listen(tcp, 4) == 0)
        let sockets = [unix, tcp].map { PassedSocket(descriptor: $0, name: "a") }
        try await withListener(.passed(sockets)) { listener in
            #expect(listener.localAddresses.count == 2)
            try await connect(to: SocketAddress(unixDomainSocketPath: path))
            let port = try #require(listener.localAddresses.last?.port)
            try await connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port))
        }
        #expect(FileManager.default.fileExists(atPath: path))
        let closed = PassedSocket(descriptor: unix, name: "a")
        await #expect(throws: PassedSocketError.self) {
            try await withListener(.passed([closed])) { _ in }
        }
    }
}

extension TemporaryFolder {
    /// A path for a Unix socket, where nothing is.
    static func short() throws -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sock").path
    }
}
