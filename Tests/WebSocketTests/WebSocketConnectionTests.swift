import Testing

@testable import WebSocket

@Suite("Frames and messages (RFC 6455 §5)")
struct WebSocketConnectionTests {
    private static let hello = Array("Hello".utf8)

    @Test(
        "The examples of RFC 6455 §5.7",
        arguments: [
            (Role.client, [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], Seen.text("Hello")),
            (.server, [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], .text("Hello")),
            (.client, [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F], .text("Hello")),
            (.client, [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], .ping(hello)),
            (.server, [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], .pong(hello)),
            (
                .client, [0x82, 0x7E, 0x01, 0x00] + [UInt8](repeating: 7, count: 256),
                .binary([UInt8](repeating: 7, count: 256))
            ),
            (
                .client, [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 7, count: 65_536),
                .binary([UInt8](repeating: 7, count: 65_536))
            ),
        ] as [(Role, [UInt8], Seen)])
    func examples(role: Role, wire: [UInt8], expected: Seen) {
        #expect(Transcript.of(wire, role) == [expected])
        #expect(Transcript.slowly(wire, role) == [expected])
    }

    @Test("Many messages in one read are reported in place, in order")
    func batch() {
        var transcript = Transcript()
        transcript.receive((0..<100).flatMap { frame(.text, "message \($0)") })
        #expect(transcript.seen == (0..<100).map { .text("message \($0)") })
        #expect(transcript.inPlace == 100)
    }

    @Test("Control frames between fragments are reported before the message")
    func interleaved() {
        let wire =
            frame(.text, "one ", fin: false) + frame(.ping, "a") + frame(.continuation, "two ", fin: false)
            + frame(.pong, "b") + frame(.continuation, "three") + frame(.binary, [1, 2])
        let expected: [Seen] = [
            .ping([0x61]), .pong([0x62]), .text("one two three"), .binary([1, 2]),
        ]
        #expect(Transcript.of(wire) == expected)
        #expect(Transcript.slowly(wire) == expected)
    }

    @Test(
        "Empty messages and empty fragments",
        arguments: [
            (frame(.text, ""), [Seen.text("")]), (frame(.binary, ""), [.binary([])]),
            (frame(.ping, ""), [.ping([])]), (frame(.close, ""), [.close(nil, "")]),
            (
                frame(.text, "", fin: false) + frame(.continuation, "", fin: false)
                    + frame(.continuation, ""),
                [.text("")]
            ),
            (frame(.text, "", fin: false) + frame(.continuation, "a"), [.text("a")]),
        ])
    func empty(wire: [UInt8], expected: [Seen]) {
        #expect(Transcript.of(wire) == expected)
        #expect(Transcript.slowly(wire) == expected)
    }

    @Test(
        "What breaks the rules of frames fails the connection, and nothing after it is read",
        arguments: [
            (frame(.text, "a", key: nil), ProtocolViolation.unmaskedFrame),
            ([0xF1, 0x80, 0, 0, 0, 0], .reservedBits(7)), ([0xC1, 0x80, 0, 0, 0, 0], .reservedBits(4)),
            ([0x83, 0x80, 0, 0, 0, 0], .reservedOpcode(3)), ([0x8F, 0x80, 0, 0, 0, 0], .reservedOpcode(15)),
            (frame(.ping, "a", fin: false), .fragmentedControlFrame),
            (frame(.ping, [UInt8](repeating: 0, count: 126)), .controlFrameTooLong),
            (frame(.continuation, "a"), .unexpectedContinuation),
            (frame(.continuation, "a", fin: false), .unexpectedContinuation),
            (frame(.text, "a", fin: false) + frame(.text, "b"), .interruptedMessage),
            (frame(.text, "a", fin: false) + frame(.binary, "b", fin: false), .interruptedMessage),
            ([0x81, 0xFE, 0x00, 0x05, 1, 2, 3, 4], .nonMinimalLength(5)),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4], .nonMinimalLength(5)),
            ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], .lengthOutOfRange),
            (frame(.close, [3]), .truncatedCloseCode), (frame(.close, [3, 0xED]), .invalidCloseCode(1005)),
            (frame(.close, [3, 0xE8, 0xFF]), .invalidCloseReason),
        ] as [([UInt8], ProtocolViolation)])
    func violations(wire: [UInt8], violation: ProtocolViolation) {
        let wire = wire + frame(.text, "after")
        #expect(Transcript.of(wire) == [.failed(violation)])
        #expect(Transcript.slowly(wire) == [.failed(violation)])
    }

    @Test("A client refuses a masked frame")
    func maskedForClient() {
        #expect(Transcript.of(frame(.text, "a"), .client) == [.failed(.maskedFrame)])
    }

    @Test("Everything after a close frame is ignored")
    func afterClose() {
        let wire = frame(.close, [3, 0xE8] + Array("bye".utf8)) + frame(.text, "late") + [0xFF, 0xFF]
        #expect(Transcript.of(wire) == [.close(1000, "bye")])
        #expect(Transcript.slowly(wire) == [.close(1000, "bye")])
    }

    @Test("The connection says whether the peer's close frame wants an answer")
    func closeActions() {
        for isFirst in [true, false] {
            var connection = WebSocketConnection(role: .server, limits: WebSocketLimits(), compression: nil)
            if !isFirst { #expect(connection.closeRequested() == .sendClose) }
            var wire = frame(.close, [3, 0xE8])
            wire.withUnsafeMutableBytes { input in
                var offset = 0
                guard case .close(.normalClosure, _, let action) = connection.next(in: input, at: &offset)
                else {
                    Issue.record("no close event")
                    return
                }
                #expect(action == (isFirst ? .answer : .complete))
            }
        }
    }
}

@Suite("Text must be UTF-8 (RFC 6455 §8.1)")
struct WebSocketConnectionTextTests {
    @Test("A character may be split between fragments and between reads")
    func splitCharacter() {
        let text = Array("κόσμε 😀".utf8)
        for cut in 0...text.count {
            let wire = frame(.text, text[..<cut], fin: false) + frame(.continuation, text[cut...])
            #expect(Transcript.of(wire) == [.text("κόσμε 😀")])
            #expect(Transcript.slowly(wire) == [.text("κόσμε 😀")])
        }
    }

    @Test("The first bad byte fails the connection before the frame is complete")
    func failsEarly() {
        let payload = Array("abc".utf8) + [0xED, 0xA0, 0x80] + [UInt8](repeating: 0x61, count: 20)
        let wire = frame(.text, payload)
        var transcript = Transcript()
        transcript.receive(wire[..<(6 + 4)])
        #expect(transcript.seen.isEmpty)
        transcript.receive(wire[(6 + 4)..<(6 + 5)])
        #expect(transcript.seen == [.failed(.invalidUTF8(offset: 4))])
    }

    @Test("The offset of the bad byte is the same in one read, in fragments and byte by byte")
    func offset() {
        var payload = [UInt8](repeating: 0x61, count: 9000)
        payload[8500] = 0xFF
        let expected: [Seen] = [.failed(.invalidUTF8(offset: 8500))]
        #expect(Transcript.of(frame(.text, payload)) == expected)
        #expect(Transcript.slowly(frame(.text, payload)) == expected)
        let fragments = frame(.text, payload[..<4321], fin: false) + frame(.continuation, payload[4321...])
        #expect(Transcript.of(fragments) == expected)
        #expect(Transcript.of(frame(.text, payload, key: nil), .client) == expected)
    }

    @Test("Text that ends inside a character is refused")
    func truncated() {
        let wire = frame(.text, [0x61, 0xCE])
        #expect(Transcript.of(wire) == [.failed(.truncatedUTF8)])
        #expect(Transcript.slowly(wire) == [.failed(.truncatedUTF8)])
        let fragments = frame(.text, [0xCE], fin: false) + frame(.continuation, "")
        #expect(Transcript.of(fragments) == [.failed(.truncatedUTF8)])
    }

    @Test("Binary messages are not looked into, and leave no trace in the next text")
    func binary() {
        let wire = frame(.binary, [0xFF, 0xCE]) + frame(.text, "a")
        #expect(Transcript.of(wire) == [.binary([0xFF, 0xCE]), .text("a")])
    }
}

@Suite("Limits of a connection")
struct WebSocketConnectionLimitTests {
    private let limits = WebSocketLimits(maximumFrameSize: 100, maximumMessageSize: 150, maximumFragments: 3)

    @Test("A frame above the limit is refused from its header")
    func frameSize() {
        let fits = frame(.binary, [UInt8](repeating: 1, count: 100))
        #expect(Transcript.of(fits, limits: limits).count == 1)
        let header = frame(.binary, [UInt8](repeating: 1, count: 101))[..<8]
        #expect(Transcript.of(Array(header), limits: limits) == [.failed(.frameTooLarge(101))])
    }

    @Test("A header that announces 2^63 - 1 bytes allocates nothing and is refused")
    func hugeFrame() {
        let header: [UInt8] = [0x82, 0xFF, 0x7F] + [UInt8](repeating: 0xFF, count: 7) + [1, 2, 3, 4]
        #expect(Transcript.of(header) == [.failed(.frameTooLarge(UInt64(Int64.max)))])
    }

    @Test("A message above the limit is refused from the header of the frame that exceeds it")
    func messageSize() {
        let first = frame(.binary, [UInt8](repeating: 1, count: 100), fin: false)
        let fits = first + frame(.continuation, [UInt8](repeating: 1, count: 50))
        #expect(Transcript.of(fits, limits: limits) == [.binary([UInt8](repeating: 1, count: 150))])
        let exceeds = first + frame(.continuation, [UInt8](repeating: 1, count: 51))[..<6]
        #expect(Transcript.of(exceeds, limits: limits) == [.failed(.messageTooLarge)])
    }

    @Test("A flood of empty fragments ends at the limit")
    func fragments() {
        let start = frame(.text, "", fin: false) + frame(.continuation, "", fin: false)
        let fits = start + frame(.continuation, "")
        #expect(Transcript.of(fits, limits: limits) == [.text("")])
        let flood = start + frame(.continuation, "", fin: false) + frame(.continuation, "", fin: false)
        #expect(Transcript.of(flood, limits: limits) == [.failed(.tooManyFragments)])
    }

    @Test("The close code tells what was exceeded")
    func codes() {
        #expect(ProtocolViolation.frameTooLarge(1).closeCode == .messageTooBig)
        #expect(ProtocolViolation.messageTooLarge.closeCode == .messageTooBig)
        #expect(ProtocolViolation.tooManyFragments.closeCode == .policyViolation)
        #expect(ProtocolViolation.invalidUTF8(offset: 0).closeCode == .invalidPayload)
        #expect(ProtocolViolation.unmaskedFrame.closeCode == .protocolError)
    }
}

@Suite("Memory of a connection")
struct WebSocketConnectionMemoryTests {
    @Test("Between messages an idle connection holds no buffers")
    func idle() {
        var transcript = Transcript()
        let wire = frame(.text, String(repeating: "a", count: 3000), fin: false) + frame(.ping, "now")
        let end = frame(.continuation, "b")
        transcript.receive(wire[..<1000])
        #expect(transcript.connection.holdsBuffers == true)
        transcript.receive(wire[1000...])
        #expect(transcript.connection.holdsBuffers == true)
        transcript.receive(end)
        #expect(transcript.connection.holdsBuffers == false)
        // A ping that is split needs a buffer of its own.
        let ping = frame(.ping, "split")
        transcript.receive(ping[..<8])
        #expect(transcript.connection.holdsBuffers == true)
        transcript.receive(ping[8...])
        #expect(transcript.connection.holdsBuffers == false)
        #expect(transcript.seen.count == 3)
    }

    @Test("A failed connection holds no buffers once it was asked again")
    func failed() {
        var transcript = Transcript()
        transcript.receive(frame(.text, [UInt8](repeating: 0x61, count: 500), fin: false) + [0xFF])
        #expect(transcript.seen == [.failed(.reservedBits(7))])
        transcript.receive([0x00])
        #expect(transcript.connection.holdsBuffers == false)
    }

    @Test(
        "Releasing idle memory in the middle of a compressed message does no harm", arguments: [true, false])
    func release(forgets: Bool) {
        let compression = NegotiatedDeflate(incomingNoContextTakeover: forgets)
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        let wire =
            frame(.text, hello, rsv1: true) + frame(.text, hello[..<4], fin: false, rsv1: true)
            + frame(.continuation, hello[4...])
            + (forgets ? [] : frame(.text, [0xF2, 0x00, 0x11, 0x00, 0x00], rsv1: true))
        var transcript = Transcript(compression: compression)
        for byte in wire {
            transcript.connection.releaseIdleMemory()
            transcript.receive([byte])
        }
        #expect(transcript.seen == [Seen](repeating: .text("Hello"), count: forgets ? 2 : 3))
    }
}
