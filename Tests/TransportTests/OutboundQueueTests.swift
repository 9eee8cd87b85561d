import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("What a connection has still to send")
struct OutboundQueueTests {
    private func shared(_ text: String) -> SharedMessage { SharedMessage(frame: ByteBuffer(string: text)) }

    private func append(_ text: String, to queue: OutboundQueue) {
        queue.bytes.append(utf8: text)
        queue.markDirty()
    }

    @Test("Own bytes and shared messages leave in the order in which they were appended")
    func order() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        append("a", to: queue)
        queue.append(shared("B"))
        queue.append(shared("C"))
        append("d", to: queue)
        append("e", to: queue)
        queue.append(shared("F"))
        #expect(queue.pendingBytes == 6)
        #expect(try wire.sentText() == "aBCdeF")
        #expect(queue.pendingBytes == 0)
        append("g", to: queue)
        #expect(try wire.sentText() == "g")
    }

    @Test("Nothing leaves before the tick ends, and then with one write and one flush")
    func oneWrite() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        for _ in 0..<10 { append("x", to: queue) }
        #expect(try wire.channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(try wire.sentText() == "xxxxxxxxxx")
        #expect(wire.stall.writes == 1)
        #expect(wire.stall.flushes == 1)
    }

    @Test("What is appended while the channel still holds something goes behind it")
    func remainder() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        wire.stall.isFull = true
        append("one", to: queue)
        #expect(try wire.sentText() == "")
        append("two", to: queue)
        queue.append(shared("three"))
        append("four", to: queue)
        #expect(try wire.sentText() == "")
        #expect(queue.pendingBytes == 15)
        wire.stall.release()
        #expect(try wire.sentText() == "onetwothreefour")
        #expect(queue.pendingBytes == 0)
    }

    @Test("A peer that does not read is not read from, until it has taken what waits")
    func backpressure() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 1000, pause: 10)
        wire.stall.isFull = true
        append("0123456789", to: queue)
        #expect(try wire.sentText() == "")
        #expect(wire.isReading)
        append("x", to: queue)
        #expect(try wire.sentText() == "")
        #expect(!wire.isReading)
        wire.stall.release()
        #expect(try wire.sentText() == "0123456789x")
        #expect(wire.isReading)
    }

    @Test("A peer that reads slowly but steadily is read from again, although its queue never gets empty")
    func slowPeer() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 1000, pause: 20)
        wire.stall.isFull = true
        for _ in 0..<3 {
            append("0123456789", to: queue)
            wire.loop.run()
        }
        #expect(!wire.isReading)
        wire.stall.take(2)
        #expect(queue.pendingBytes == 10)
        #expect(wire.isReading)
    }

    @Test("A peer that takes everything at once, in the middle of a flush, is read from again")
    func resumesInFlush() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 1000, pause: 20)
        wire.stall.isFull = true
        append(String(repeating: "x", count: 30), to: queue)
        wire.loop.run()
        #expect(!wire.isReading)
        append(String(repeating: "y", count: 30), to: queue)
        wire.stall.isFull = false
        #expect(try wire.sent().count == 60)
        #expect(wire.isReading)
    }

    @Test("More than the limit closes the connection; exactly the limit does not")
    func overflow() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 10, pause: 5)
        wire.stall.isFull = true
        append("0123456789", to: queue)
        wire.loop.run()
        #expect(wire.isActive)
        #expect(!queue.hasOverflowed)
        queue.append(shared("x"))
        wire.loop.run()
        #expect(queue.hasOverflowed)
        #expect(!wire.isActive)
    }

    @Test("More than the limit within one tick ends the connection before the flush, and takes nothing more")
    func overflowWithinOneTick() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 100, pause: 50)
        wire.stall.isFull = true
        for _ in 0..<10 { queue.appendMessage(UnsafeRawBufferPointer(start: nil, count: 0)) }
        #expect(queue.acceptsMessages)
        for _ in 0..<100 { queue.append(shared("0123456789")) }
        #expect(queue.hasOverflowed)
        #expect(!queue.acceptsMessages)
        #expect(queue.pendingBytes <= 110)
        // Whoever appends is not told in the midst of it.
        #expect(wire.isActive)
        wire.loop.run()
        #expect(!wire.isActive)
    }

    @Test("A burst above the limit that the peer takes at once is no overflow")
    func burst() throws {
        let wire = try Wire()
        let queue = wire.makeQueue(limit: 10, pause: 5)
        append(String(repeating: "x", count: 500), to: queue)
        #expect(try wire.sent().count == 500)
        #expect(wire.isActive)
        #expect(!queue.hasOverflowed)
    }

    @Test("closeWhenFlushed closes at once where nothing waits, else behind the last byte")
    func closeWhenFlushed() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        wire.stall.isFull = true
        append("bye", to: queue)
        queue.closeWhenFlushed(.all)
        wire.loop.run()
        #expect(wire.isActive)
        wire.stall.release()
        #expect(try wire.sentText() == "bye")
        wire.loop.run()
        #expect(!wire.isActive)

        let other = try Wire()
        other.makeQueue().closeWhenFlushed(.all)
        other.loop.run()
        #expect(!other.isActive)
    }

    @Test("After the channel has closed, appending and flushing do nothing")
    func closed() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        append("lost", to: queue)
        queue.append(shared("lost"))
        queue.channelClosed()
        #expect(queue.pendingBytes == 0)
        append("late", to: queue)
        #expect(try wire.sentText() == "")
        #expect(wire.stall.writes == 0)
    }

    @Test("A queue does not keep itself, its handler or its channel alive")
    func memory() throws {
        weak var weakQueue: OutboundQueue?
        let wire = try Wire()
        do {
            let queue = wire.makeQueue()
            append("x", to: queue)
            weakQueue = queue
            wire.loop.run()
        }
        _ = try wire.sent()
        #expect(weakQueue == nil)
    }
}
