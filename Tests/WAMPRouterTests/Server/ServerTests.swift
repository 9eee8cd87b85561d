import Foundation
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import WAMPRouter

@Suite("A server on real sockets", .timeLimit(.minutes(10)))
struct ServerTests {
    private static let hello: [UInt8] = SentFrame.text("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]").bytes
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func configuration(
        _ adjust: (inout RouterConfiguration) -> Void = { _ in }
    ) -> RouterConfiguration {
        var configuration = RouterConfiguration.builtIn
        configuration.listeners = [.init(port: 0)]
        // The other tests may keep every thread busy for long; no deadline but the one under test may pass meanwhile.
        configuration.limits.pingInterval = .zero
        configuration.limits.handshakeTimeout = .seconds(600)
        configuration.limits.helloTimeout = .seconds(600)
        configuration.limits.drainTimeout = .seconds(300)
        adjust(&configuration)
        return configuration
    }

    @Test("Port 0 takes a free port, which the endpoint names", arguments: [true, false])
    func freePort(direct: Bool) async throws {
        let server = try await Server.start(
            Self.configuration { $0.transport.sendsDirectly = direct }, logger: Self.logger)
        let endpoint = server.endpoints[0]
        #expect(endpoint.port > 0)
        #expect(endpoint.description == "ws://127.0.0.1:\(endpoint.port)/ws")
        #expect(endpoint.address == .tcp(host: "127.0.0.1", port: endpoint.port))
        try await PlainClient.talk(to: endpoint.port) { client in
            try await client.upgrade()
            try await client.send(Self.hello + SentFrame.text("[64,1,{},\"com.p\"]").bytes)
            #expect(try await client.receive()?.text.hasPrefix("[2,") == true)
            #expect(try await client.receive()?.text == "[65,1,1]")
            let large = String(repeating: "x", count: 3_000_000)
            try await client.send(SentFrame.text("[48,2,{},\"com.p\",[\"\(large)\"]]").bytes)
            #expect(try await client.receive()?.text == "[68,1,1,{},[\"\(large)\"]]")
        }
        await server.shutDown()
    }

    @Test("Two servers cannot have the same port: the second says so in one sentence")
    func portInUse() async throws {
        let server = try await Server.start(Self.configuration(), logger: Self.logger)
        let port = server.endpoints[0].port
        let error = await #expect(throws: StartError.self) {
            try await Server.start(
                Self.configuration { $0.listeners = [.init(port: 0), .init(port: port)] }, logger: Self.logger
            )
        }
        #expect(error?.description == "cannot listen on 127.0.0.1:\(port): Address already in use")
        await server.shutDown()
    }

    @Test("An address that is not of this machine is named in the error")
    func foreignAddress() async throws {
        let error = await #expect(throws: StartError.self) {
            try await Server.start(
                Self.configuration { $0.listeners = [.init(host: "192.0.2.1", port: 0)] }, logger: Self.logger
            )
        }
        #expect(error?.description == "cannot listen on 192.0.2.1:0: Cannot assign requested address")
    }

    @Test("A host that is no address is named in the error")
    func unknownHost() async throws {
        let error = await #expect(throws: StartError.self) {
            try await Server.start(
                Self.configuration { $0.listeners = [.init(host: "no-such-host.invalid", port: 0)] },
                logger: Self.logger)
        }
        let description = try #require(error?.description)
        #expect(description.hasPrefix("cannot listen on no-such-host.invalid:0: "))
        #expect(!description.contains("NIO"), "\(description)")
    }

    @Test("A configuration that was made in code is checked before it is used")
    func invalidConfiguration() async throws {
        let error = await #expect(throws: ConfigurationErrors.self) {
            try await Server.start(
                Self.configuration {
                    $0.compression.isEnabled = true
                    $0.compression.level = 1000
                }, logger: Self.logger)
        }
        #expect(error?.errors.map(\.path) == ["$.compression.level"])
    }

    @Test("A folder that is not there is named in the error")
    func noFolder() async throws {
        let error = await #expect(throws: StartError.self) {
            try await Server.start(
                Self.configuration { $0.listeners[0].staticFiles = "/nonexistent/folder" },
                logger: Self.logger)
        }
        #expect(
            error?.description
                == "cannot serve static files: /nonexistent/folder is not a folder that can be read")
    }

    @Test("A shutdown says goodbye, hears the answer and closes; afterwards nobody listens")
    func shutDown() async throws {
        let server = try await Server.start(Self.configuration(), logger: Self.logger)
        let port = server.endpoints[0].port
        try await PlainClient.talk(to: port) { client in
            try await client.upgrade()
            try await client.send(Self.hello)
            _ = try await client.receive()
            async let ended: Void = server.shutDown()
            #expect(
                try await client.receive()?.text
                    == "[6,{\"message\":\"the router is shutting down\"},\"wamp.close.system_shutdown\"]")
            try await client.send(SentFrame.text("[6,{},\"wamp.close.goodbye_and_out\"]").bytes)
            let frame = try await client.receive()
            #expect(frame?.opcode == 8)
            #expect(frame?.closeCode == 1000)
            // The server waits for it half a second, which on a busy machine may be over.
            try? await client.send(SentFrame(opcode: 8, payload: [0x03, 0xE8]).bytes)
            #expect(try await client.receive() == nil)
            await ended
        }
        await #expect(throws: (any Error).self) { try await PlainClient.talk(to: port) { _ in } }
    }

    @Test("Shutting down twice, also at the same time, is shutting down once")
    func shutDownTwice() async throws {
        let server = try await Server.start(Self.configuration(), logger: Self.logger)
        async let first: Void = server.shutDown()
        async let second: Void = server.shutDown()
        _ = await (first, second)
        await server.shutDown()
    }

    @Test("A client that never answers GOODBYE holds a shutdown for the drain timeout only")
    func mute() async throws {
        let server = try await Server.start(
            Self.configuration { $0.limits.drainTimeout = .milliseconds(100) }, logger: Self.logger)
        try await PlainClient.talk(to: server.endpoints[0].port) { client in
            try await client.upgrade()
            try await client.send(Self.hello)
            _ = try await client.receive()
            await server.shutDown()
            #expect(try await client.receive()?.text.hasPrefix("[6,") == true)
            #expect(try await client.receive() == nil)
        }
    }

    @Test("All realms say goodbye at once, not one after the other")
    func allRealms() async throws {
        let names = (1...8).map { "realm\($0)" }
        // One realm after the other would exceed the suite's time limit.
        let server = try await Server.start(
            Self.configuration { configuration in
                configuration.realms = names.map { name in
                    var realm = configuration.realms[0]
                    realm.name = name
                    return realm
                }
            }, logger: Self.logger)
        let joined = Meeting(of: names.count)
        let dismissed = Meeting(of: names.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask {
                    try await PlainClient.talk(to: server.endpoints[0].port) { client in
                        try await client.upgrade()
                        try await client.send(
                            SentFrame.text("[1,\"\(name)\",{\"roles\":{\"caller\":{}}}]").bytes)
                        _ = try await client.receive()
                        await joined.arrive()
                        #expect(try await client.receive()?.text.hasPrefix("[6,") == true)
                        await dismissed.arrive()
                        try await client.send(SentFrame.text("[6,{},\"wamp.close.goodbye_and_out\"]").bytes)
                        #expect(try await client.receive()?.opcode == 8)
                    }
                }
            }
            await joined.wait()
            await server.shutDown()
            try await group.waitForAll()
        }
    }

    /// Lets everybody go on when the last one has arrived.
    private actor Meeting {
        private var missing: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(of count: Int) { missing = count }

        func arrive() async {
            missing -= 1
            await wait()
        }

        func wait() async {
            if missing > 0 {
                await withCheckedContinuation { waiting.append($0) }
            } else {
                for continuation in waiting { continuation.resume() }
                waiting = []
            }
        }
    }

    @Test("A client without a session does not hold a shutdown")
    func idle() async throws {
        let server = try await Server.start(Self.configuration(), logger: Self.logger)
        try await PlainClient.talk(to: server.endpoints[0].port) { client in
            try await client.upgrade()
            await server.shutDown()
            #expect(try await client.receiveAll().count < 200)
        }
    }
}
