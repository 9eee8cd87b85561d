import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

@Suite("What a channel says of its client")
struct ChannelClientTests {
    @Test(
        "An IP address is written with its port; one of IPv4 that came as IPv6 as what it is",
        arguments: [
            ("192.0.2.7", "192.0.2.7:80"), ("2001:db8::7", "[2001:db8::7]:80"),
            ("::ffff:192.0.2.7", "192.0.2.7:80"),
        ])
    func address(address: String, expected: String) throws {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 80)).wait()
        #expect(channel.peerDescription == expected)
    }

    @Test("The client of a Unix socket is described by that socket")
    func unix() throws {
        let channel = EmbeddedChannel()
        #expect(channel.peerDescription == "unknown")
        channel.localAddress = try SocketAddress(unixDomainSocketPath: "/run/a.sock")
        channel.remoteAddress = try SocketAddress(unixDomainSocketPath: "")
        #expect(channel.peerDescription == "unix:/run/a.sock")
    }

    @Test("Only an IP socket has a keep-alive")
    func keepAlive() throws {
        let limits = KeepAliveLimits(interval: .seconds(1), timeout: .seconds(1))
        let channel = EmbeddedChannel()
        channel.enableKeepAlive(limits)
        #expect(channel.options.isEmpty)
        try channel.connect(to: SocketAddress(ipAddress: "::1", port: 80)).wait()
        channel.enableKeepAlive(KeepAliveLimits(interval: .zero, timeout: .seconds(1)))
        #expect(channel.options.isEmpty)
        channel.enableKeepAlive(limits)
        #expect(!channel.options.isEmpty)
    }

    @Test(
        "The kernel takes whole seconds, at least one",
        arguments: [(1500, 10_000, 2, 4), (30_000, 100, 30, 1), (1, 3000, 1, 1), (60_000, 9001, 60, 4)]
            as [(Int64, Int64, Int, Int)])
    func probes(interval: Int64, timeout: Int64, idle: Int, pause: Int) throws {
        let limits = KeepAliveLimits(interval: .milliseconds(interval), timeout: .milliseconds(timeout))
        let probes = try #require(KeepAliveProbes(limits))
        #expect(probes.idle == idle)
        #expect(probes.pause == pause)
    }
}
