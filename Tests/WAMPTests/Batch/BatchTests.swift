import Testing

@testable import WAMP

@Suite("Batches are written (Message Batching)")
struct BatchTests {
    private func batch(_ messages: [[UInt8]], _ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        for message in messages { message.withUnsafeBytes { Batch.append($0, serializer, to: &output) } }
        return [UInt8](output.bytes)
    }

    @Test(
        "The octets around a message",
        arguments: [
            (.json, [0x5B, 0x5D, 0x18, 0x5B, 0x31, 0x5D, 0x18]),
            (.messagePack, [0, 0, 0, 2, 0x5B, 0x5D, 0, 0, 0, 3, 0x5B, 0x31, 0x5D]),
            (.cbor, [0, 0, 0, 2, 0x5B, 0x5D, 0, 0, 0, 3, 0x5B, 0x31, 0x5D]),
        ] as [(Serializer, [UInt8])])
    func octets(serializer: Serializer, expected: [UInt8]) {
        let messages = ["[]", "[1]"].map(\.utf8Bytes)
        #expect(batch(messages, serializer) == expected)
        #expect(batch(messages, serializer).count == 5 + 2 * Batch.overhead(serializer))
    }

    @Test("A message that is written in place has the same octets around it", arguments: Serializer.allCases)
    func inPlace(serializer: Serializer) {
        var output = OutputBytes()
        output.append("header")
        for text: StaticString in ["[]", "[1]"] {
            let start = Batch.beginMessage(serializer, in: &output)
            output.append(text)
            Batch.endMessage(serializer, from: start, in: &output)
        }
        let written = [UInt8](output.bytes)
        #expect(written == "header".utf8Bytes + batch(["[]", "[1]"].map(\.utf8Bytes), serializer))
    }

    @Test("What is written is read back, for lengths that need each octet", arguments: Serializer.allCases)
    func roundTrip(serializer: Serializer) {
        let messages = [1, 15, 16, 17, 63, 64, 65, 255, 256, 257, 65_535, 65_536, (1 << 24) + 3].map {
            [UInt8](repeating: UInt8(truncatingIfNeeded: 0x20 + $0 % 7), count: $0)
        }
        // Compared outside of the expectation, which would describe 16 MiB for minutes if it failed.
        let outcome = BatchOutcome(reading: batch(messages, serializer), serializer)
        #expect(outcome.error == nil)
        #expect(outcome.messages.map(\.count) == messages.map(\.count))
        let isSame = outcome == BatchOutcome(messages)
        #expect(isSame)
    }

    @Test("JSON that was encoded here holds neither separator")
    func separatorsAreEscaped() {
        let text = written { JSON.write(.string("\u{18}\u{1E}"), to: &$0) }
        #expect(text.utf8.allSatisfy { !Batch.isSeparator($0) })
        #expect(invalidity("[\"\u{18}\"]".utf8Bytes) != nil)
        #expect(invalidity("[\"\u{1E}\"]".utf8Bytes) != nil)
    }
}
