import NIOCore

/// A kernel whose send buffer is full, while `isFull`: a peer that does not read.
final class Stall: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var isFull = true
    private var held: [(NIOAny, EventLoopPromise<Void>?)] = []
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for (_, promise) in held { promise?.fail(ChannelError.ioOnClosedChannel) }
        held = []
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        held.append((data, promise))
    }

    func flush(context: ChannelHandlerContext) {
        if !isFull { release() }
    }

    /// The peer takes what waits.
    func release() {
        for (data, promise) in held { context?.write(data, promise: promise) }
        held = []
        context?.flush()
    }
}
