import NIOCore
import Transport

/// The channel of a `MessageTransport`: output on its way, the receiver of messages, and the end.
///
/// What is sent during one tick of the event loop leaves with one write.
///
/// Unchecked because it is confined to its channel's event loop.
final class TransportLine: @unchecked Sendable {
    var receiver: (any MessageReceiver)?
    private let channel: any Channel
    private var output = ByteBuffer()
    private var isFlushScheduled = false
    /// Closes the channel if the router does not.
    private var deadline: Scheduled<Void>?
    private var failure: WAMPError?

    init(_ channel: any Channel, receiver: any MessageReceiver) {
        self.channel = channel
        self.receiver = receiver
    }

    /// False while so much is waiting for the network that more had better wait, too.
    var isWritable: Bool { channel.isWritable }

    /// The router's side of TLS; `nil` where it is not spoken.
    var peer: TLSPeer? {
        try? channel.pipeline.syncOperations.handler(type: TLSHandler.self).peer
    }

    /// Appends to the output what `body` writes.
    ///
    /// - Parameters:
    ///   - room: the most that it may write, in bytes.
    ///   - body: gets memory of at least that size, and returns how much it has written.
    func write(atMost room: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            memory.baseAddress.map(body) ?? 0
        }
        scheduleFlush()
    }

    /// Runs `body` once the present tick of the event loop is over.
    func afterTick(_ body: @escaping @Sendable () -> Void) {
        channel.eventLoop.execute(body)
    }

    private func scheduleFlush() {
        if isFlushScheduled { return }
        isFlushScheduled = true
        afterTick { self.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard output.readableBytes > 0 else { return }
        channel.writeAndFlush(output, promise: nil)
        output = ByteBuffer()
    }
}

// MARK: The end

extension TransportLine {
    /// Tells the receiver, once, that there will be no more messages.
    func finish(_ error: WAMPError) {
        let receiver = receiver
        self.receiver = nil
        receiver?.transportEnded(error)
    }

    /// Closes the connection at once.
    func drop() {
        channel.close(promise: nil)
    }

    /// Closes the connection behind what was sent.
    func dropWhenFlushed() {
        // Behind the flush that is scheduled.
        let channel = channel
        channel.eventLoop.execute { channel.close(promise: nil) }
    }

    /// Ends the sending direction behind what was sent: closing a socket with unread input makes the kernel reset the
    /// connection, and what was sent last could be lost.
    func closeOutputWhenFlushed() {
        let channel = channel
        channel.eventLoop.execute { channel.close(mode: .output, promise: nil) }
    }

    /// Waits for the router to close the connection, but not for ever.
    func awaitEnd() {
        guard deadline == nil else { return }
        let channel = channel
        deadline = channel.eventLoop.scheduleTask(in: ClientLimits.closing) { channel.close(promise: nil) }
    }

    /// The channel is no more.
    func channelClosed() {
        deadline?.cancel()
        finish(failure ?? WAMPError(.connectionLost, "the router closed the connection without GOODBYE"))
    }

    /// The socket has an error; `channelClosed` follows.
    func channelFailed(_ error: any Error) {
        failure = WAMPError(.connectionLost, "the connection failed: \(error)", cause: error)
        channel.close(promise: nil)
    }
}
