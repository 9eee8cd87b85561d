import NIOCore
import NIOEmbedded
import Testing
import WAMP

@testable import Transport

@Suite("One flush per tick of the loop")
struct FlushListTests {
    @Test("All dirty connections are flushed in one tick, each once")
    func once() throws {
        let wire = try Wire()
        let queues = (0..<3).map { _ in wire.makeQueue() }
        for _ in 0..<5 {
            for (number, queue) in queues.enumerated() {
                queue.bytes.append(decimal: UInt64(number))
                queue.markDirty()
            }
        }
        #expect(try wire.sentText() == "000001111122222")
        #expect(wire.stall.writes == 3)
    }

    /// Makes another queue dirty as soon as something is written.
    private final class Echo: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var onWrite: () -> Void = {}

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            context.write(data, promise: promise)
            onWrite()
        }
    }

    @Test(
        "A connection that becomes dirty during a flush is flushed in the next round, also the one being flushed"
    )
    func duringFlush() throws {
        let wire = try Wire()
        let first = wire.makeQueue()
        let second = wire.makeQueue()
        let echo = Echo()
        try wire.channel.pipeline.syncOperations.addHandler(echo)
        var rounds = 0
        echo.onWrite = {
            rounds += 1
            guard rounds == 1 else { return }
            second.bytes.append("2")
            second.markDirty()
        }
        first.bytes.append("1")
        first.markDirty()
        #expect(try wire.sentText() == "12")
        #expect(rounds == 2)
        first.bytes.append("3")
        first.markDirty()
        #expect(try wire.sentText() == "3")
    }

    @Test("The list lets go of what it has flushed")
    func memory() throws {
        let wire = try Wire()
        weak var weakQueue: OutboundQueue?
        do {
            let queue = wire.makeQueue()
            queue.bytes.append("x")
            queue.markDirty()
            weakQueue = queue
        }
        #expect(weakQueue != nil)
        wire.loop.run()
        _ = try wire.sent()
        #expect(weakQueue == nil)
    }
}
