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
    /// The messages in `bytes` and in `earlier`, and about how many the channel, or the holder, still has.
    var messages = 0
    var messagesInChannel = 0
    /// Bytes that NIO, or the holder, has accepted and the kernel has not.
    var inChannel = 0
    private var isDirty = false
    private var closeMode: CloseMode?
    var isClosed = false

    let channel: (any Channel)?
    /// Takes the messages of a queue that has no channel.
    package weak var holder: (any OutboundHolder)?
    let flushList: FlushList
    private var direct: DirectSend?
    let limits: OutboundLimits
    /// What its session may have waiting.
    package internal(set) var budget: OutboundBudget
    /// Who is told when that is used up.
    var observer: (any OutboundObserver)?
    /// More was waiting than the budget, and not yet so little again that the observer has been told.
    package internal(set) var isFull = false
    /// Events are not to be appended: the session holds them back, or drops them.
    package var holdsEvents = false
    /// The session is over, and its last words may go beyond the limits.
    var isUnbounded = false
    /// Why the connection is not read from; empty where it is.
    var readingPauses: ReadingPause = []
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
        budget = limits.budget
        direct = DirectSend(channel: channel, isEnabled: sendsDirectly)
    }

    /// A queue without a channel: its `holder` gets the messages, framed by their lengths.
    package init(flushList: FlushList, limits: OutboundLimits, serializer: Serializer) {
        channel = nil
        self.serializer = serializer
        framing = .longPoll
        self.flushList = flushList
        self.limits = limits
        budget = limits.budget
    }

    /// Everything that this connection has still to send, in bytes.
    package var pendingBytes: Int { bytes.count + earlierCount + inChannel }

    /// The same in messages, about: of those that were handed to the channel together, it counts what has gone by the bytes.
    package var pendingMessages: Int { messages &+ messagesInChannel }

    /// The peer took too little of what it was sent: `pendingBytes` was above the limit, and the channel was closed.
    var hasOverflowed = false

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

    /// Appends a message, or what of it has not been sent.
    func append(segment: ByteBuffer) {
        moveBytesToSegment()
        earlier.append(segment)
        earlierCount += segment.readableBytes
        messages &+= 1
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
        observer = nil
        bytes.removeAll(keepingCapacityUpTo: 0)
        openBatch = nil
        earlier = []
        earlierCount = 0
        messages = 0
    }

    func flush() {
        isDirty = false
        if isClosed || hasOverflowed { return }
        writeOut()
        resumeReadingIfPossible()
        drainIfPossible()
        if pendingBytes == 0 {
            if let closeMode { close(closeMode) }
        } else {
            checkLimit()
            if !hasOverflowed { pauseReadingIfNeeded() }
        }
    }

    func close(_ mode: CloseMode) {
        guard let channel else { return holder?.queueClosed() ?? () }
        channel.close(mode: mode, promise: nil)
    }

    /// Sends what the peer takes, and hands the rest to the channel.
    func writeOut() {
        if earlier.isEmpty { flushBytes() } else { flushSegments() }
        messages = 0
        openBatch = nil
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
    }

    private func flushBytes() {
        if bytes.isEmpty { return }
        var rest = bytes.bytes
        if inChannel == 0, let direct {
            let sent = direct.send(rest)
            if sent == rest.count { return }
            messages = Self.share(messages, of: rest.count &- sent, in: rest.count)
            rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
        }
        messagesInChannel += messages
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
        let (before, count) = (inChannel, earlierCount)
        for segment in earlier {
            writeSegment(segment)
        }
        messagesInChannel += Self.share(messages, of: inChannel - before, in: count)
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
    package func wasWritten(_ count: Int) {
        messagesInChannel = Self.share(messagesInChannel, of: inChannel - count, in: inChannel)
        inChannel -= count
        if isClosed { return }
        resumeReadingIfPossible()
        drainIfPossible()
        if let closeMode, pendingBytes == 0 { close(closeMode) }
    }

    private func moveBytesToSegment() {
        if bytes.isEmpty { return }
        earlierCount += bytes.count
        earlier.append(ByteBuffer(bytes: bytes.bytes))
        openBatch = nil
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
    }

    /// How many of so many messages are in a part of their bytes; rounded up.
    private static func share(_ messages: Int, of part: Int, in whole: Int) -> Int {
        guard part > 0, whole > 0 else { return 0 }
        let share = (Double(messages) * Double(part) / Double(whole)).rounded(.up)
        return min(messages, Int(share))
    }
}
