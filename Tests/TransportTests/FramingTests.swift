import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite(
    "How messages are marked off from each other (basic profile, Transports; advanced profile, Message Batching)"
)
struct FramingTests {
    private func queue(
        _ wire: Wire, _ framing: Framing, _ serializer: Serializer = .json, limit: Int = 1 << 20
    ) -> OutboundQueue {
        OutboundQueue(
            channel: wire.channel, flushList: wire.flushList,
            limits: OutboundLimits(maximumPendingBytes: limit, pauseReadingAbove: limit / 2),
            sendsDirectly: true, serializer: serializer, framing: framing)
    }

    private func payload(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    /// Writes a message for which room was made by a guess.
    @discardableResult
    private func write(_ bytes: [UInt8], expecting guess: Int = 0, to queue: OutboundQueue) -> Bool {
        let start = queue.beginMessage(expecting: guess)
        bytes.withUnsafeBytes { queue.bytes.append($0) }
        return queue.endMessage(start)
    }

    private func length(_ count: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }

    @Test("A subprotocol of WebSocket has its kind of message, and its batches")
    func subprotocols() {
        #expect(Framing(webSocket: Subprotocol(.json)) == .webSocket(.text))
        #expect(Framing(webSocket: Subprotocol(.messagePack)) == .webSocket(.binary))
        #expect(Framing(webSocket: Subprotocol(.cbor)) == .webSocket(.binary))
        for serializer in Serializer.allCases {
            let batched = Framing(webSocket: Subprotocol(serializer, isBatched: true))
            #expect(batched == .webSocketBatch(serializer))
        }
    }

    // MARK: RawSocket and long-poll

    @Test(
        "A length stands before each message, however wrong the expected size",
        arguments: [Framing.rawSocket(maximumMessageSize: 1 << 24), .longPoll], [0, 1, 300, 70_000])
    func lengths(framing: Framing, size: Int) throws {
        for guess in [0, 1, 500, 100_000] {
            let wire = try Wire()
            let queue = queue(wire, framing)
            for count in [size, 5, size] { #expect(write(payload(count), expecting: guess, to: queue)) }
            let expected = [size, 5, size].flatMap { length($0) + payload($0) }
            #expect(try wire.sent() == expected)
        }
    }

    @Test(
        "Of RawSocket, what is longer than the peer takes is not sent and leaves nothing",
        arguments: [0, 5, 2_000])
    func tooLong(guess: Int) throws {
        let wire = try Wire()
        let queue = queue(wire, .rawSocket(maximumMessageSize: 512))
        #expect(!write(payload(513), expecting: guess, to: queue))
        #expect(queue.pendingBytes == 0)
        #expect(write(payload(512), expecting: guess, to: queue))
        #expect(!write(payload(100_000), expecting: guess, to: queue))
        #expect(write(payload(1), expecting: guess, to: queue))
        #expect(try wire.sent() == length(512) + payload(512) + length(1) + payload(1))
    }

    @Test("Exactly 2^24 octets have a bit of their own in the prefix")
    func longest() throws {
        let wire = try Wire()
        let queue = queue(wire, .rawSocket(maximumMessageSize: 1 << 24), limit: 1 << 26)
        #expect(write([UInt8](repeating: 7, count: 1 << 24), to: queue))
        let sent = try wire.sent()
        #expect(sent.count == 4 + 1 << 24)
        #expect(Array(sent.prefix(5)) == [0x08, 0, 0, 0, 7])
        #expect(!write([UInt8](repeating: 7, count: 1 << 24 + 1), to: queue))
        #expect(queue.pendingBytes == 0)
    }

    // MARK: Batches

    /// The messages of a batch.
    private func split(_ batch: [UInt8], _ serializer: Serializer) throws(BatchError) -> [[UInt8]] {
        var reader = BatchReader(serializer)
        var messages: [[UInt8]] = []
        while let range = try reader.next(in: batch.span.bytes) {
            messages.append(Array(batch[Int(range.start)..<Int(range.start + range.count)]))
        }
        return messages
    }

    private func text(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }

    @Test(
        "Messages of one tick are one batch, whatever was expected of their sizes",
        arguments: Serializer.allCases, [0, 100, 125, 126, 3_000, 65_000])
    func oneBatch(serializer: Serializer, guess: Int) throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocketBatch(serializer), serializer)
        let sizes = [1, 60, 65, 1, 3_000]
        for size in sizes { #expect(write(text(size), expecting: min(guess, 3_000), to: queue)) }
        var frames = try wire.frames()
        #expect(frames.count == 1)
        #expect(frames.first?.opcode == (serializer == .json ? 1 : 2))
        #expect(try split(frames.first?.payload ?? [], serializer).map(\.count) == sizes)
        // The next tick begins another one.
        write(text(2), expecting: guess, to: queue)
        frames = try wire.frames()
        #expect(try frames.map { try split($0.payload, serializer).map(\.count) } == [[2]])
    }

    @Test("Every size near those at which a frame's header grows", arguments: Serializer.allCases)
    func headerSizes(serializer: Serializer) throws {
        let overhead = serializer == .json ? 1 : 4
        for total in [124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537] {
            for guess in [0, total - 2 * overhead - 1] {
                let wire = try Wire()
                let queue = queue(wire, .webSocketBatch(serializer), serializer)
                let second = total - 2 * overhead - 1
                write(text(1), to: queue)
                write(text(second), expecting: guess, to: queue)
                write(text(3), to: queue)
                let frames = try wire.frames()
                let sizes = try frames.flatMap { try split($0.payload, serializer).map(\.count) }
                #expect(sizes == [1, second, 3], "\(total) octets, \(guess) expected")
            }
        }
    }

    @Test("A batch does not grow beyond 64 KiB, but one message may", arguments: Serializer.allCases)
    func largest(serializer: Serializer) throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocketBatch(serializer), serializer)
        let sizes = [30_000, 30_000, 30_000, 200_000, 1, 2]
        for size in sizes { write(text(size), expecting: size, to: queue) }
        let frames = try wire.frames()
        let batches = try frames.map { try split($0.payload, serializer).map(\.count) }
        #expect(batches == [[30_000, 30_000], [30_000], [200_000], [1, 2]])
    }

    @Test(
        "What stands between messages ends a batch: a frame of its own, a shared message",
        arguments: Serializer.allCases)
    func interrupted(serializer: Serializer) throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocketBatch(serializer), serializer)
        var shared = SharedFrames()
        write(text(1), to: queue)
        write(text(2), to: queue)
        [UInt8(9)].withUnsafeBytes { queue.appendFrame(.pong, $0) }
        write(text(3), to: queue)
        let large = text(5_000)
        _ = large.withUnsafeBytes { queue.appendMessage($0, sharing: &shared) }
        write(text(4), to: queue)
        write(text(5), to: queue)
        let frames = try wire.frames()
        #expect(frames.map(\.opcode).filter { $0 == 10 }.count == 1)
        let batches = try frames.filter { $0.opcode != 10 }.map {
            try split($0.payload, serializer).map(\.count)
        }
        #expect(batches == [[1, 2], [3], [5_000], [4, 5]])
        #expect(frames.firstIndex { $0.opcode == 10 } == 1)
    }

    @Test(
        "Nothing is put into a batch behind the end of the connection, and nothing of it is lost",
        arguments: Serializer.allCases)
    func closed(serializer: Serializer) throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocketBatch(serializer), serializer)
        write(text(1), to: queue)
        [].withUnsafeBytes { queue.appendFrame(.close, $0) }
        queue.acceptsMessages = false
        write(text(2), to: queue)
        let frames = try wire.frames()
        #expect(frames.map(\.opcode) == [serializer == .json ? 1 : 2, 8])
        #expect(try split(frames.first?.payload ?? [], serializer).map(\.count) == [1])
    }

    /// Leaves out the second half of what is not short.
    private final class Halving: MessageCompressor {
        private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_000, alignment: 1)

        deinit { memory.deallocate() }

        func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
            guard message.count >= 100 else { return nil }
            let half = UnsafeRawBufferPointer(rebasing: message[..<(message.count / 2)])
            memory.copyMemory(from: half)
            return UnsafeRawBufferPointer(rebasing: memory[..<half.count])
        }
    }

    @Test(
        "With compression each message is a batch of its own, compressed or not",
        arguments: Serializer.allCases)
    func compressed(serializer: Serializer) throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocketBatch(serializer), serializer)
        let halving = Halving()
        queue.compressor = halving
        for size in [10, 200, 20, 400] { write(text(size), to: queue) }
        let frames = try wire.frames()
        let overhead = serializer == .json ? 1 : 4
        #expect(frames.map(\.isCompressed) == [false, true, false, true])
        #expect(
            frames.map(\.payload.count) == [
                10 + overhead, (200 + overhead) / 2, 20 + overhead, (400 + overhead) / 2,
            ])
    }
}
