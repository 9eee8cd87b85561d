import NIOCore
import RawSocket
import WAMP
import WebSocket

// Large messages are not copied into the queue: the kernel is given their payload where it lies, in the memory of the read that
// brought it. What it does not take is copied, once.

extension OutboundQueue {
    /// The payload from which on that is done: copying a smaller one costs less than a system call for it alone.
    static let largeMessage = 32 << 10

    /// `nil` where the message must be in one piece first: to be compressed, or put into a batch.
    @inline(never)
    func beginLargeMessage(_ expecting: Int) -> MessageStart? {
        let headerSize: Int
        switch framing {
        case .webSocket:
            guard compressor == nil else { return nil }
            headerSize = FrameHeader.size(payloadCount: expecting, masked: false)
        case .rawSocket: headerSize = MessagePrefix.size
        case .webSocketBatch, .longPoll: return nil
        }
        let offset = bytes.count
        _ = bytes.reserve(headerSize)
        bytes.advance(by: headerSize)
        bytes.borrowsFrom = Self.largeMessage
        return MessageStart(offset: offset, headerSize: headerSize, isLarge: true)
    }

    /// Ends a message whose payload is a borrowed run.
    ///
    /// - Returns: as `endMessage`.
    @inline(never)
    func endLargeMessage(_ start: MessageStart, _ run: BorrowedRun) -> Bool {
        guard acceptsMessages else {
            bytes.truncate(to: start.offset)
            return true
        }
        var run = run
        guard writeHeader(of: start, &run) else {
            bytes.truncate(to: start.offset)
            return false
        }
        sendOrKeep(run)
        return true
    }

    /// Writes what frames a large message; false where the peer takes no message of this size.
    private func writeHeader(of start: MessageStart, _ run: inout BorrowedRun) -> Bool {
        let begin = start.offset + start.headerSize
        let count = bytes.count - begin + run.bytes.count
        switch framing {
        case .webSocket(let kind):
            let headerSize = FrameHeader.size(payloadCount: count, masked: false)
            if headerSize != start.headerSize {
                bytes.moveTail(from: begin, by: headerSize - start.headerSize)
                run.offset += headerSize - start.headerSize
            }
            _ = FrameHeader.write(
                opcode: kind.opcode, payloadCount: count, to: bytes.written(at: start.offset))
            return true
        case .rawSocket(let maximum):
            guard count <= maximum, let prefix = MessagePrefix(.message, payloadCount: count) else {
                return false
            }
            prefix.write(to: bytes.written(at: start.offset))
            return true
        case .webSocketBatch, .longPoll:
            assertionFailure("such messages are not large")
            return false
        }
    }

    private func sendOrKeep(_ run: BorrowedRun) {
        let sent = sendAtOnce(with: run)
        let rest = bytes.count + run.bytes.count - sent
        var segment = ByteBuffer()
        if rest > 0 {
            segment.reserveCapacity(rest)
            bytes.withPieces(around: run) { first, second, third in
                var skipped = sent
                for piece in [first, second, third] {
                    let unsent = piece.dropFirst(skipped)
                    skipped = max(0, skipped - piece.count)
                    segment.writeBytes(UnsafeRawBufferPointer(rebasing: unsent))
                }
            }
        }
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
        // Those before this one: about, where a part of them has been sent.
        if sent > 0 { messages = 0 }
        guard rest > 0 else { return }
        append(segment: segment)
        boundPending()
    }

    /// Sends a large message that has been encoded before, without making a frame of it as long as the kernel takes all.
    ///
    /// - Returns: as `appendMessage`; `nil` where the message has to go another way.
    @inline(never)
    func sendAtOnce(_ message: UnsafeRawBufferPointer, sharing shared: inout SharedFrames) -> Bool? {
        guard canSendAtOnce, let start = beginLargeMessage(message.count) else { return nil }
        bytes.borrowsFrom = .max
        var run = BorrowedRun(bytes: message, offset: bytes.count)
        guard writeHeader(of: start, &run) else {
            bytes.truncate(to: start.offset)
            return false
        }
        let sent = sendAtOnce(with: run)
        if sent < start.offset {
            bytes.truncate(to: start.offset)
            bytes.removeFirst(sent)
            return nil
        }
        let isSent = sent == bytes.count + message.count
        bytes.removeAll(keepingCapacityUpTo: limits.retainedCapacity)
        messages = 0
        if isSent { return true }
        guard var frame = shared.frame(of: message, framing)?.frame else {
            assertionFailure("the frames of such messages are shared")
            return nil
        }
        frame.moveReaderIndex(forwardBy: sent - start.offset)
        append(segment: frame)
        boundPending()
        return true
    }
}

extension OutputBytes {
    /// The bytes before a borrowed run, the run, and the bytes behind it.
    func withPieces<Result>(
        around run: BorrowedRun,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let own = bytes
        return body(
            UnsafeRawBufferPointer(rebasing: own[..<run.offset]), run.bytes,
            UnsafeRawBufferPointer(rebasing: own[run.offset...]))
    }
}
