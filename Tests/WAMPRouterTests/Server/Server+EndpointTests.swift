import NIOCore
import Testing

@testable import WAMPRouter

@Suite("What an endpoint of a server says about itself")
struct ServerEndpointTests {
    private let tcp = RouterConfiguration.Listener(host: "::1", port: 0, path: "/a")

    private func endpoint(
        _ listener: RouterConfiguration.Listener, _ address: SocketAddress
    ) throws -> Server.Endpoint {
        try #require(Server.Endpoint.all(of: listener, bound: [address]).first)
    }

    @Test("A TCP port has an address for each transport, and one for browsers")
    func port() throws {
        let endpoint = try endpoint(tcp, SocketAddress(ipAddress: "::1", port: 80))
        #expect(endpoint.address == .tcp(host: "::1", port: 80))
        #expect(endpoint.port == 80)
        #expect(endpoint.urls == ["ws://[::1]:80/a", "rs://[::1]:80", "http://[::1]:80/longpoll"])
        #expect(endpoint.page == "http://[::1]:80/")
        #expect(endpoint.description == "ws://[::1]:80/a")
        #expect(
            endpoint.summary
                == "WAMP at ws://[::1]:80/a, rs://[::1]:80, http://[::1]:80/longpoll (json, msgpack, cbor); "
                + "pages at http://[::1]:80/")
    }

    @Test("Only what is spoken is named")
    func spoken() throws {
        var listener = tcp
        listener.transports = [.rawsocket]
        listener.serializers = [.cbor]
        let address = try SocketAddress(ipAddress: "::1", port: 80)
        let raw = try endpoint(listener, address)
        #expect(raw.urls == ["rs://[::1]:80"])
        #expect(raw.page == nil)
        #expect(raw.summary == "WAMP at rs://[::1]:80 (cbor)")
        listener.transports = [.http]
        let pages = try endpoint(listener, address)
        #expect(pages.urls.isEmpty)
        #expect(pages.description == "http://[::1]:80/")
        #expect(pages.summary == "pages at http://[::1]:80/")
    }

    @Test("With TLS all schemes say so")
    func secure() throws {
        var listener = tcp
        listener.tls = .init(certificates: [])
        let endpoint = try endpoint(listener, SocketAddress(ipAddress: "::1", port: 443))
        #expect(endpoint.usesTLS)
        #expect(endpoint.urls == ["wss://[::1]:443/a", "rss://[::1]:443", "https://[::1]:443/longpoll"])
        #expect(endpoint.page == "https://[::1]:443/")
    }

    @Test("A Unix socket has its path in place of host and port")
    func unix() throws {
        let endpoint = try endpoint(.unix("/run/a"), SocketAddress(unixDomainSocketPath: "/run/a"))
        #expect(endpoint.address == .unix(path: "/run/a"))
        #expect(endpoint.port == 0)
        #expect(endpoint.urls == ["ws+unix:/run/a:/ws", "rs+unix:/run/a", "http+unix:/run/a:/longpoll"])
        #expect(endpoint.page == nil)
    }

    @Test("Passed sockets have the addresses that they are bound to, one endpoint for each")
    func passed() throws {
        let endpoints = Server.Endpoint.all(
            of: .systemd(),
            bound: [
                try SocketAddress(ipAddress: "192.0.2.1", port: 80),
                try SocketAddress(unixDomainSocketPath: "/run/a"),
            ])
        #expect(endpoints.map(\.address) == [.tcp(host: "192.0.2.1", port: 80), .unix(path: "/run/a")])
    }
}
