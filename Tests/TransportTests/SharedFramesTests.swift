import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("Frames of one message that goes to many connections")
struct SharedFramesTests {
    private static let framings: [Framing] = [
        .webSocket(.text), .webSocket(.binary), .webSocketBatch(.json), .webSocketBatch(.messagePack),
        .webSocketBatch(.cbor), .rawSocket(maximumMessageSize: 1 << 24),
    ]

    private func queue(_ wire: Wire, _ framing: Framing, limit: Int = 1 << 26) -> OutboundQueue {
        OutboundQueue(
            channel: wire.channel, flushList: wire.flushList,
            limits: OutboundLimits(maximumPendingBytes: limit, pauseReadingAbove: limit), sendsDirectly: true,
            framing: framing)
    }

    private func message(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }

    @Test("A frame is made once for each framing, and is not that of another")
    func once() {
        let bytes = message(5_000)
        bytes.withUnsafeBytes { bytes in
            var frames = SharedFrames()
            let first = Self.framings.map { frames.frame(of: bytes, $0) }
            let second = Self.framings.map { frames.frame(of: bytes, $0) }
            for (one, other) in zip(first, second) {
                #expect(one != nil)
                #expect(one === other)
            }
            #expect(Set(first.map { ObjectIdentifier($0 ?? SharedMessage(frame: ByteBuffer())) }).count == 6)
        }
    }

    @Test("RawSocket peers that take messages of different lengths share one")
    func rawSocket() {
        let bytes = message(5_000)
        bytes.withUnsafeBytes { bytes in
            var frames = SharedFrames()
            let one = frames.frame(of: bytes, .rawSocket(maximumMessageSize: 8_192))
            let other = frames.frame(of: bytes, .rawSocket(maximumMessageSize: 1 << 24))
            #expect(one != nil)
            #expect(one === other)
        }
    }

    @Test("For long-poll there is none")
    func longPoll() {
        let bytes = message(5_000)
        bytes.withUnsafeBytes { bytes in
            var frames = SharedFrames()
            #expect(frames.frame(of: bytes, .longPoll) == nil)
        }
    }

    @Test(
        "What is sent is what the message would have been sent as alone",
        arguments: framings + [.longPoll], [0, 4_095, 4_096, 4_097, 65_535, 65_536, 100_000])
    func same(framing: Framing, count: Int) throws {
        let bytes = message(count)
        let alone = try Wire()
        let queue = queue(alone, framing)
        let start = queue.beginMessage(expecting: count)
        bytes.withUnsafeBytes { queue.bytes.append($0) }
        #expect(queue.endMessage(start))
        let expected = try alone.sent()
        var frames = SharedFrames()
        for _ in 0..<2 {
            let wire = try Wire()
            let queue = self.queue(wire, framing)
            let isSent = bytes.withUnsafeBytes { queue.appendMessage($0, sharing: &frames) }
            #expect(isSent)
            #expect(try wire.sent() == expected)
        }
    }

    @Test(
        "A RawSocket peer is not sent what it does not take, shared or not",
        arguments: [513, 4_097, 1 << 24 + 1])
    func tooLong(count: Int) throws {
        let wire = try Wire()
        let queue = queue(wire, .rawSocket(maximumMessageSize: min(count - 1, 1 << 24)))
        var frames = SharedFrames()
        let isSent = message(count).withUnsafeBytes { queue.appendMessage($0, sharing: &frames) }
        #expect(!isSent)
        #expect(queue.pendingBytes == 0)
        let fits = message(1).withUnsafeBytes { queue.appendMessage($0, sharing: &frames) }
        #expect(fits)
        #expect(try wire.sent() == [0, 0, 0, 1, 0x61])
    }

    @Test("A connection that compresses makes its own frames")
    func compressing() throws {
        let wire = try Wire()
        let queue = queue(wire, .webSocket(.text))
        let compressor = Constant()
        queue.compressor = compressor
        var frames = SharedFrames()
        let isSent = message(5_000).withUnsafeBytes { queue.appendMessage($0, sharing: &frames) }
        #expect(isSent)
        let sent = try wire.frames()
        #expect(sent.map(\.isCompressed) == [true])
        #expect(sent.first?.payload == [1, 2, 3])
    }

    private final class Constant: MessageCompressor {
        private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)

        init() { memory.copyBytes(from: [1, 2, 3]) }
        deinit { memory.deallocate() }

        func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
            UnsafeRawBufferPointer(memory)
        }
    }
}
