import Testing
import WAMP

@testable import Routing

@Suite("A message that is kept")
struct StoredMessageTests {
    private static let call = #"[48,7,{"timeout":5,"_x_trace":"abc"},"com.a",["one",2],{"k":3}]"#

    private func read(_ text: String) throws -> (Envelope, ForwardedMembers) {
        let bytes = text.utf8Bytes
        let envelope = try JSON.scan(bytes.span.bytes, utf8: .unchecked)
        let options = try CallOptions(json: envelope.options, in: bytes.span.bytes)
        return (envelope, options.forwarded)
    }

    private func whole(_ text: String) throws -> StoredMessage {
        let (envelope, forwarded) = try read(text)
        let bytes = text.utf8Bytes
        return StoredMessage(envelope, bytes.span.bytes, .json, forwarded: forwarded)
    }

    private func head(_ text: String) throws -> StoredMessage {
        let (envelope, forwarded) = try read(text)
        let bytes = text.utf8Bytes
        return StoredMessage(headOf: envelope, bytes.span.bytes, .json, forwarded: forwarded)
    }

    private func text(_ range: ByteRange, of message: StoredMessage) -> String {
        String(decoding: message.bytes[range.bounds], as: UTF8.self)
    }

    private func has(_ message: StoredMessage, _ uri: String) -> Bool {
        message.hasURI(uri.utf8Bytes.span.bytes)
    }

    @Test("It is a copy of the message, byte for byte, with the same envelope")
    func copy() throws {
        let message = try whole(Self.call)
        let (envelope, forwarded) = try read(Self.call)
        #expect(message.bytes == Self.call.utf8Bytes)
        #expect(message.envelope == envelope)
        #expect(message.forwarded == forwarded)
        #expect(text(message.envelope.payload, of: message) == #"["one",2],{"k":3}"#)
    }

    @Test("A part of a larger buffer is copied alone")
    func part() throws {
        let larger = ("xx" + Self.call + "yyy").utf8Bytes
        let (envelope, forwarded) = try read(Self.call)
        let span = larger.span.bytes.extracting(2..<larger.count - 3)
        let message = StoredMessage(envelope, span, .json, forwarded: forwarded)
        #expect(message.bytes == Self.call.utf8Bytes)
    }

    @Test("The head has options, forwarded options and URI as they stood, and no payload")
    func headOfMessage() throws {
        let message = try head(Self.call)
        #expect(text(message.envelope.uri, of: message) == "com.a")
        #expect(text(message.envelope.options, of: message) == #"{"timeout":5,"_x_trace":"abc"}"#)
        #expect(message.forwarded.members.map { text($0.range, of: message) } == [#""_x_trace":"abc""#])
        #expect(message.envelope.first == 7)
        #expect(message.envelope.payload.isEmpty)
        #expect(message.envelope.payloadCount == 0)
        #expect(message.envelope.arguments.isEmpty)
        #expect(message.envelope.argumentsKw.isEmpty)
        #expect(message.bytes.count < Self.call.utf8.count - 10)
    }

    @Test(
        "The head of a message without payload has all that the message had",
        arguments: [#"[48,7,{},"com.a"]"#, #"[48,7,{},"com.a",[]]"#, #"[48,7,{},"com.a",[],{}]"#])
    func headWithoutPayload(call: String) throws {
        let message = try head(call)
        #expect(text(message.envelope.uri, of: message) == "com.a")
        #expect(message.envelope.payload.isEmpty)
    }

    @Test("Without its payload a kept message is the head of the message")
    func withoutPayload() throws {
        let message = try whole(Self.call).withoutPayload()
        let expected = try head(Self.call)
        #expect(message.bytes == expected.bytes)
        #expect(message.envelope == expected.envelope)
        #expect(message.forwarded == expected.forwarded)
        let again = message.withoutPayload()
        #expect(again.bytes == expected.bytes)
        #expect(again.envelope == expected.envelope)
    }

    @Test("The head takes as little memory whatever the payload")
    func memory() throws {
        let long = #"[48,7,{},"com.a",["\#(String(repeating: "x", count: 10_000))"]]"#
        #expect(try whole(long).byteCount > 10_000)
        #expect(try head(long).byteCount < 300)
        #expect(try whole(long).withoutPayload().byteCount < 300)
    }

    @Test("Its URI is compared whole, byte by byte")
    func uri() throws {
        let message = try whole(Self.call)
        #expect(has(message, "com.a"))
        for other in ["com.b", "com.a.", "com.", "com", "com.A", "", "\"com.a\""] {
            #expect(!has(message, other))
        }
    }

    @Test("A URI that was sent with escape sequences is the same URI", arguments: [true, false])
    func escapedURI(isHead: Bool) throws {
        let call = #"[48,7,{},"com.\u0061.\u00fc\/",["one"]]"#
        let message = try isHead ? head(call) : whole(call)
        #expect(message.envelope.uriIsEscaped)
        #expect(has(message, "com.a.ü/"))
        #expect(!has(message, #"com.\u0061.\u00fc\/"#))
        #expect(!has(message, "com.a.u/"))
    }
}
