import Testing

@testable import WAMP

@Suite("Subprotocols (basic profile, WebSocket Transport; advanced profile, Message Batching)")
struct SubprotocolTests {
    private static let names = [
        "wamp.2.json", "wamp.2.json.batched", "wamp.2.msgpack", "wamp.2.msgpack.batched", "wamp.2.cbor",
        "wamp.2.cbor.batched",
    ]

    @Test("These are spoken, each serialization plain and in batches")
    func all() {
        #expect(Subprotocol.all.map(\.name) == Self.names)
    }

    @Test("A name and its meaning are found from each other", arguments: names)
    func found(name: String) throws {
        let subprotocol = try #require(Subprotocol(name: name))
        #expect(subprotocol.name == name)
        #expect(subprotocol.isBatched == name.hasSuffix(".batched"))
        #expect(name.contains(subprotocol.serializer.name))
    }

    @Test(
        "No other name means one",
        arguments: [
            "", "wamp", "wamp.2", "wamp.2.", "wamp.1.json", "wamp.2.JSON", "wamp.2.json ", "wamp.2.json.",
            "wamp.2.json.Batched", "wamp.2.json.batched.batched", "wamp.2.ubjson", "wamp.2.flatbuffers",
            "json", "msgpack.batched",
        ])
    func unknown(name: String) {
        #expect(Subprotocol(name: name) == nil)
    }

    @Test("Without further words messages are not batched")
    func plain() {
        #expect(Subprotocol(.cbor) == Subprotocol(.cbor, isBatched: false))
        #expect(Subprotocol(.cbor) != Subprotocol(.json))
    }
}
