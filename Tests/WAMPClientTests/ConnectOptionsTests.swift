import Testing

@testable import WAMPClient

@Suite("Subprotocols that are offered (basic profile, WebSocket Transport)", .timeLimit(.minutes(10)))
struct ConnectOptionsTests {
    @Test("All serializers are offered, JSON first, and none with batching")
    func initial() async throws {
        let options = ConnectOptions()
        #expect(options.subprotocols.map(\.name) == ["wamp.2.json", "wamp.2.msgpack", "wamp.2.cbor"])
    }

    @Test("Batching is offered before the same without it")
    func batching() {
        let options = ConnectOptions(serializers: [.cbor, .json], batchesMessages: true)
        #expect(
            options.subprotocols.map(\.name) == [
                "wamp.2.cbor.batched", "wamp.2.json.batched", "wamp.2.cbor", "wamp.2.json",
            ])
    }

    @Test("The request has them in this order")
    func request() async throws {
        let (requests, report) = AsyncStream.makeStream(of: ScriptedRequest.self)
        try await withScript {
            report.yield($0)
            return []
        } _: { router in
            let options = ConnectOptions(timeout: .seconds(600), serializers: [.messagePack, .json])
            let error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: options)
            }
            #expect(error?.code == .connectionFailed)
        }
        var iterator = requests.makeAsyncIterator()
        let request = await iterator.next()
        #expect(request?.subprotocols == "wamp.2.msgpack, wamp.2.json")
        #expect(request?.target == "/ws")
    }

    @Test("Without any serializer there is no connection")
    func none() async throws {
        let error = await thrown {
            _ = try await WAMPClient.connect(
                to: "ws://127.0.0.1:1/ws", realm: "realm1", options: ConnectOptions(serializers: []))
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "cannot connect to ws://127.0.0.1:1/ws: there is no serializer to offer")
    }
}
