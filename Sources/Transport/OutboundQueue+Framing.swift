import NIOCore
import RawSocket
import WAMP
import WebSocket

/// Compresses messages of one connection (RFC 7692).
protocol MessageCompressor: AnyObject {
    /// The compressed message, valid until the next call; `nil` when it is to be sent as it is.
    func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer?
}

extension OutboundQueue {
    /// A message being written to `bytes`.
    package struct MessageStart {
        /// Where its frame begins, or in a batch that is open already, the message itself.
        var offset: Int
        /// Room left for what stands before the message.
        var headerSize: Int
        /// Its payload may be borrowed.
        var isLarge = false
    }

    /// Begins a message: append it to `bytes`, then call `endMessage`.
    ///
    /// - Parameter expecting: about how many bytes it will have. A WebSocket frame's header, whose size depends on the exact
    ///   number, is given room accordingly; a wrong guess costs moving the message by a few bytes.
    package func beginMessage(expecting: Int) -> MessageStart {
        if expecting >= Self.largeMessage, let start = beginLargeMessage(expecting) { return start }
        let headerSize: Int
        switch framing {
        case .webSocket: headerSize = FrameHeader.size(payloadCount: expecting, masked: false)
        case .rawSocket, .longPoll: headerSize = 4
        case .webSocketBatch(let serializer):
            return beginMessage(inBatchOf: serializer, expecting: expecting)
        }
        let offset = bytes.count
        _ = bytes.reserve(headerSize + expecting)
        bytes.advance(by: headerSize)
        return MessageStart(offset: offset, headerSize: headerSize)
    }

    /// Ends a message: writes what frames it, and compresses it where that was negotiated.
    ///
    /// - Returns: false where the peer takes no message of this size; nothing is sent then.
    @discardableResult
    package func endMessage(_ start: MessageStart) -> Bool {
        if start.isLarge, let run = bytes.takeBorrowed() { return endLargeMessage(start, run) }
        let begin = start.offset + start.headerSize
        let count = bytes.count - begin
        guard acceptsMessages else {
            // Nothing follows a close frame (RFC 6455 §5.5.1).
            bytes.truncate(to: openBatch?.offset ?? start.offset)
            openBatch = nil
            return true
        }
        switch framing {
        case .webSocket(let kind):
            if let compressor, sendCompressed(from: start.offset, begin, kind, by: compressor) { return true }
            let headerSize = FrameHeader.size(payloadCount: count, masked: false)
            if headerSize != start.headerSize {
                bytes.moveTail(from: begin, by: headerSize - start.headerSize)
            }
            _ = FrameHeader.write(
                opcode: kind.opcode, payloadCount: count, to: bytes.written(at: start.offset))
        case .rawSocket(let maximum):
            guard count <= maximum else {
                bytes.truncate(to: start.offset)
                return false
            }
            guard let prefix = MessagePrefix(.message, payloadCount: count) else { return false }
            prefix.write(to: bytes.written(at: start.offset))
        case .longPoll:
            bytes.written(at: start.offset).storeBytes(
                of: UInt32(truncatingIfNeeded: count).bigEndian, as: UInt32.self)
        case .webSocketBatch(let serializer):
            endMessage(start, inBatchOf: serializer)
        }
        messages &+= 1
        markDirty()
        boundPending()
        return true
    }

    /// Replaces the message at the end of `bytes`, from `begin` on, by a frame that is compressed; false where it is to be sent
    /// as it is.
    func sendCompressed(
        from offset: Int, _ begin: Int, _ kind: MessageKind, by compressor: any MessageCompressor
    ) -> Bool {
        let message = UnsafeRawBufferPointer(rebasing: bytes.bytes[begin...])
        guard let compressed = compressor.compress(message) else { return false }
        bytes.truncate(to: offset)
        appendFrame(kind.opcode, compressed, isCompressed: true)
        return true
    }

    /// Appends a whole message that has been encoded before.
    ///
    /// - Parameter shared: where the frames of large messages are kept for all that send them.
    /// - Returns: as `endMessage`.
    package func appendMessage(
        _ message: UnsafeRawBufferPointer, sharing shared: inout SharedFrames
    ) -> Bool {
        guard acceptsMessages else { return true }
        if message.count <= SharedFrames.threshold, compressor == nil, case .webSocket(let kind) = framing {
            appendFrame(kind.opcode, message)
            return true
        }
        if message.count >= Self.largeMessage, let isSent = sendAtOnce(message, sharing: &shared) {
            return isSent
        }
        guard message.count > SharedFrames.threshold, compressor == nil,
            let frame = shared.frame(of: message, framing)
        else {
            let start = beginMessage(expecting: message.count)
            bytes.append(message)
            return endMessage(start)
        }
        if case .rawSocket(let maximum) = framing, message.count > maximum { return false }
        append(frame)
        return true
    }

    /// Appends a WebSocket frame as it is.
    func appendFrame(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, isCompressed: Bool = false) {
        openBatch = nil
        let memory = bytes.reserve(FrameHeader.maximumSize + payload.count)
        bytes.advance(
            by: FrameHeader.write(
                opcode: opcode, payloadCount: payload.count, rsv1: isCompressed, to: memory))
        bytes.append(payload)
        messages &+= 1
        markDirty()
        boundPending()
    }
}

// MARK: Batches

extension OutboundQueue {
    /// A WebSocket message at the end of `bytes` that more messages may be put into until it is sent.
    struct OpenBatch {
        /// Where its frame begins.
        var offset: Int
        var headerSize: Int
    }

    /// Of a batch; what makes it longer goes into the next one.
    private static let maximumBatchSize = 0xFFFF

    private func beginMessage(inBatchOf serializer: Serializer, expecting: Int) -> MessageStart {
        let size = Batch.overhead(serializer) + expecting
        var offset = bytes.count
        if let openBatch, offset - openBatch.offset + size <= Self.maximumBatchSize {
            _ = bytes.reserve(size)
        } else {
            let headerSize = FrameHeader.size(payloadCount: size, masked: false)
            _ = bytes.reserve(headerSize + size)
            bytes.advance(by: headerSize)
            openBatch = OpenBatch(offset: offset, headerSize: headerSize)
            offset = bytes.count
        }
        let begin = Batch.beginMessage(serializer, in: &bytes)
        return MessageStart(offset: offset, headerSize: begin - offset)
    }

    /// The frame is complete after each message, so that it can be sent at any time; its header is written anew.
    private func endMessage(_ start: MessageStart, inBatchOf serializer: Serializer) {
        Batch.endMessage(serializer, from: start.offset + start.headerSize, in: &bytes)
        guard var batch = openBatch else { return assertionFailure("a message is in a batch") }
        let kind = MessageKind(of: serializer)
        let begin = batch.offset + batch.headerSize
        if let compressor {
            // What is compressed takes no more messages.
            openBatch = nil
            if sendCompressed(from: batch.offset, begin, kind, by: compressor) { return }
        }
        let count = bytes.count - begin
        let headerSize = FrameHeader.size(payloadCount: count, masked: false)
        if headerSize != batch.headerSize {
            bytes.moveTail(from: begin, by: headerSize - batch.headerSize)
            batch.headerSize = headerSize
        }
        _ = FrameHeader.write(
            opcode: kind.opcode, payloadCount: count, to: bytes.written(at: batch.offset))
        if compressor == nil { openBatch = batch }
    }
}
