import Testing

@testable import WAMP

@Suite("Scanning messages in binary serializations (basic profile, \"Messages\" and \"Protocol errors\")")
struct BinaryEnvelopeScannerTests {
    /// What is the same in every serialization.
    private func outline(_ envelope: Envelope) -> Envelope {
        var outline = envelope
        for part in [\Envelope.options, \.uri, \.payload, \.arguments, \.argumentsKw] {
            outline[keyPath: part] = ByteRange(start: 0, count: envelope[keyPath: part].isEmpty ? 0 : 1)
        }
        outline.uriIsEscaped = false
        return outline
    }

    @Test(
        "The shortest and the longest form of every message are read as in JSON",
        arguments: BinaryFormat.allCases)
    func forms(format: BinaryFormat) throws {
        for (type, shortest, longest) in EnvelopeScannerTests.forms {
            for text in [shortest, longest] {
                let bytes = format.written(try parse(text))
                let envelope = try format.scan(bytes)
                #expect(envelope.type == type)
                #expect(outline(envelope) == outline(try scan(text)), "\(text)")
                #expect(format.encoded(try format.decode(bytes)) == bytes)
            }
        }
    }

    @Test("Random messages have their parts where the envelope says", arguments: BinaryFormat.allCases)
    func parts(format: BinaryFormat) throws {
        for type in MessageType.allCases {
            var generator = SeededGenerator(seed: UInt64(type.rawValue))
            for _ in 0..<40 {
                let message = generator.message(type)
                let bytes = format.encoded(message)
                #expect(try format.decode(bytes) == message)
                let envelope = try format.scan(bytes)
                #expect(envelope.type == type)
                let elements = message.elements
                let parts = [envelope.options, envelope.arguments, envelope.argumentsKw]
                for part in parts where !part.isEmpty {
                    #expect(elements.contains(try format.parse(part, in: bytes)))
                }
                #expect(
                    elements.contains(.string(bytes.span.bytes.string(envelope.uri))) || envelope.uri.isEmpty)
                #expect([0, envelope.arguments.start].contains(envelope.payload.start))
            }
        }
    }

    @Test(
        "Lists that are no message are refused for the reason that JSON has", arguments: BinaryFormat.allCases
    )
    func refusals(format: BinaryFormat) throws {
        var generator = SeededGenerator(seed: 77)
        var refused = 0
        for round in 0..<4000 {
            let type = try #require(MessageType.allCases.randomElement(using: &generator))
            var elements = generator.message(type).elements
            let place = Int.random(in: 0..<elements.count, using: &generator)
            switch round % 4 {
            case 0: elements[place] = generator.value(depth: 2)
            case 1: elements.remove(at: place)
            case 2: elements.insert(generator.value(depth: 2), at: place)
            default: elements.append(generator.value(depth: 2))
            }
            // In JSON, binary stands for a string, and a double without a fraction is no different from
            // others.
            guard !elements.contains(where: { $0.binary != nil }) else { continue }
            let bytes = format.written(.list(elements))
            let expected = refusal(written(.list(elements)))
            let error = thrown { try format.scan(bytes) }
            #expect(error == expected, "\(elements)")
            #expect(thrown { try format.decode(bytes) } == error, "\(elements)")
            if error != nil { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test("Messages of the extension range are told apart", arguments: BinaryFormat.allCases)
    func extensionMessages(format: BinaryFormat) {
        let bytes = format.written([300, ["any": [1]], nil])
        #expect(thrown { try format.scan(bytes) } == .extensionMessage(300))
        let broken = Array(bytes.dropLast())
        #expect(thrown { try format.scan(broken) } == .syntax(.unexpectedEnd, offset: broken.count))
    }

    @Test("Binary is no string in a string's place", arguments: BinaryFormat.allCases)
    func binaryURI(format: BinaryFormat) {
        let bytes = format.written([48, 1, [:], .binary([0x61])])
        let expected = WireError.wrongElement(.call, element: 3, expected: .string)
        #expect(thrown { try format.scan(bytes) } == expected)
        #expect(thrown { try format.decode(bytes) } == expected)
    }

    @Test(
        "A string or binary value stands for the payload only where enc_algo announces it",
        arguments: BinaryFormat.allCases)
    func transparentPayload(format: BinaryFormat) throws {
        for payload in [.binary([1, 2]), "text"] as [Value] {
            let bytes = format.written([16, 1, ["enc_algo": "cryptobox"], "u", payload])
            let envelope = try format.scan(bytes)
            #expect(envelope.hasTransparentPayload)
            #expect(envelope.payloadCount == 1)
            #expect(envelope.arguments.isEmpty)
            #expect(try format.parse(envelope.payload, in: bytes) == payload)
            let bare = format.written([16, 1, [:], "u", payload])
            #expect(
                thrown { try format.scan(bare) }
                    == .wrongElement(.publish, element: 4, expected: .list))
        }
    }

    @Test("Bytes behind the message are refused", arguments: BinaryFormat.allCases)
    func trailing(format: BinaryFormat) {
        for message in [[337, 1], [70, 1, [:]], [70, 1, [:], [1]], [70, 1, [:], [], ["a": 1]], [35, 1]]
            as [Value]
        {
            let bytes = format.written(message)
            #expect(thrown { try format.scan(bytes) } == nil)
            #expect(
                thrown { try format.scan(bytes + [0]) }
                    == .syntax(.trailingBytes, offset: bytes.count))
        }
    }

    @Test("The message's own list counts for the depth limit", arguments: BinaryFormat.allCases)
    func depth(format: BinaryFormat) throws {
        let bytes = format.written([70, 1, [:], [[]]])
        #expect(try format.scan(bytes, depth: 3).payloadCount == 1)
        #expect(thrown { try format.scan(bytes, depth: 2) } == .tooDeep(limit: 2, offset: bytes.count - 1))
        #expect(thrown { try format.decode(bytes, depth: 2) } != nil)
    }

    @Test("No prefix of a message is a message, and none traps", arguments: BinaryFormat.allCases)
    func prefixes(format: BinaryFormat) {
        var generator = SeededGenerator(seed: 5)
        for type in MessageType.allCases {
            let bytes = format.encoded(generator.message(type))
            for length in 0..<bytes.count {
                let prefix = Array(bytes.prefix(length))
                #expect(thrown { try format.scan(prefix) } != nil)
                #expect(thrown { try format.decode(prefix) } != nil)
            }
        }
    }

    @Test(
        "Damaged messages never trap, and scanner and decoder agree on them", arguments: BinaryFormat.allCases
    )
    func bitFlips(format: BinaryFormat) throws {
        var generator = SeededGenerator(seed: 6)
        for round in 0..<3000 {
            let type = MessageType.allCases[round % MessageType.allCases.count]
            var bytes = format.encoded(generator.message(type))
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
            let scanned = thrown { try format.scan(bytes) }
            let decoded = thrown { try format.decode(bytes) }
            if case .syntax(.extensionType, _) = decoded { continue }
            #expect((scanned == nil) == (decoded == nil), "\(bytes.hex)")
        }
    }
}
