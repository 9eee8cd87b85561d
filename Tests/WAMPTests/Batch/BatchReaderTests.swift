import Testing

@testable import WAMP

/// What a reader makes of a batch: the messages before the first error, and that.
struct BatchOutcome: Equatable {
    var messages: [[UInt8]] = []
    var error: BatchError?

    init(_ messages: [[UInt8]], _ error: BatchError? = nil) {
        self.messages = messages
        self.error = error
    }

    init(reading batch: [UInt8], _ serializer: Serializer) {
        var reader = BatchReader(serializer)
        do throws(BatchError) {
            while let range = try reader.next(in: batch.span.bytes) {
                messages.append(batch.span.bytes.array(range))
            }
        } catch {
            self.error = error
        }
        do {
            let range = try reader.next(in: batch.span.bytes)
            #expect(range == nil, "more after the end")
        } catch {
            Issue.record("\(error) after the end")
        }
    }
}

@Suite("Batches are split (Message Batching)")
struct BatchReaderTests {
    @Test(
        "JSON: a separator after each message, either of the two",
        arguments: [
            ("[1]\u{18}", BatchOutcome(["[1]".utf8Bytes])),
            ("[1]\u{1E}", BatchOutcome(["[1]".utf8Bytes])),
            ("[1]\u{18}[22]\u{1E}[3]\u{18}", BatchOutcome(["[1]", "[22]", "[3]"].map(\.utf8Bytes))),
            // Not of the reader's concern: the message is refused where it is scanned.
            (" \u{18}\n\u{18}", BatchOutcome([" ".utf8Bytes, "\n".utf8Bytes])),
            ("", BatchOutcome([], .emptyBatch)),
            ("\u{18}", BatchOutcome([], .emptyMessage(offset: 0))),
            ("\u{1E}[1]\u{18}", BatchOutcome([], .emptyMessage(offset: 0))),
            ("[1]\u{18}\u{18}", BatchOutcome(["[1]".utf8Bytes], .emptyMessage(offset: 4))),
            ("[1]", BatchOutcome([], .missingSeparator(offset: 0))),
            ("[1]\u{18}[2]", BatchOutcome(["[1]".utf8Bytes], .missingSeparator(offset: 4))),
            ("[1]\u{18}\n", BatchOutcome(["[1]".utf8Bytes], .missingSeparator(offset: 4))),
            ("[1]\u{19}[2]\u{1F}", BatchOutcome([], .missingSeparator(offset: 0))),
        ])
    func json(batch: String, expected: BatchOutcome) {
        #expect(BatchOutcome(reading: batch.utf8Bytes, .json) == expected)
    }

    @Test(
        "MessagePack and CBOR: a length of four octets before each message",
        arguments: [
            ([0, 0, 0, 1, 0x90], BatchOutcome([[0x90]])),
            ([0, 0, 0, 1, 0x90, 0, 0, 0, 2, 0x18, 0x1E], BatchOutcome([[0x90], [0x18, 0x1E]])),
            ([], BatchOutcome([], .emptyBatch)),
            ([0, 0, 0, 0], BatchOutcome([], .emptyMessage(offset: 4))),
            ([0, 0, 0, 1, 7, 0, 0, 0, 0, 9], BatchOutcome([[7]], .emptyMessage(offset: 9))),
            ([0], BatchOutcome([], .truncatedLength(offset: 0))),
            ([0, 0, 0], BatchOutcome([], .truncatedLength(offset: 0))),
            ([0, 0, 0, 1, 7, 0, 0, 0], BatchOutcome([[7]], .truncatedLength(offset: 5))),
            ([0, 0, 0, 1], BatchOutcome([], .lengthBeyondEnd(1, offset: 0))),
            ([0, 0, 0, 3, 1, 2], BatchOutcome([], .lengthBeyondEnd(3, offset: 0))),
            ([1, 0, 0, 0, 1, 2], BatchOutcome([], .lengthBeyondEnd(1 << 24, offset: 0))),
            (
                [0, 0, 0, 1, 7, 0xFF, 0xFF, 0xFF, 0xFF, 1],
                BatchOutcome([[7]], .lengthBeyondEnd(.max, offset: 5))
            ),
        ] as [([UInt8], BatchOutcome)])
    func binary(batch: [UInt8], expected: BatchOutcome) {
        #expect(BatchOutcome(reading: batch, .messagePack) == expected)
        #expect(BatchOutcome(reading: batch, .cbor) == expected)
    }

    @Test("A batch that is cut anywhere but between messages is an error", arguments: Serializer.allCases)
    func truncated(serializer: Serializer) {
        let messages = ["[1,\"a\",{}]", "[2]", "[16,1,{},\"topic\"]"].map(\.utf8Bytes)
        var output = OutputBytes()
        var ends = [0]
        for message in messages {
            message.withUnsafeBytes { Batch.append($0, serializer, to: &output) }
            ends.append(output.count)
        }
        let batch = [UInt8](output.bytes)
        for length in 1...batch.count {
            let outcome = BatchOutcome(reading: Array(batch[..<length]), serializer)
            let whole = ends.filter { $0 > 0 && $0 <= length }.count
            #expect(outcome.messages == Array(messages[..<whole]), "the first \(length) bytes")
            #expect((outcome.error == nil) == ends.contains(length), "the first \(length) bytes")
        }
    }

    @Test("A batch beyond offsets of 32 bits is refused unread", arguments: Serializer.allCases)
    func tooLong(serializer: Serializer) {
        // Nobody looks at more than the length, so there need not be more than one byte.
        let byteCount = 1 << 32
        withUnsafeBytes(of: UInt8(0x18)) { byte in
            let batch = UnsafeRawBufferPointer(start: byte.baseAddress, count: byteCount)
            var reader = BatchReader(serializer)
            #expect(throws: BatchError.tooLong(byteCount: byteCount)) {
                try reader.next(in: batch.bytes)
            }
        }
    }

    @Test(
        "Bytes of which no batch is made end in an error or in messages, never beyond the end",
        arguments: 0..<50)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for serializer in Serializer.allCases {
            let batch = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &random) ? 0x1F : 255), using: &random)
            }
            let outcome = BatchOutcome(reading: batch, serializer)
            let taken = outcome.messages.map { $0.count + Batch.overhead(serializer) }.reduce(0, +)
            #expect(taken <= batch.count)
            #expect(outcome.error != nil || taken == batch.count)
            #expect(outcome.messages.allSatisfy { !$0.isEmpty })
        }
    }
}
