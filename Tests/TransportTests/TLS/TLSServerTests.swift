import NIOCore
import Testing

@testable import Transport

@Suite("Who the other side of TLS is")
struct TLSServerTests {
    private let world: TLSWorld

    init() throws { world = try TLSWorld() }

    /// What the client's certificate says, or why there is no connection.
    private func meet(
        _ client: TLSConnection, _ server: TLSServer
    ) throws -> (server: TLSPeer?, client: TLSError?, refusal: TLSError?) {
        let line = try world.line(client, to: server)
        try line.exchange()
        return (
            line.server.record.peers.first, line.client.record.errors.first, line.server.record.errors.first
        )
    }

    // MARK: The server's certificate

    @Test(
        "A client accepts a certificate of its authority, for the host it wanted",
        arguments: ["localhost", "127.0.0.1"])
    func accepted(host: String) throws {
        let found = try meet(world.client(host), world.server())
        #expect(found.client == nil)
        #expect(found.server?.serverName == (host == "localhost" ? "localhost" : nil))
        #expect(found.server?.certificate == nil)
        #expect(found.server?.cipher.hasPrefix("TLS_") == true)
    }

    @Test("A client refuses a certificate for other hosts", arguments: ["example.org", "127.0.0.2"])
    func otherHost(host: String) throws {
        #expect(try meet(world.client(host), world.server()).client == .otherHost(host))
    }

    @Test("A client refuses a certificate of an authority that it does not know, unless told not to look")
    func unknownAuthority() throws {
        let other = TestCertificate("Other authority", isAuthority: true)
        var settings = TLSClientSettings(
            authorities: try world.files.file("other.pem", other.certificateText))
        let found = try meet(world.client(settings: settings), world.server())
        #expect(found.client == .certificate("unable to get local issuer certificate"))
        settings.verifiesServer = false
        #expect(try meet(world.client(settings: settings), world.server()).client == nil)
    }

    @Test("The name that the client asks for chooses the certificate, else it is the first")
    func serverNames() throws {
        let names = [["DNS:a.test"], ["DNS:*.b.test", "DNS:b.test"], ["DNS:x.b.test"]]
        world.settings.certificates = try names.enumerated().map { position, names in
            let made = TestCertificate("number \(position)", names, issuer: world.authority)
            return try world.files.write(made, name: "c\(position)")
        }
        let server = try world.server()
        for host in ["a.test", "b.test", "y.b.test", "X.b.test"] {
            #expect(try meet(world.client(host), server).client == nil, "\(host)")
        }
        #expect(try meet(world.client("c.test"), server).client == .otherHost("c.test"))
        #expect(try meet(world.client("x.y.b.test"), server).client == .otherHost("x.y.b.test"))
    }

    // MARK: Application protocols (RFC 7301)

    @Test("A client that offers HTTP/1.1 among others is served, and one that offers others only is not")
    func protocols() throws {
        let http = Array("\u{2}h2\u{8}http/1.1".utf8)
        #expect(try meet(world.client(protocols: http), world.server()).client == nil)
        #expect(try meet(world.client(protocols: http), world.server()).server != nil)
        let refused = try meet(world.client(protocols: [2, 0x68, 0x32]), world.server())
        #expect(refused.server == nil)
        #expect(refused.client == .handshake("tlsv1 alert no application protocol"))
        #expect(try meet(world.client(protocols: http), world.server(speaksHTTP: false)).server == nil)
        #expect(try meet(world.client(), world.server(speaksHTTP: false)).server != nil)
    }

    // MARK: Versions

    @Test("A listener for TLS 1.3 refuses TLS 1.2")
    func minimumVersion() throws {
        world.settings.minimumVersion = .v13
        let refused = try meet(world.client(version: .v12), world.server())
        #expect(refused.client == .handshake("tlsv1 alert protocol version"))
        #expect(try meet(world.client(), world.server()).server?.version == .v13)
    }

    @Test("Cipher suites can be chosen")
    func ciphers() throws {
        world.settings.ciphers = ["TLS_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"]
        #expect(try meet(world.client(), world.server()).server?.cipher == "TLS_CHACHA20_POLY1305_SHA256")
        #expect(
            try meet(world.client(version: .v12), world.server()).server?.cipher
                == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
    }

    @Test(
        "Cipher suites that are weak, unknown or no names of one are refused",
        arguments: [
            "AES128-SHA", "ECDHE-RSA-AES128-SHA", "AES256-GCM-SHA384", "NONSENSE", "ALL", "TLS_NONSENSE",
        ])
    func weakCiphers(name: String) throws {
        world.settings.ciphers = [name]
        let text =
            "\"\(name)\" is no cipher suite of OpenSSL with authenticated encryption and ephemeral keys"
        #expect(throws: TLSLoadError(.ciphers, text)) { try world.server() }
    }

    // MARK: Certificates of clients

    private func settings(showing certificate: TestCertificate, _ others: [TestCertificate] = []) throws
        -> TLSClientSettings
    {
        TLSClientSettings(
            authorities: world.authorityFile,
            certificate: try world.files.write(certificate, others, name: "client"))
    }

    @Test("A client that must show a certificate, and has none, is refused", arguments: TLSVersion.allCases)
    func required(version: TLSVersion) throws {
        world.settings.clientCertificates = .required(authorities: world.authorityFile)
        let refused = try meet(world.client(version: version), world.server())
        #expect(refused.server == nil)
        #expect(refused.refusal == .handshake("peer did not return a certificate"))
        world.settings.clientCertificates = .optional(authorities: world.authorityFile)
        let served = try meet(world.client(version: version), world.server())
        #expect(served.server != nil)
        #expect(served.server?.certificate == nil)
    }

    @Test("A client's certificate is known to the session", arguments: TLSVersion.allCases)
    func facts(version: TLSVersion) throws {
        world.settings.clientCertificates = .optional(authorities: world.authorityFile)
        let middle = TestCertificate("Middle", isAuthority: true, issuer: world.authority)
        let alice = TestCertificate(
            "alice", ["DNS:alice.test", "email:alice@example.org", "IP:192.0.2.7", "URI:urn:alice"],
            issuer: middle)
        let client = try world.client(version: version, settings: settings(showing: alice, [middle]))
        let found = try #require(try meet(client, world.server()).server?.certificate)
        #expect(found.commonName == "alice")
        #expect(found.subject == "CN=alice,O=Example")
        #expect(found.issuer == "CN=Middle,O=Example")
        #expect(
            found.alternativeNames == [
                "DNS:alice.test", "email:alice@example.org", "IP:192.0.2.7", "URI:urn:alice",
            ])
        #expect(found.fingerprint == alice.sha256)
    }

    @Test("A certificate of another authority, or one that has expired, is refused even where none is needed")
    func refusedCertificates() throws {
        world.settings.clientCertificates = .optional(authorities: world.authorityFile)
        let stranger = TestCertificate("stranger", issuer: TestCertificate("Other", isAuthority: true))
        let refused = try meet(world.client(settings: settings(showing: stranger)), world.server())
        #expect(refused.server == nil)
        #expect(refused.refusal == .certificate("unable to get local issuer certificate"))
        let old = TestCertificate("old", issuer: world.authority, days: -9 ... -2)
        #expect(throws: TLSLoadError.self) { try TLSClient(settings(showing: old)) }
    }

    // MARK: Channel bindings

    @Test("Both sides have the same channel binding, and every connection another")
    func exporter() throws {
        for version in TLSVersion.allCases {
            var seen: Set<[UInt8]> = []
            for _ in 0..<3 {
                let line = try world.openLine(version: version)
                let server = try #require(line.server.record.peers.first)
                let client = try #require(line.client.record.peers.first)
                let binding = try #require(server.channelBinding(.exporter))
                #expect(binding.count == 32)
                #expect(client.channelBinding(.exporter) == binding)
                seen.insert(binding)
                let unique = server.channelBinding(.unique)
                #expect(client.channelBinding(.unique) == unique)
                #expect(unique?.count == (version == .v12 ? 12 : nil))
            }
            #expect(seen.count == 3)
        }
    }

    @Test("A connection that has ended has no channel binding")
    func bindingAfterEnd() throws {
        let line = try world.openLine()
        line.server.cut()
        #expect(line.server.record.peers.first?.channelBinding(.exporter) == nil)
    }

    // MARK: Replacing certificates

    @Test("New handshakes get the new certificate, and open connections go on")
    func replaced() throws {
        let server = try world.server()
        let line = try world.line(world.client(), to: server)
        try line.exchange()
        #expect(!server.hasChangedFiles)
        _ = try world.files.write(TestCertificate("other", ["DNS:other.test"], issuer: world.authority))
        #expect(server.hasChangedFiles)
        try server.replaceIdentities()
        #expect(!server.hasChangedFiles)
        #expect(try meet(world.client("other.test"), server).client == nil)
        #expect(try meet(world.client("localhost"), server).client == .otherHost("localhost"))
        line.client.say("still here")
        try line.exchange()
        #expect(line.server.record.text == "still here")
    }

    @Test("A file that cannot be used changes nothing, and is tried once until it changes again")
    func badReplacement() throws {
        let server = try world.server()
        try world.files.file("own.pem", "nonsense, and long")
        #expect(throws: TLSLoadError.self) { try server.replaceIdentities() }
        #expect(!server.hasChangedFiles)
        #expect(try meet(world.client(), server).client == nil)
        try world.files.file("own.pem", "nonsense, and longer")
        #expect(server.hasChangedFiles)
    }

    @Test("What another configuration has loaded is taken over, with what is spoken")
    func takenOver() throws {
        let server = try world.server(speaksHTTP: false)
        let http = Array("\u{8}http/1.1".utf8)
        #expect(try meet(world.client(protocols: http), server).server == nil)
        world.settings.minimumVersion = .v13
        server.replaceIdentities(by: try world.server())
        #expect(try meet(world.client(protocols: http), server).server != nil)
        #expect(try meet(world.client(version: .v12), server).server == nil)
        #expect(server.settings == world.settings)
        #expect(!server.hasChangedFiles)
    }

    @Test("Keys of tickets can be changed while connections are open")
    func tickets() throws {
        let server = try world.server()
        server.rotateTicketKeys()
        #expect(try meet(world.client(), server).client == nil)
    }
}
