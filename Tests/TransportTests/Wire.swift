import NIOCore
import NIOEmbedded
import WebSocket

@testable import Transport

/// An embedded channel as a network: what a connection sent, and a peer that can stop reading.
final class Wire {
    let loop: EmbeddedEventLoop
    let channel: EmbeddedChannel
    let flushList: FlushList
    let clock: ConnectionClock
    let stall = Stall()
    private var unread: [UInt8] = []

    init(clockInterval: TimeAmount = .milliseconds(100)) throws {
        loop = EmbeddedEventLoop()
        channel = EmbeddedChannel(handler: stall, loop: loop)
        flushList = FlushList(eventLoop: loop)
        clock = ConnectionClock(eventLoop: loop, interval: clockInterval)
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 4711)).wait()
    }

    func makeQueue(limit: Int = 1 << 20, pause: Int = 1 << 19) -> OutboundQueue {
        OutboundQueue(
            channel: channel, flushList: flushList,
            limits: OutboundLimits(maximumPendingBytes: limit, pauseReadingAbove: pause), sendsDirectly: true)
    }

    /// The bytes that have been sent since the last call.
    func sent() throws -> [UInt8] {
        loop.run()
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            unread += buffer.readableBytesView
        }
        defer { unread = [] }
        return unread
    }

    func sentText() throws -> String { String(decoding: try sent(), as: UTF8.self) }

    /// The frames that have been sent since the last call.
    func frames() throws -> [ReceivedFrame] {
        var bytes = try sent()
        var frames: [ReceivedFrame] = []
        while let frame = ReceivedFrame.take(from: &bytes) { frames.append(frame) }
        unread = bytes
        return frames
    }

    func receive(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        loop.run()
    }

    func receive(_ text: String) throws { try receive(Array(text.utf8)) }

    var isActive: Bool { channel.isActive }

    /// Whether the connection reads; `true` where nobody ever said otherwise.
    var isReading: Bool {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool ?? true
    }
}

/// Nothing of its inside is printed where an expectation fails: the description of a pipeline is long, and traps on long
/// names of handlers.
extension Wire: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// A kernel whose send buffer is full, while `isFull`.
final class Stall: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var isFull = false
    private(set) var writes = 0
    private(set) var flushes = 0
    private var held: [(NIOAny, EventLoopPromise<Void>?)] = []
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for (_, promise) in held { promise?.fail(ChannelError.ioOnClosedChannel) }
        held = []
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        writes += 1
        held.append((data, promise))
    }

    func flush(context: ChannelHandlerContext) {
        flushes += 1
        if !isFull { take(held.count) }
    }

    /// The peer takes the first `count` writes.
    func take(_ count: Int) {
        for (data, promise) in held.prefix(count) { context?.write(data, promise: promise) }
        held.removeFirst(min(count, held.count))
        context?.flush()
    }

    /// The peer reads again.
    func release() {
        isFull = false
        take(held.count)
    }
}
