import Testing

@testable import WebSocket

@Suite("Compressed messages (RFC 7692 §6, §7.2)")
struct InflaterTests {
    private let deflate = NegotiatedDeflate()

    private func compressed(_ payload: [UInt8]) -> [UInt8] {
        frame(.text, payload, rsv1: true)
    }

    @Test(
        "The examples of RFC 7692 §7.2.3",
        arguments: [
            [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
        ] as [[UInt8]])
    func examples(payload: [UInt8]) {
        // Twice, because the first message's end must leave the stream ready for the second.
        let wire = compressed(payload) + compressed(payload)
        #expect(Transcript.of(wire, compression: deflate) == [.text("Hello"), .text("Hello")])
        #expect(Transcript.slowly(wire, compression: deflate) == [.text("Hello"), .text("Hello")])
        let forgetful = NegotiatedDeflate(incomingNoContextTakeover: true)
        #expect(Transcript.of(wire, compression: forgetful) == [.text("Hello"), .text("Hello")])
    }

    @Test("A compressed message in two fragments has RSV1 on the first only")
    func fragments() {
        let first = frame(.text, [0xF2, 0x48, 0xCD], fin: false, rsv1: true)
        let second: [UInt8] = [0xC9, 0xC9, 0x07, 0x00]
        let right = first + frame(.ping, "x") + frame(.continuation, second)
        #expect(Transcript.of(right, compression: deflate) == [.ping([0x78]), .text("Hello")])
        #expect(Transcript.slowly(right, compression: deflate) == [.ping([0x78]), .text("Hello")])
        let wrong = first + frame(.continuation, second, rsv1: true)
        #expect(Transcript.of(wrong, compression: deflate) == [.failed(.misplacedCompressionBit)])
    }

    @Test("The second message may refer to the first (§7.2.3.2), unless the window is not kept")
    func sharedWindow() {
        let wire =
            compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
            + compressed([0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(Transcript.of(wire, compression: deflate) == [.text("Hello"), .text("Hello")])
        let forgetful = NegotiatedDeflate(incomingNoContextTakeover: true)
        #expect(
            Transcript.of(wire, compression: forgetful) == [.text("Hello"), .failed(.invalidCompressedData)])
    }

    @Test("A final block ends its stream, and the next message may still refer to the window")
    func finalBlock() {
        let wire =
            compressed([0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00])
            + compressed([0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(Transcript.of(wire, compression: deflate) == [.text("Hello"), .text("Hello")])
    }

    @Test("Empty messages: one zero byte, and none at all")
    func empty() {
        let wire =
            compressed([0x00]) + compressed([]) + compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        let expected: [Seen] = [.text(""), .text(""), .text("Hello")]
        #expect(Transcript.of(wire, compression: deflate) == expected)
        #expect(Transcript.slowly(wire, compression: deflate) == expected)
    }

    @Test("An uncompressed message between compressed ones is taken as it is")
    func mixed() {
        let hello = compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        let wire = hello + frame(.text, "plain") + compressed([0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(
            Transcript.of(wire, compression: deflate) == [.text("Hello"), .text("plain"), .text("Hello")])
    }

    @Test("RSV1 needs the extension, and never stands on a control frame")
    func reservedBit() {
        let hello = compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        #expect(Transcript.of(hello) == [.failed(.reservedBits(4))])
        let ping = frame(.ping, [], rsv1: true)
        #expect(Transcript.of(ping, compression: deflate) == [.failed(.misplacedCompressionBit)])
        #expect(Transcript.of([0xA1, 0x80, 0, 0, 0, 0], compression: deflate) == [.failed(.reservedBits(2))])
    }

    @Test("What is no DEFLATE stream, or ends inside a block, is refused")
    func broken() {
        #expect(Transcript.of(compressed([0x07]), compression: deflate) == [.failed(.invalidCompressedData)])
        let cut = compressed([0xF2, 0x48, 0xCD])
        #expect(Transcript.of(cut, compression: deflate) == [.failed(.truncatedCompressedData)])
    }

    @Test("Text is validated after inflating")
    func utf8() {
        // Stored blocks: two bytes, and no character.
        let bad = compressed([0x00, 0x02, 0x00, 0xFD, 0xFF, 0x61, 0xFF, 0x00])
        #expect(Transcript.of(bad, compression: deflate) == [.failed(.invalidUTF8(offset: 1))])
        let half = compressed([0x00, 0x02, 0x00, 0xFD, 0xFF, 0x61, 0xCE, 0x00])
        #expect(Transcript.of(half, compression: deflate) == [.failed(.truncatedUTF8)])
    }

    @Test("Inflating stops at the limit: a bomb of 64 MiB in 64 KiB is refused, the limit itself is not")
    func bomb() {
        var deflater = Deflater(NegotiatedDeflate(level: 9))
        for (count, fits) in [(100_000, true), (100_001, false), (64 << 20, false)] {
            let zeros = [UInt8](repeating: 0, count: count)
            let payload = zeros.withUnsafeBytes { deflater.compress($0).map(Array.init) ?? [] }
            deflater.release()
            let limits = WebSocketLimits(maximumMessageSize: 100_000)
            let wire = frame(.binary, payload, rsv1: true)
            let expected: Seen = fits ? .binary(zeros) : .failed(.messageTooLarge)
            #expect(Transcript.of(wire, limits: limits, compression: deflate) == [expected], "\(count) bytes")
        }
    }

    @Test("What zlib holds back when its output is full is fetched before more input is asked for")
    func drains() {
        // 64 KiB that deflate to a few hundred bytes: one input, several chunks of output, as in Autobahn's
        // case 13.3.5.
        var deflater = Deflater(NegotiatedDeflate(outgoingWindowBits: 9))
        let text = String(repeating: "0123456789abcdef", count: 4096)
        let payload = Array(text.utf8).withUnsafeBytes { deflater.compress($0).map(Array.init) ?? [] }
        #expect(!payload.isEmpty && payload.count < 2000)
        let narrow = NegotiatedDeflate(incomingWindowBits: 9)
        #expect(Transcript.of(compressed(payload), compression: narrow) == [.text(text)])
        #expect(Transcript.slowly(compressed(payload), compression: narrow) == [.text(text)])
    }

    @Test("Every bit flip in a compressed message gives the same events whole and in bytes")
    func mutations() {
        let wire =
            compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
            + compressed([0xF2, 0x00, 0x11, 0x00, 0x00])
        for position in wire.indices {
            for bit in 0..<8 {
                var broken = wire
                broken[position] ^= 1 << bit
                let whole = Transcript.of(broken, compression: deflate)
                #expect(Transcript.slowly(broken, compression: deflate) == whole, "bit \(bit) of \(position)")
            }
        }
    }

    @Test("A limit that is lowered below what a message has been inflated to refuses its next octet")
    func loweredLimit() {
        let message = compressed([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        var transcript = Transcript(compression: deflate)
        transcript.receive(message.dropLast(2))
        transcript.connection.setMaximumSizes(frame: 2, message: 2)
        transcript.receive(message.suffix(2))
        #expect(transcript.seen == [.failed(.messageTooLarge)])
    }
}
