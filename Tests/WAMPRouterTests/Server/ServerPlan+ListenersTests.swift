import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import Transport
@testable import WAMPRouter

@Suite("A server on listeners of all kinds", .timeLimit(.minutes(10)))
struct ServerPlanListenersTests {
    private static let hello = "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]"
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sock").path

    private func start(
        _ listeners: [RouterConfiguration.Listener], passed: [PassedSocket] = []
    ) async throws -> Server {
        var configuration = RouterConfiguration.builtIn
        configuration.listeners = listeners
        // The other tests may keep every thread busy for long; no deadline may pass meanwhile.
        configuration.limits.pingInterval = .zero
        configuration.limits.handshakeTimeout = .seconds(600)
        configuration.limits.helloTimeout = .seconds(600)
        return try await Server.start(configuration, logger: Self.logger, passed: passed)
    }

    /// A session over RawSocket and one over WebSocket.
    private func joinBothWays(_ address: SocketAddress) async throws {
        try await PlainClient.talk(to: address) { client in
            try await client.open()
            try await client.sendMessage(Self.hello)
            #expect(try await client.receiveMessage().hasPrefix("[2,"))
        }
        try await PlainClient.talk(to: address) { client in
            try await client.upgrade()
            try await client.send(SentFrame.text(Self.hello).bytes)
            #expect(try await client.receive()?.text.hasPrefix("[2,") == true)
        }
    }

    @Test("RawSocket and WebSocket clients meet on a TCP port and on a Unix socket")
    func bothWays() async throws {
        let server = try await start([.init(port: 0), .unix(path)])
        #expect(server.endpoints.map(\.address).last == .unix(path: path))
        try await joinBothWays(SocketAddress(ipAddress: "127.0.0.1", port: server.endpoints[0].port))
        try await joinBothWays(SocketAddress(unixDomainSocketPath: path))
        await server.shutDown()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("Sockets that were passed are served, those of one name by their listener")
    func passed() async throws {
        let (_, unix) = try UnixSocketFile.bind(path: path, mode: 0o600)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let tcp = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #expect(listen(unix, 4) == 0)
        #expect(listen(tcp, 4) == 0)
        let sockets = [
            PassedSocket(descriptor: unix, name: "local"), PassedSocket(descriptor: tcp, name: "wamp"),
        ]
        let server = try await start([.systemd(name: "wamp"), .systemd(name: "local")], passed: sockets)
        #expect(server.endpoints.count == 2)
        #expect(server.endpoints.map(\.address).last == .unix(path: path))
        try await joinBothWays(SocketAddress(ipAddress: "127.0.0.1", port: server.endpoints[0].port))
        try await joinBothWays(SocketAddress(unixDomainSocketPath: path))
        await server.shutDown()
        // It belongs to whoever bound it.
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("Passed sockets that no listener takes are found")
    func unclaimed() async throws {
        let passed = ["a", "b", "a"].map { PassedSocket(descriptor: -1, name: $0) }
        func unclaimed(_ listeners: [RouterConfiguration.Listener]) async throws -> [String] {
            var configuration = RouterConfiguration.builtIn
            configuration.listeners = listeners
            let plan = try ServerPlan(
                configuration, logger: Self.logger, eventLoop: EmbeddedEventLoop())
            return plan.unclaimed(passed).map(\.name)
        }
        #expect(try await unclaimed([.systemd(name: "a")]) == ["b"])
        #expect(try await unclaimed([.systemd(name: "b"), .systemd(name: "a")]) == [])
        #expect(try await unclaimed([.systemd()]) == [])
        #expect(try await unclaimed([.init(port: 0)]) == ["a", "b", "a"])
    }

    @Test("Without passed sockets, or without those of the name, the server does not start")
    func nothingPassed() async throws {
        let none = await #expect(throws: StartError.self) { try await start([.systemd()]) }
        #expect(none?.description.hasPrefix("no sockets were passed to this process") == true)
        let passed = [PassedSocket(descriptor: -1, name: "a"), PassedSocket(descriptor: -1, name: "b")]
        let other = await #expect(throws: StartError.self) {
            try await start([.systemd(name: "wamp")], passed: passed)
        }
        #expect(
            other?.description
                == #"no socket named "wamp" was passed to this process, only "a", "b""#)
        let bad = await #expect(throws: StartError.self) { try await start([.systemd()], passed: passed) }
        #expect(
            bad?.description
                == "cannot listen on the sockets that were passed: "
                + "the passed descriptor -1 (a) is no listening stream socket")
    }

    @Test("An environment that contradicts itself keeps the server from starting")
    func malformedEnvironment() async throws {
        let environment = ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "many"]
        let error = await #expect(throws: StartError.self) {
            try await Server.start(.builtIn, logger: Self.logger, environment: environment)
        }
        #expect(error?.description == "the environment variable LISTEN_FDS is malformed: many")
    }

    @Test("A Unix socket that is in use, and a file that is none, are named in the error")
    func occupied() async throws {
        let server = try await start([.unix(path)])
        let live = await #expect(throws: StartError.self) { try await start([.init(port: 0), .unix(path)]) }
        #expect(live?.description == "cannot listen on \(path): another process listens there")
        try await joinBothWays(SocketAddress(unixDomainSocketPath: path))
        await server.shutDown()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = await #expect(throws: StartError.self) { try await start([.unix(path)]) }
        #expect(file?.description == "cannot listen on \(path): there is a file that is no socket")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
    }

    @Test("A listener that fails takes the Unix socket of the one before with it")
    func failure() async throws {
        await #expect(throws: StartError.self) {
            try await start([.unix(path), .init(host: "192.0.2.1", port: 0)])
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A listener speaks the serializers and transports that it has been given")
    func limitedListener() async throws {
        var listener = RouterConfiguration.Listener(port: 0)
        listener.serializers = [.cbor]
        listener.transports = [.rawsocket, .http]
        let server = try await start([listener])
        let port = server.endpoints[0].port
        try await PlainClient.talk(to: port) { client in
            try await client.send([0x7F, 0xF1, 0, 0])
            // Serializer unsupported.
            #expect(try await client.receiveAll() == [0x7F, 0x10, 0, 0])
        }
        try await PlainClient.talk(to: port) { client in
            try await client.open(serializer: 3)
        }
        try await PlainClient.talk(to: port) { client in
            try await client.send(Array("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
            #expect(try await String(decoding: client.receiveAll(), as: UTF8.self).hasPrefix("HTTP/1.1 404 "))
        }
        await server.shutDown()
    }
}
