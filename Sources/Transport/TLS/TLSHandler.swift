import Logging
import NIOCore

/// TLS on a channel: the handlers behind it read and write what is hidden on the network.
///
/// It tells them who the other side is, once, by the user event `TLSPeer`. What they write before that waits for the end of the
/// handshake. Deadlines are others' business.
///
/// Unchecked because it is confined to its channel's loop.
package final class TLSHandler: ChannelDuplexHandler, @unchecked Sendable {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private typealias Write = (bytes: ByteBuffer, promise: EventLoopPromise<Void>?)

    private enum State {
        case handshake, open, ended
    }

    private let connection: TLSConnection
    private let logger: Logger?
    private var state = State.handshake
    private var context: ChannelHandlerContext?
    /// What was written and not yet hidden.
    private var pending: [Write] = []
    /// The sending direction has been closed.
    private var isOutputClosed = false
    /// The end came in order, or it has been told why not.
    private var isEndKnown = false

    /// The other side, from the end of the handshake on.
    package private(set) var peer: TLSPeer?

    /// - Parameter logger: gets one line, at debug, about a connection that ended other than in order.
    package init(_ connection: TLSConnection, logger: Logger? = nil) {
        self.connection = connection
        self.logger = logger
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { proceed(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    package func channelActive(context: ChannelHandlerContext) {
        proceed(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .handshake: report(.unfinished, context)
        case .open: report(.truncated, context)
        case .ended: break
        }
        end()
        context.fireChannelInactive()
    }

    private func end() {
        state = .ended
        connection.end()
        let pending = pending
        self.pending = []
        for (_, promise) in pending { promise?.fail(ChannelError.ioOnClosedChannel) }
    }

    /// Says once why the connection ends other than in order.
    private func report(_ error: TLSError, _ context: ChannelHandlerContext) {
        if isEndKnown { return }
        isEndKnown = true
        logger?.debug(
            "TLS ended", metadata: ["peer": "\(context.channel.peerDescription)", "reason": "\(error)"])
        context.fireErrorCaught(error)
    }
}

// MARK: Reading

extension TLSHandler {
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        receive(&bytes)
    }

    /// What was read before this handler was there.
    func receive(_ bytes: inout ByteBuffer) {
        guard let context, state != .ended else { return }
        connection.receive(&bytes)
        proceed(context)
    }

    private func proceed(_ context: ChannelHandlerContext) {
        do throws(TLSError) {
            if case .handshake = state {
                let isFinished = try connection.shakeHands()
                send(context, promise: nil)
                guard isFinished else { return }
                state = .open
                peer = connection.makePeer()
                if let peer { context.fireUserInboundEventTriggered(peer) }
                guard case .open = state else { return }
                flush(context: context)
            }
            try read(context)
        } catch {
            fail(error, context)
        }
    }

    private func read(_ context: ChannelHandlerContext) throws(TLSError) {
        guard case .open = state else { return }
        var plain = context.channel.allocator.buffer(capacity: 0)
        let result = try connection.read(into: &plain)
        // The refusal to renegotiate, for instance. Who asks again and again, and takes no answer, must not fill the memory.
        if connection.hasOutgoing, !context.channel.isWritable { throw .unread }
        send(context, promise: nil)
        if plain.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plain)) }
        guard case .closed = result, case .open = state else { return }
        // As the end of the stream without TLS: nothing is sent to a peer that has gone.
        isEndKnown = true
        close(context: context, mode: .all, promise: nil)
    }

    private func fail(_ error: TLSError, _ context: ChannelHandlerContext) {
        // The alert that says why.
        send(context, promise: nil)
        report(error, context)
        end()
        context.close(promise: nil)
    }
}

// MARK: Writing

extension TLSHandler {
    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state != .ended, !isOutputClosed else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        pending.append((unwrapOutboundIn(data), promise))
    }

    package func flush(context: ChannelHandlerContext) {
        guard case .open = state, !pending.isEmpty else { return }
        if pending.count == 1 {
            // The usual case keeps the memory of the list.
            let (bytes, promise) = pending.removeLast()
            connection.reserveOutgoing(bytes.readableBytes, context.channel.allocator)
            return send(context, promise: promise) { () throws(TLSError) in try write(bytes) }
        }
        var writes: [Write] = []
        swap(&writes, &pending)
        let promise = Self.promise(for: writes.compactMap(\.promise), context)
        send(context, promise: promise) { () throws(TLSError) in try hide(writes, context) }
    }

    private func send(
        _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?,
        _ hide: () throws(TLSError) -> Void
    ) {
        do throws(TLSError) {
            try hide()
            send(context, promise: promise)
        } catch {
            promise?.fail(error)
            fail(error, context)
        }
    }

    /// In as few records as possible: what is shorter than one shares it with its neighbours.
    private func hide(
        _ writes: [Write], _ context: ChannelHandlerContext
    ) throws(TLSError) {
        let count = writes.reduce(0) { $0 + $1.bytes.readableBytes }
        connection.reserveOutgoing(count, context.channel.allocator)
        var record = context.channel.allocator.buffer(capacity: min(count, TLSConnection.maximumRecordSize))
        for (bytes, _) in writes {
            var rest = bytes
            while rest.readableBytes > 0 {
                if record.readableBytes == 0, rest.readableBytes >= TLSConnection.maximumRecordSize {
                    let whole = rest.readableBytes / TLSConnection.maximumRecordSize
                    if let records = rest.readSlice(length: whole * TLSConnection.maximumRecordSize) {
                        try write(records)
                    }
                    continue
                }
                let room = TLSConnection.maximumRecordSize - record.readableBytes
                if var piece = rest.readSlice(length: min(room, rest.readableBytes)) {
                    record.writeBuffer(&piece)
                }
                guard record.readableBytes == TLSConnection.maximumRecordSize else { continue }
                try write(record)
                record.clear()
            }
        }
        try write(record)
    }

    private func write(_ bytes: ByteBuffer) throws(TLSError) {
        try bytes.readableBytesView.withUnsafeBytes { (bytes) throws(TLSError) in try connection.write(bytes)
        }
    }

    private static func promise(
        for promises: [EventLoopPromise<Void>], _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void>? {
        if promises.isEmpty { return nil }
        let all = context.eventLoop.makePromise(of: Void.self)
        all.futureResult.whenComplete { result in
            for promise in promises { promise.completeWith(result) }
        }
        return all
    }

    private func send(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard let bytes = connection.takeOutgoing() else {
            promise?.succeed()
            return
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: break
        case .output:
            sayGoodbye(context)
            isOutputClosed = true
        case .all:
            sayGoodbye(context)
            isEndKnown = true
            end()
        }
        context.close(mode: mode, promise: promise)
    }

    private func sayGoodbye(_ context: ChannelHandlerContext) {
        guard case .open = state, !isOutputClosed else { return }
        connection.shutDown()
        send(context, promise: nil)
    }
}
