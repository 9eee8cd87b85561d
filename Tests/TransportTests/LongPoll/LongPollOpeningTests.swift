import NIOCore
import Testing
import WAMP

@testable import Transport

@Suite("Opening a long-poll transport (advanced profile, \"HTTP Longpoll Transport\", \"Opening a Session\")")
struct LongPollOpeningTests {
    private func choice(_ body: String, _ serializers: [Serializer]) throws -> String {
        try LongPollOpening(ByteBuffer(string: body), serializers: serializers).subprotocol.name
    }

    @Test("The first of the client's protocols that is spoken here is chosen")
    func first() throws {
        let body = #"{"protocols": ["wamp.2.ubjson", 7, "wamp.2.cbor.batched", "wamp.2.json"], "x": null}"#
        #expect(try choice(body, Serializer.allCases) == "wamp.2.cbor.batched")
        #expect(try choice(body, [.json, .messagePack]) == "wamp.2.json")
    }

    @Test("Every protocol of the specification can be chosen", arguments: Subprotocol.all)
    func all(subprotocol: Subprotocol) throws {
        #expect(
            try choice(#"{"protocols":["\#(subprotocol.name)"]}"#, Serializer.allCases) == subprotocol.name)
    }

    @Test(
        "A body that names no protocol that is spoken is refused with what is missing",
        arguments: [
            ("", "The body is not JSON."), ("[", "The body is not JSON."),
            ("[]", "The body is not a dictionary with a list of protocols."),
            ("{}", "The body is not a dictionary with a list of protocols."),
            (#"{"protocols":"wamp.2.json"}"#, "The body is not a dictionary with a list of protocols."),
            (
                #"{"protocols":[]}"#,
                "None of the protocols is spoken; here are wamp.2.json, wamp.2.json.batched."
            ),
            (
                #"{"protocols":["wamp.2.cbor"]}"#,
                "None of the protocols is spoken; here are wamp.2.json, wamp.2.json.batched."
            ),
        ])
    func refusals(body: String, reason: String) {
        #expect(throws: LongPollOpening.Refusal(reason: reason)) { _ = try choice(body, [.json]) }
    }
}
