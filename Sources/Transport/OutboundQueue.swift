import NIOCore
import WAMP
import WebSocket

/// What one connection has still to send.
///
/// Encoders append to `bytes`; the queue is flushed once per tick of the loop (`FlushList`). Large messages are sent at once
/// where the kernel takes them; those that go to many connections are else appended as `SharedMessage` and not copied.
///
/// Unchecked because it is confined to its channel's loop: it is created there, and its only users, the connection's
/// handler, the flush list and the realm's router, run on that loop.
package final class OutboundQueue: @unchecked Sendable {
    /// Frames that wait for the next flush. Complete frames only, between calls.
    package var bytes = OutputBytes()
    /// What stands before `bytes`: filled only while large messages wait.
    private var earlier: [ByteBuffer] = []
    private var earlierCount = 0
    /// Bytes that NIO, or the holder, has accepted and the kernel has not.
    private var inChannel = 0
    private var isDirty = false
    private var closeMode: CloseMode?
    private var isClosed = false

    private let channel: (any Channel)?
    /// Takes the messages of a queue that has no channel.
    weak var holder: (any OutboundHolder)?
    private let flushList: FlushList
    private var direct: DirectSend?
    let limits: OutboundLimits
    private var isReadingPaused = false
    /// What the connection's messages are written in.
    package let serializer: Serializer
    let framing: Framing
    /// The last frame in `bytes` is a batch that takes more messages.
    var openBatch: OpenBatch?
    /// Set where compression was negotiated.
    var compressor: (any MessageCompressor)?
    /// False once a close frame has been appended, or too much waits.
    package internal(set) var acceptsMessages = true

    /// - Parameter sendsDirectly: plain streams only, see `DirectSend`.
    package init(
        channel: any Channel, flushList: FlushList, limits: OutboundLimits, sendsDirectly: Bool,
        serializer: Serializer = .json, framing: Framing = .webSocket(.text)
    ) {
        self.channel = channel
        self.serializer = serializer
        self.framing = framing
        self.flushList = flushList
        self.limits = limits
        direct = DirectSend(channel: channel, isEnabled: sendsDirectly)
    }

    /// A queue without a channel: its `holder` gets the messages, framed by their lengths.
    init(flushList: FlushList, limits: OutboundLimits, serializer: Serializer) {
        channel = nil
        self.serializer = serializer
        framing = .longPoll
        self.flushList = flushList
        self.limits = limits
    }

    /// Everything that this connection has still to send, in bytes.
    package var pendingBytes: Int { bytes.count + earlierCount + inChannel }

    /// The peer took too little of what it was sent: `pendingBytes` was above the limit, and the channel was closed.
    private(set) var hasOverflowed = false

    /// To be called after something was appended to `bytes`.
    package func markDirty() {
        if isDirty { return }
        isDirty = true
        flushList.add(self)
    }

    /// Appends a message of which all receivers share the bytes.
    package func append(_ message: SharedMessage) {
        guard acceptsMessages else { return }
        append(segment: message.frame)
        boundPending()
    }

    /// Appends a large part of the stream.
    func append(segment: ByteBuffer) {
        moveBytesToSegment()
        earlier.append(segment)
        earlierCount += segment.readableBytes
        markDirty()
    }

    /// Nothing waits but `bytes`, and the kernel can be given them.
    var canSendAtOnce: Bool { direct != nil && earlier.isEmpty && inChannel == 0 }

    /// Sends `bytes` with a borrowed run within them; what the kernel does not take now has still to be sent.
    ///
    /// - Returns: how many bytes of all that have been sent.
    func sendAtOnce(with run: BorrowedRun) -> Int {
        guard canSendAtOnce, let direct else { return 0 }
        return bytes.withPieces(around: run) { direct.send($0, $1, $2) }
    }

    /// To be called after a message was appended: one message of a client can make thousands for another one, before any
    /// flush. Then what the peer takes at once is sent at once, and if that is not enough the connection ends.
    func boundPending() {
        if pendingBytes > limits.maximumPendingBytes { relieve() }
    }

    @inline(never)
    private func relieve() {
        if isClosed || hasOverflowed { return }
        writeOut()
        guard pendingBytes > limits.maximumPendingBytes else { return }
        hasOverflowed = true
        acceptsMessages = false
        // Not here: whoever appends is in the midst of deciding, and the end of a session is another decision.
        flushList.eventLoop.assumeIsolated().execute { self.close(.all) }
    }

    /// Closes the channel, or its sending direction, once everything has been sent.
    func closeWhenFlushed(_ mode: CloseMode) {
        closeMode = mode
        markDirty()
    }

    /// The channel is gone, or about to be: its descriptor must not be used any more.
    package func channelClosed() {
        isClosed = true
        direct = nil
        compressor = nil
        bytes.removeAll(keepingCapacityUpTo: 0)
        openBatch = nil
        earlier = []
        earlierCount = 0
    }

    func flush() {
        isDirty = false
        if isClosed || hasOverflowed { return }
        writeOut()
        resumeReadingIfPossible()
        if pendingBytes == 0 {
            if let closeMode { close(closeMode) }
        } else if pendingBytes > limits.maximumPendingBytes {
            hasOverflowed = true
            close(.all)
        } else {
            pauseReadingIfNeeded()
        }
    }

    private func close(_ mode: CloseMode) {
        guard let channel else { return holder?.queueClosed() ?? () }
        channel.close(mode: mode, promise: nil)
    }

    /// Sends what the peer takes, and hands the rest to the channel.
    private func writeOut() {
        if earlier.isEmpty { flushBytes() } else { flushSegments() }
        openBatch = nil
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
    }

    private func flushBytes() {
        if bytes.isEmpty { return }
        var rest = bytes.bytes
        if inChannel == 0, let direct {
            let sent = direct.send(rest)
            if sent == rest.count { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
        }
        guard let channel else {
            inChannel += rest.count
            holder?.hold(rest)
            return
        }
        writeToChannel(ByteBuffer(bytes: rest))
        channel.flush()
    }

    private func flushSegments() {
        moveBytesToSegment()
        for segment in earlier {
            writeSegment(segment)
        }
        earlier.removeAll()
        earlierCount = 0
        if inChannel > 0 { channel?.flush() }
    }

    private func writeSegment(_ buffer: ByteBuffer) {
        var buffer = buffer
        if inChannel == 0, let direct {
            let sent = buffer.withUnsafeReadableBytes { direct.send($0) }
            buffer.moveReaderIndex(forwardBy: sent)
            if buffer.readableBytes == 0 { return }
        }
        writeToChannel(buffer)
    }

    private func writeToChannel(_ buffer: ByteBuffer) {
        guard let channel else { return }
        let count = buffer.readableBytes
        inChannel += count
        channel.write(buffer).assumeIsolated().whenComplete { _ in self.wasWritten(count) }
    }

    /// The kernel has taken so many of the bytes that the channel, or the holder, had accepted.
    func wasWritten(_ count: Int) {
        inChannel -= count
        if isClosed { return }
        resumeReadingIfPossible()
        if let closeMode, pendingBytes == 0 { close(closeMode) }
    }

    private func moveBytesToSegment() {
        if bytes.isEmpty { return }
        earlierCount += bytes.count
        earlier.append(ByteBuffer(bytes: bytes.bytes))
        openBatch = nil
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
    }

    // A peer that asks without reading the answers is not read from until it has taken them.

    private func pauseReadingIfNeeded() {
        guard !isReadingPaused, pendingBytes > limits.pauseReadingAbove else { return }
        isReadingPaused = true
        try? channel?.syncOptions?.setOption(.autoRead, value: false)
    }

    /// Not only when all is gone: a peer that always has something to take would never be heard again.
    private func resumeReadingIfPossible() {
        guard isReadingPaused, pendingBytes <= limits.pauseReadingAbove / 2 else { return }
        isReadingPaused = false
        try? channel?.syncOptions?.setOption(.autoRead, value: true)
    }
}

/// Bounds of what may wait for one connection.
package struct OutboundLimits: Sendable {
    /// A connection with more bytes waiting is closed: its peer does not read.
    package var maximumPendingBytes: Int
    /// A connection with more bytes waiting is not read from until half of this is left.
    package var pauseReadingAbove: Int
    /// Memory an idle connection keeps for its next message. One small batch; anything larger goes back to the allocator.
    package let retainedCapacity = 512

    package init(maximumPendingBytes: Int, pauseReadingAbove: Int) {
        self.maximumPendingBytes = maximumPendingBytes
        self.pauseReadingAbove = pauseReadingAbove
    }
}
