import NIOCore
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
        fileprivate var offset: Int
        fileprivate var headerSize: Int
    }

    /// Begins a message: append it to `bytes`, then call `endMessage`.
    ///
    /// - Parameter expecting: about how many bytes it will have. The frame's header, whose size depends on the exact number,
    ///   is given room accordingly; a wrong guess costs moving the message by a few bytes.
    package func beginMessage(expecting: Int) -> MessageStart {
        let headerSize = FrameHeader.size(payloadCount: expecting, masked: false)
        let offset = bytes.count
        _ = bytes.reserve(headerSize + expecting)
        bytes.advance(by: headerSize)
        return MessageStart(offset: offset, headerSize: headerSize)
    }

    /// Ends a message: writes its frame's header, and compresses it where that was negotiated.
    package func endMessage(_ start: MessageStart) {
        let begin = start.offset + start.headerSize
        let count = bytes.count - begin
        guard acceptsMessages else {
            // Nothing follows a close frame (RFC 6455 §5.5.1).
            bytes.truncate(to: start.offset)
            return
        }
        markDirty()
        if let compressor {
            let message = UnsafeRawBufferPointer(rebasing: bytes.bytes[begin...])
            if let compressed = compressor.compress(message) {
                bytes.truncate(to: start.offset)
                appendFrame(messageKind.opcode, compressed, isCompressed: true)
                return
            }
        }
        let headerSize = FrameHeader.size(payloadCount: count, masked: false)
        if headerSize != start.headerSize { bytes.moveTail(from: begin, by: headerSize - start.headerSize) }
        _ = FrameHeader.write(
            opcode: messageKind.opcode, payloadCount: count, to: bytes.written(at: start.offset))
        boundPending()
    }

    /// Appends a whole message that has been encoded before.
    package func appendMessage(_ message: UnsafeRawBufferPointer) {
        guard acceptsMessages else { return }
        if let compressor, let compressed = compressor.compress(message) {
            appendFrame(messageKind.opcode, compressed, isCompressed: true)
        } else {
            appendFrame(messageKind.opcode, message)
        }
    }

    /// Whether a frame made for many connections can be sent as it is.
    package var sharesFrames: Bool { compressor == nil }

    /// Appends a frame as it is.
    func appendFrame(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, isCompressed: Bool = false) {
        let memory = bytes.reserve(FrameHeader.maximumSize + payload.count)
        bytes.advance(
            by: FrameHeader.write(
                opcode: opcode, payloadCount: payload.count, rsv1: isCompressed, to: memory))
        bytes.append(payload)
        markDirty()
        boundPending()
    }
}

extension SharedMessage {
    /// A text message for every WebSocket receiver that does not compress.
    package convenience init(text message: UnsafeRawBufferPointer) {
        let header = FrameHeader.size(payloadCount: message.count, masked: false)
        var buffer = ByteBufferAllocator().buffer(capacity: header + message.count)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: header) { memory in
            guard let start = memory.baseAddress else { return 0 }
            return FrameHeader.write(opcode: .text, payloadCount: message.count, to: start)
        }
        buffer.writeBytes(message)
        self.init(frame: buffer)
    }
}
