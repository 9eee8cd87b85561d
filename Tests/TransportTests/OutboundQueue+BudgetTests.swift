import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

@Suite("What a session may have waiting")
struct OutboundQueueBudgetTests {
    private final class Observer: OutboundObserver {
        var events: [String] = []
        func outboundFilled() { events.append("filled") }
        func outboundDrained() { events.append("drained") }
        func outboundOverflowed() { events.append("overflowed") }
    }

    private let observer = Observer()
    private let wire: Wire
    private let queue: OutboundQueue

    init() throws {
        wire = try Wire()
        queue = wire.makeQueue(limit: 1000, pause: 500)
    }

    /// A frame of 10 bytes.
    private func append(_ count: Int = 1) {
        for _ in 0..<count {
            Array("12345678".utf8).withUnsafeBytes { queue.appendMessage($0) }
        }
    }

    private func stall(_ budget: OutboundBudget) {
        queue.setBudget(budget, observer: observer)
        wire.stall.isFull = true
    }

    @Test("Exactly the budget is not too much; each message beyond it is told, and half of it once")
    func bytes() {
        stall(OutboundBudget(bytes: 50, messages: .max))
        append(5)
        #expect(observer.events == [])
        append(2)
        #expect(observer.events == ["filled", "filled"])
        #expect(queue.isFull)
        wire.loop.run()
        wire.stall.take(1)
        wire.loop.run()
        wire.stall.release()
        wire.loop.run()
        #expect(observer.events == ["filled", "filled", "drained"])
        #expect(!queue.isFull)
        #expect(queue.pendingMessages == 0)
    }

    @Test("Messages are counted, also when some have gone")
    func messages() {
        stall(OutboundBudget(bytes: .max, messages: 6))
        for _ in 0..<3 {
            append(2)
            wire.loop.run()
        }
        #expect(queue.pendingMessages == 6)
        #expect(observer.events == [])
        append()
        #expect(observer.events == ["filled"])
        wire.stall.take(1)
        #expect(queue.pendingMessages == 5)
        wire.stall.take(1)
        wire.loop.run()
        #expect(queue.pendingMessages == 3)
        #expect(observer.events == ["filled", "drained"])
    }

    @Test("Large messages, which are shared, count as well")
    func shared() {
        stall(OutboundBudget(bytes: .max, messages: 2))
        for _ in 0..<3 { queue.append(SharedMessage(frame: ByteBuffer(string: "large"))) }
        queue.boundPending()
        #expect(queue.pendingMessages == 3)
        #expect(observer.events.last == "filled")
        wire.loop.run()
        #expect(queue.pendingMessages == 3)
    }

    @Test("What the kernel takes at once is nothing that waits")
    func burst() {
        queue.setBudget(OutboundBudget(bytes: 50, messages: 3), observer: observer)
        append(90)
        #expect(observer.events == [])
        wire.loop.run()
        #expect(queue.pendingMessages == 0)
    }

    @Test("Beyond the limit nothing is taken, and the session has the last word")
    func overflow() throws {
        stall(OutboundBudget(bytes: 1 << 20, messages: .max))
        append(101)
        #expect(!queue.acceptsMessages)
        append()
        #expect(queue.pendingBytes == 1010)
        wire.loop.run()
        #expect(observer.events == ["overflowed"])
        #expect(wire.isActive)
        queue.beginFarewell()
        append(3)
        queue.closeWhenFlushed(.all)
        wire.loop.run()
        #expect(wire.isActive)
        wire.stall.release()
        #expect(try wire.sent().count == 1040)
        wire.loop.run()
        #expect(!wire.isActive)
    }

    @Test("A session that is over is told nothing more, and its connection is read from again")
    func removed() {
        stall(OutboundBudget(bytes: 50, messages: .max))
        queue.pauseReading(.slowConsumers)
        queue.pauseReading(.rate)
        append(6)
        #expect(!wire.isReading)
        queue.removeBudget()
        #expect(wire.isReading)
        append(6)
        wire.stall.release()
        wire.loop.run()
        #expect(observer.events == ["filled"])
    }

    @Test("The connection is read from when the last reason not to is gone")
    func reasons() {
        queue.pauseReading(.rate)
        queue.pauseReading(.slowConsumers)
        queue.resumeReading(.rate)
        queue.resumeReading(.ownOutput)
        #expect(!wire.isReading)
        #expect(queue.isReadingWithheld)
        queue.resumeReading(.slowConsumers)
        #expect(wire.isReading)
        #expect(!queue.isReadingWithheld)
    }
}
