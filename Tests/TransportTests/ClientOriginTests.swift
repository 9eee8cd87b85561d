import Testing

@testable import Transport

@Suite("Where a client comes from")
struct ClientOriginTests {
    @Test(
        "the host is the address without the port",
        arguments: [
            ("192.0.2.7:4711", "192.0.2.7"), ("[2001:db8::1]:80", "2001:db8::1"),
            ("unix:/run/wamp.sock", nil),
            ("unix", nil), ("unix:/run/a:b", nil), ("unknown", nil),
        ] as [(String, String?)])
    func host(address: String, host: String?) {
        #expect(ClientOrigin(address: address, transport: .rawSocket).host == host)
    }

    @Test("a connection is secure where something is known of it by TLS")
    func secure() {
        var origin = ClientOrigin(address: "192.0.2.7:4711", transport: .webSocket)
        #expect(!origin.isSecure)
        origin.tls = TLSPeer(version: .v13, cipher: "TLS_AES_256_GCM_SHA384")
        #expect(origin.isSecure)
    }
}
