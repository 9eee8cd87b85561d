import Testing

@testable import RawSocket

@Suite("Transport messages (RawSocket Transport, Framing)")
struct RawSocketConnectionTests {
    @Test(
        "Messages, PINGs and PONGs, empty ones among them",
        arguments: [
            ([0, 0, 0, 2, 0x5B, 0x5D], [.message([0x5B, 0x5D])]),
            ([0, 0, 0, 0], [.message([])]),
            ([1, 0, 0, 3, 1, 2, 3], [.ping([1, 2, 3])]),
            ([2, 0, 0, 1, 9], [.pong([9])]),
            ([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 7], [.ping([]), .pong([]), .message([7])]),
            ([], []),
        ] as [([UInt8], [Seen])])
    func examples(wire: [UInt8], expected: [Seen]) {
        #expect(Transcript.of(wire) == expected)
        #expect(Transcript.slowly(wire) == expected)
    }

    @Test("Many messages in one read are reported in place, in order")
    func batch() {
        var transcript = Transcript()
        transcript.receive((0..<100).flatMap { transportMessage(.message, "message \($0)") })
        #expect(transcript.seen == (0..<100).map { .message(Array("message \($0)".utf8)) })
        #expect(transcript.inPlace == 100)
        #expect(transcript.connection.holdsBuffer == false)
    }

    @Test("A prefix in one read and the whole payload in the next: still nothing is copied")
    func prefixAlone() {
        var transcript = Transcript()
        let wire = transportMessage(.message, "payload")
        transcript.receive(wire[..<4])
        #expect(transcript.connection.holdsBuffer == false)
        transcript.receive(wire[4...])
        #expect(transcript.seen == [.message(Array("payload".utf8))])
        #expect(transcript.inPlace == 1)
    }

    @Test("A message of the greatest length is read, and one octet short of it")
    func greatest() {
        for count in [(1 << 24) - 1, 1 << 24] {
            let payload = [UInt8](repeating: 0x61, count: count)
            let wire = transportMessage(.message, payload)
            // Compared outside of the expectation, which would describe 16 MiB for minutes if it failed.
            let isReadWhole = Transcript.of(wire) == [.message(payload)]
            #expect(isReadWhole, "\(count) octets in one read")
            let cuts = Array(stride(from: 3, to: wire.count, by: 65_536))
            let isReadInPieces = Transcript.of(wire, cuts: cuts) == [.message(payload)]
            #expect(isReadInPieces, "\(count) octets in many reads")
        }
    }

    @Test(
        "What breaks the rules fails the connection, and nothing after it is read",
        arguments: [
            ([0x10, 0, 0, 0], .reservedBits(1)), ([0x80, 0, 0, 0], .reservedBits(8)),
            ([0xF1, 0, 0, 0], .reservedBits(15)), ([0x7F, 0xF1, 0, 0], .reservedBits(7)),
            ([3, 0, 0, 0], .reservedType(3)), ([7, 0, 0, 1, 1], .reservedType(7)),
            ([0x0C, 0, 0, 0], .reservedType(4)), ([8, 0, 0, 1], .lengthOutOfRange),
            ([9, 0x80, 0, 0], .lengthOutOfRange),
            ([8, 0, 0, 0], .messageTooLong(1 << 24, limit: 1024)),
            ([0, 0, 4, 1], .messageTooLong(1025, limit: 1024)),
            ([1, 0, 4, 1], .messageTooLong(1025, limit: 1024)),
            ([2, 0xFF, 0xFF, 0xFF], .messageTooLong((1 << 24) - 1, limit: 1024)),
        ] as [([UInt8], RawSocketViolation)])
    func violations(broken: [UInt8], violation: RawSocketViolation) {
        let wire = transportMessage(.message, "good") + broken + transportMessage(.message, "ignored")
        let expected: [Seen] = [.message(Array("good".utf8)), .failed(violation)]
        #expect(Transcript.of(wire, limit: 1024) == expected)
        #expect(Transcript.slowly(wire, limit: 1024) == expected)
    }

    @Test(
        "A wrong octet is refused before those that follow have come",
        arguments: [
            ([0x10], .reservedBits(1)), ([4], .reservedType(4)), ([8, 1], .lengthOutOfRange),
            ([8, 0, 1], .lengthOutOfRange),
        ] as [([UInt8], RawSocketViolation)])
    func early(wire: [UInt8], violation: RawSocketViolation) {
        #expect(Transcript.of(wire) == [.failed(violation)])
        #expect(Transcript.slowly(wire) == [.failed(violation)])
    }

    @Test("Exactly what was announced is received, for each length", arguments: 0...15)
    func limits(field: Int) {
        let limit = 512 << field
        let payload = [UInt8](repeating: 1, count: limit)
        let isReceived =
            Transcript.of(transportMessage(.message, payload), limit: limit) == [.message(payload)]
        #expect(isReceived)
        // One octet more cannot be said at 2^24.
        guard limit < 1 << 24 else { return }
        let prefix = Array(transportMessage(.message, payload + [1]).prefix(4))
        let beyond = Transcript.of(prefix, limit: limit)
        #expect(beyond == [.failed(.messageTooLong(limit + 1, limit: limit))])
    }
}

@Suite("The memory of a connection (RawSocket Transport)")
struct RawSocketConnectionMemoryTests {
    @Test("What is announced takes no memory, what has come of it does, and it is given back")
    func announced() {
        var transcript = Transcript()
        transcript.receive([8, 0, 0, 0])
        #expect(transcript.connection.holdsBuffer == false)
        transcript.receive([1])
        #expect(transcript.connection.holdsBuffer == true)

        var small = Transcript()
        small.receive([0, 0, 0, 2, 1])
        #expect(small.connection.holdsBuffer == true)
        small.receive([2])
        #expect(small.seen == [.message([1, 2])])
        #expect(small.connection.holdsBuffer == false)
    }

    @Test("Reads that end inside a prefix keep no buffer")
    func insidePrefix() {
        var transcript = Transcript()
        transcript.receive([0, 0, 0, 2, 1])
        transcript.receive([2, 0, 0])
        #expect(transcript.connection.holdsBuffer == false)
        transcript.receive([0, 1, 3])
        #expect(transcript.seen == [.message([1, 2]), .message([3])])
        #expect(transcript.inPlace == 1)
    }

    @Test("A message that was put together is followed by one whose end is missing")
    func consecutive() {
        var transcript = Transcript()
        transcript.receive([0, 0, 0, 2, 1])
        transcript.receive([2, 0, 0, 0, 3, 5, 6])
        #expect(transcript.connection.holdsBuffer == true)
        transcript.receive([7, 1, 0, 0, 0])
        #expect(transcript.seen == [.message([1, 2]), .message([5, 6, 7]), .ping([])])
        #expect(transcript.connection.holdsBuffer == false)
    }

    @Test("After a violation nothing is kept")
    func afterViolation() {
        var transcript = Transcript()
        transcript.receive([0, 0, 0, 2, 1])
        transcript.receive([2, 0xFF])
        #expect(transcript.connection.holdsBuffer == false)
        transcript.receive([0, 0, 0, 2, 1])
        #expect(transcript.connection.holdsBuffer == false)
        #expect(transcript.seen == [.message([1, 2]), .failed(.reservedBits(15))])
    }
}
