import NIOCore
import NIOEmbedded
import Testing
import WAMP

@testable import Transport

@Suite("An outbound queue without a channel")
struct OutboundQueueHolderTests {
    private final class Holder: OutboundHolder {
        var held: [[UInt8]] = []
        var closures = 0
        var onHold: (Int) -> Void = { _ in }

        func hold(_ messages: UnsafeRawBufferPointer) {
            held.append(Array(messages))
            onHold(messages.count)
        }

        func queueClosed() { closures += 1 }
    }

    private let loop = EmbeddedEventLoop()
    private let holder = Holder()
    private let queue: OutboundQueue

    init() {
        queue = OutboundQueue(
            flushList: FlushList(eventLoop: loop),
            limits: OutboundLimits(maximumPendingBytes: 20, pauseReadingAbove: 5), serializer: .cbor)
        queue.holder = holder
    }

    private func append(_ text: String) {
        Array(text.utf8).withUnsafeBytes { queue.appendMessage($0) }
    }

    @Test("All messages of a tick go to the holder at its end, each behind its length")
    func flush() {
        append("one")
        append("")
        #expect(holder.held.isEmpty)
        loop.run()
        #expect(holder.held == [[0, 0, 0, 3] + Array("one".utf8) + [0, 0, 0, 0]])
        #expect(queue.pendingBytes == 11)
        queue.wasWritten(11)
        #expect(queue.pendingBytes == 0)
    }

    @Test("A large message that many share is in the holder's bytes as any other")
    func shared() {
        let queue = OutboundQueue(
            flushList: FlushList(eventLoop: loop),
            limits: OutboundLimits(maximumPendingBytes: 20_000, pauseReadingAbove: 5), serializer: .json)
        queue.holder = holder
        var frames = SharedFrames()
        let message = [UInt8](repeating: 65, count: 5000)
        #expect(message.withUnsafeBytes { queue.appendMessage($0, sharing: &frames) })
        loop.run()
        #expect(holder.held == [[0, 0, 0x13, 0x88] + message])
    }

    @Test(
        "More than the limit is an overflow, told after whoever appended is done; nothing is taken any more")
    func overflow() {
        append("0123456789")
        loop.run()
        append("0123456789")
        #expect(queue.hasOverflowed)
        #expect(!queue.acceptsMessages)
        #expect(holder.closures == 0)
        append("x")
        loop.run()
        #expect(holder.closures == 1)
    }

    @Test("A burst above the limit that the holder gets rid of at once is no overflow")
    func burst() {
        holder.onHold = { [queue] in queue.wasWritten($0) }
        for _ in 0..<5 { append("0123456789") }
        loop.run()
        #expect(!queue.hasOverflowed)
        #expect(queue.pendingBytes == 0)
        #expect(holder.held.joined().count == 70)
    }

    @Test("closeWhenFlushed tells the holder when all is written, or at once")
    func close() {
        append("bye")
        queue.closeWhenFlushed(.all)
        loop.run()
        #expect(holder.closures == 0)
        queue.wasWritten(7)
        #expect(holder.closures == 1)
        queue.closeWhenFlushed(.all)
        loop.run()
        #expect(holder.closures == 2)
    }
}
