import NIOCore
import RawSocket
import WAMP
import WebSocket

/// One encoded frame, header included, that many connections send.
package final class SharedMessage: Sendable {
    package let frame: ByteBuffer

    package init(frame: ByteBuffer) {
        self.frame = frame
    }
}

/// The frames of one message that goes to many connections: one for each framing among them, made at first use.
package struct SharedFrames {
    /// Messages up to this size are copied, which costs less than counting references up to a few KiB; bursts of small ones leave
    /// as one run.
    static let threshold = 4096

    private var frames: [(framing: Framing, message: SharedMessage)] = []

    package init() {}

    /// `nil` where the framing's messages are not shared.
    mutating func frame(of message: UnsafeRawBufferPointer, _ framing: Framing) -> SharedMessage? {
        let key: Framing
        switch framing {
        case .webSocket, .webSocketBatch: key = framing
        // How much one peer takes does not change the frame.
        case .rawSocket: key = .rawSocket(maximumMessageSize: 0)
        // Such a queue keeps its bytes together.
        case .longPoll: return nil
        }
        if let found = frames.first(where: { $0.framing == key }) { return found.message }
        let made = SharedMessage(frame: Self.makeFrame(message, framing))
        frames.append((key, made))
        return made
    }

    private static func makeFrame(_ message: UnsafeRawBufferPointer, _ framing: Framing) -> ByteBuffer {
        var output = OutputBytes()
        _ = output.reserve(FrameHeader.maximumSize + 5 + message.count)
        switch framing {
        case .webSocket(let kind):
            output.advance(
                by: FrameHeader.write(
                    opcode: kind.opcode, payloadCount: message.count, to: output.reserve(0)))
            output.append(message)
        case .webSocketBatch(let serializer):
            output.advance(
                by: FrameHeader.write(
                    opcode: MessageKind(of: serializer).opcode,
                    payloadCount: message.count + Batch.overhead(serializer), to: output.reserve(0)))
            Batch.append(message, serializer, to: &output)
        case .rawSocket, .longPoll:
            MessagePrefix(.message, payloadCount: message.count)?.write(to: output.reserve(4))
            output.advance(by: MessagePrefix.size)
            output.append(message)
        }
        return ByteBuffer(bytes: output.bytes)
    }
}
