import Testing

@testable import WAMP
@testable import WAMPRouter

@Suite("The payload of one message in another serialization")
struct TranscodedPayloadTests {
    /// A PUBLISH and its envelope.
    private func message(_ text: String, _ dialect: Dialect) throws -> (envelope: Envelope, bytes: [UInt8]) {
        let bytes = try dialect == .messagePack ? Dialect.extended(text) : dialect.encoded(text)
        return (try dialect.serializer.scan(bytes.span.bytes, utf8: .unchecked), bytes)
    }

    private func transcoded(
        _ message: (envelope: Envelope, bytes: [UInt8]), _ source: Dialect, _ target: Dialect,
        by payload: inout TranscodedPayload
    ) -> [UInt8]? {
        let bytes = message.bytes
        return payload.bytes(
            of: message.envelope, in: bytes.span.bytes, from: source.serializer, as: target.serializer
        ).map { Array($0) }
    }

    /// What stands behind the topic of a PUBLISH without details; of JSON, without the bracket at the end.
    private func payload(_ text: String, _ dialect: Dialect) throws -> [UInt8] {
        let whole = try dialect.encoded("[16,1,{},\"com.t\",\(text)]")
        let head = try dialect.encoded("[16,1,{},\"com.t\"]")
        return dialect == .json ? Array(whole[head.count..<whole.count - 1]) : Array(whole[head.count...])
    }

    @Test("It is the payload that the message would have been sent with", arguments: Dialect.pairs)
    func payload(dialects: Dialect.Pair) throws {
        for text in ["[1]", #"[],{"k":[1.5,null]}"#, #"["a"],{"b":[{}]}"#] {
            let message = try message("[16,1,{},\"com.t\",\(text)]", dialects.first)
            var payload = TranscodedPayload()
            let made = transcoded(message, dialects.first, dialects.second, by: &payload)
            #expect(made == (try self.payload(text, dialects.second)))
        }
    }

    @Test("A message without payload has none in any serialization", arguments: Dialect.pairs)
    func none(dialects: Dialect.Pair) throws {
        let message = try message(#"[16,1,{},"com.t"]"#, dialects.first)
        var payload = TranscodedPayload()
        let made = transcoded(message, dialects.first, dialects.second, by: &payload)
        #expect(made == [])
    }

    @Test("It is made once, and again for the next message")
    func once() throws {
        let first = try message(#"[16,1,{},"com.t",[1]]"#, .json)
        let second = try message(#"[16,1,{},"com.t",[2]]"#, .json)
        var payload = TranscodedPayload()
        payload.reset()
        var made: [[UInt8]?] = []
        made.append(transcoded(first, .json, .cbor, by: &payload))
        // Before the reset nobody asks for another message's.
        made.append(transcoded(second, .json, .cbor, by: &payload))
        payload.reset()
        made.append(transcoded(second, .json, .cbor, by: &payload))
        let (one, two) = (try self.payload("[1]", .cbor), try self.payload("[2]", .cbor))
        #expect(made == [one, one, two])
    }

    @Test(
        "What cannot be carried is found out once, and leaves nothing for the next message",
        arguments: [Dialect.json, .cbor])
    func impossible(target: Dialect) throws {
        let extended = try message(#"[16,1,{},"com.t",[1,2,"EXT"]]"#, .messagePack)
        let plain = try message(#"[16,1,{},"com.t",[3]]"#, .messagePack)
        var payload = TranscodedPayload()
        var made: [[UInt8]?] = []
        for message in [extended, extended, plain] {
            made.append(transcoded(message, .messagePack, target, by: &payload))
        }
        #expect(made == [nil, nil, nil])
        payload.reset()
        let next = transcoded(plain, .messagePack, target, by: &payload)
        #expect(next == (try self.payload("[3]", target)))
    }
}
