import Testing
import WAMPClient

@Suite("The client's RawSocket handshake (advanced profile, RawSocket Transport)", .timeLimit(.minutes(10)))
struct RawSocketHandshakeHandlerTests {
    private func failure(
        reply: @escaping @Sendable (_ request: [UInt8]) -> [UInt8]
    ) async throws -> WAMPError? {
        var error: WAMPError?
        try await withRawSocketScript(reply: reply) { router in
            error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            }
        }
        return error
    }

    @Test(
        "The first serializer is asked for, and the length announced that messages may have",
        arguments: [
            ([.json], 16 << 20, [0x7F, 0xF1, 0, 0]),
            ([.messagePack, .json], 1000, [0x7F, 0x02, 0, 0]),
            ([.cbor, .messagePack], 1 << 20, [0x7F, 0xB3, 0, 0]),
        ] as [([WAMPClient.Serializer], Int, [UInt8])])
    func request(serializers: [WAMPClient.Serializer], size: Int, octets: [UInt8]) async throws {
        try await withRawSocketScript(reply: { _ in [] }) { router in
            let options = ConnectOptions(
                timeout: .seconds(600), maximumMessageSize: size, serializers: serializers)
            let url = router.url
            async let error = thrown {
                _ = try await WAMPClient.connect(to: url, realm: "realm1", options: options)
            }
            #expect(await router.next() == "handshake \(octets)")
            #expect(await error?.code == .connectionFailed)
        }
    }

    @Test(
        "A refusal has a code of its own, and the words of the specification",
        arguments: [
            (0x10, .serializerUnsupported, "serializer unsupported"),
            (0x20, .maximumLengthUnacceptable, "maximum message length unacceptable"),
            (0x30, .reservedBitsUsed, "use of reserved bits (unsupported feature)"),
            (0x40, .maximumConnectionCountReached, "maximum connection count reached"),
        ] as [(UInt8, WAMPError.Code, String)])
    func refusal(octet: UInt8, code: WAMPError.Code, words: String) async throws {
        let error = try await failure { _ in [0x7F, octet, 0, 0] }
        #expect(error?.code == code)
        #expect(error?.message == "the server did not open the RawSocket: the router refuses: \(words)")
    }

    @Test(
        "A reply that is none is refused",
        arguments: [
            ([0x7F, 0x50, 0, 0], "the router refuses with error 5, which is not defined"),
            ([0x7F, 0xF2, 0, 0], "the router answers with serializer 2 where 1 was requested"),
            ([0x7F, 0xF1, 0, 1], "reserved octets of the router's handshake are set"),
            (
                Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
                "the reply is HTTP: RawSocket is not spoken at this address"
            ),
        ] as [([UInt8], String)])
    func other(reply: [UInt8], words: String) async throws {
        let error = try await failure { _ in reply }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "the server did not open the RawSocket: \(words)")
    }

    @Test("A server that closes instead of replying is refused")
    func closed() async throws {
        let error = try await failure { _ in [] }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "the server closed the connection during the RawSocket handshake")
    }

    @Test("A reply may come in pieces, and what comes behind it is not lost")
    func pieces() async throws {
        try await withRawSocketScript(reply: { _ in [0x7F] }) { router in
            async let connecting = WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            #expect(await router.next() == "handshake [127, 241, 0, 0]")
            try await router.send(bytes: [0xF1, 0])
            try await router.send(bytes: [0] + ScriptedRouter.frame("hi", .ping))
            #expect(await router.next().hasPrefix("[1,"))
            #expect(await router.next() == "pong hi")
            try await router.send(bytes: ScriptedRouter.frame("[2,7,{}]"))
            #expect(try await connecting.sessionID == 7)
        }
    }

    @Test("A router that takes no message as long as HELLO is refused")
    func hello() async throws {
        try await withRawSocketScript(reply: { _ in [0x7F, 0x01, 0, 0] }) { router in
            let error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: .patient)
            }
            #expect(error?.code == .payloadSizeExceeded)
            #expect(error?.message.hasPrefix("HELLO of ") == true)
            #expect(error?.message.hasSuffix(" bytes exceeds the 512 that the router takes") == true)
        }
    }
}
