import Testing

@testable import WAMP

@Suite("Messages as typed values (basic profile, \"Messages\")")
struct MessageTests {
    private func decode(_ text: String) throws(WireError) -> Message {
        try Message.decode(json: text.utf8Bytes.span.bytes)
    }

    private func encoded(_ message: Message) -> String {
        written { message.encode(json: &$0) }
    }

    @Test("Random messages of every type come back as they were", arguments: MessageType.allCases)
    func roundTrip(type: MessageType) throws {
        var generator = SeededGenerator(seed: UInt64(type.rawValue))
        for _ in 0..<40 {
            let message = generator.message(type)
            #expect(message.type == type)
            let text = encoded(message)
            #expect(try decode(text) == message)
            #expect(try scan(text).type == type)
        }
    }

    @Test(
        "The shortest and the longest form of every message are decoded",
        arguments: EnvelopeScannerTests.forms)
    func forms(type: MessageType, shortest: String, longest: String) throws {
        #expect(try decode(shortest).type == type)
        #expect(encoded(try decode(shortest)) == shortest)
        #expect(encoded(try decode(longest)) == longest)
    }

    @Test(
        "Decoder and scanner refuse for the same reason",
        arguments: [
            "[]", "{}", "[0]", "[300,1]", "[\"48\"]", "[48]", "[48,1]", "[48,\"1\",{},\"p\"]",
            "[48,1,[],\"p\"]", "[48,1,{},1]",
            "[48,1,{},\"p\",{}]", "[48,1,{},\"p\",[],[]]", "[48,1,{},\"p\",[],{},1]", "[17,1]", "[17,1,2,3]",
            "[17,1,9007199254740993]",
            "[17,1,-1]", "[17,1,1.0]", "[17,1,-0]", "[16,1,{},\"p\",\"x\"]",
            "[3,{\"enc_algo\":\"xbr\"},\"u\",\"x\"]", "[35,1,2]", "[34,1,2,3]",
        ])
    func sameRefusals(text: String) {
        let error = refusal(text)
        #expect(error != nil)
        if let error { #expect(throws: error) { try decode(text) } }
    }

    @Test("What is empty at the end is left out, and an empty list stays before keywords")
    func emptyPayload() {
        #expect(encoded(.yield(.init(request: 1))) == "[70,1,{}]")
        #expect(encoded(.yield(.init(request: 1, payload: .init(arguments: [1])))) == "[70,1,{},[1]]")
        #expect(
            encoded(.yield(.init(request: 1, payload: .init(argumentsKw: ["a": 1]))))
                == #"[70,1,{},[],{"a":1}]"#)
    }

    @Test("A string that looks like binary is still a string where one is demanded")
    func binaryLookingString() throws {
        let message = try decode(#"[32,1,{},"\u0000AAEC"]"#)
        #expect(message == .subscribe(.init(request: 1, topic: "\0AAEC")))
    }
}
