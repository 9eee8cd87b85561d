import NIOCore
import NIOEmbedded
import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("Messages become frames (RFC 6455 §5.2, RFC 7692 §7.2.1)")
struct OutboundQueueFramingTests {
    @Test(
        "However wrong the expected size, the frame is right",
        arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 65_537], [0, 125, 126, 65_535, 65_536, 200_000])
    func expecting(size: Int, guess: Int) throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for _ in 0..<2 {
            let start = queue.beginMessage(expecting: guess)
            payload.withUnsafeBytes { queue.bytes.append($0) }
            queue.endMessage(start)
        }
        let bytes = try wire.sent()
        var rest = bytes
        #expect(ReceivedFrame.take(from: &rest) == ReceivedFrame(opcode: 1, payload: payload))
        #expect(ReceivedFrame.take(from: &rest) == ReceivedFrame(opcode: 1, payload: payload))
        #expect(rest.isEmpty)
        // The shortest form of the length is required (§5.2).
        let header = size <= 125 ? 2 : size <= 65_535 ? 4 : 10
        #expect(bytes.count == 2 * (header + size))
    }

    private func shared(_ message: UnsafeRawBufferPointer) -> SharedMessage {
        var frames = SharedFrames()
        return frames.frame(of: message, .webSocket(.text)) ?? SharedMessage(frame: ByteBuffer())
    }

    @Test(
        "A message that was encoded before and a shared one are the same frame",
        arguments: [0, 125, 126, 65_535, 65_536])
    func wholeMessages(size: Int) throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        let payload = [UInt8](repeating: 0x61, count: size)
        payload.withUnsafeBytes {
            queue.appendMessage($0)
            queue.append(shared($0))
        }
        let expected = ReceivedFrame(opcode: 1, payload: payload)
        #expect(try wire.frames() == [expected, expected])
    }

    @Test("Nothing follows a close frame (RFC 6455 §5.5.1)")
    func nothingAfterClose() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        let text = Array("hello".utf8)
        let open = queue.beginMessage(expecting: 5)
        queue.acceptsMessages = false
        text.withUnsafeBytes { queue.bytes.append($0) }
        queue.endMessage(open)
        text.withUnsafeBytes {
            queue.appendMessage($0)
            queue.append(shared($0))
        }
        let late = queue.beginMessage(expecting: 100_000)
        queue.endMessage(late)
        #expect(try wire.sent().isEmpty)
        #expect(queue.pendingBytes == 0)
    }

    @Test("Binary serializers send binary frames")
    func binary() throws {
        let wire = try Wire()
        let queue = OutboundQueue(
            channel: wire.channel, flushList: wire.flushList,
            limits: OutboundLimits(maximumPendingBytes: 1000, pauseReadingAbove: 1000), sendsDirectly: false,
            serializer: .cbor, framing: .webSocket(.binary))
        let start = queue.beginMessage(expecting: 0)
        queue.bytes.append(7)
        queue.endMessage(start)
        #expect(try wire.frames() == [ReceivedFrame(opcode: 2, payload: [7])])
    }

    /// Compresses with the connection's own deflater, as `WebSocketHandler` does.
    private final class Compressor: MessageCompressor {
        var connection = WebSocketConnection(
            role: .server, limits: WebSocketLimits(), compression: NegotiatedDeflate(threshold: 100))

        func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
            connection.compress(message)
        }
    }

    @Test(
        "Compressed messages, in frames with RSV1, inflate to what was written; small ones stay as they are")
    func compression() throws {
        let wire = try Wire()
        let queue = wire.makeQueue()
        let compressor = Compressor()
        queue.compressor = compressor
        let texts = (0..<20).map { String(repeating: "message \($0) ", count: $0 * $0 * 10) }
        for (number, text) in texts.enumerated() {
            let bytes = Array(text.utf8)
            if number % 2 == 0 {
                bytes.withUnsafeBytes { queue.appendMessage($0) }
            } else {
                let start = queue.beginMessage(expecting: number * 100)
                bytes.withUnsafeBytes { queue.bytes.append($0) }
                queue.endMessage(start)
            }
        }
        var bytes = try wire.sent()
        #expect(bytes.count < texts.map(\.utf8.count).reduce(0, +) / 10)
        var client = WebSocketConnection(
            role: .client, limits: WebSocketLimits(), compression: NegotiatedDeflate())
        var received: [String] = []
        bytes.withUnsafeMutableBytes { memory in
            var offset = 0
            while case .message(.text, let location) = client.next(in: memory, at: &offset) {
                received.append(String(decoding: client.bytes(at: location, in: memory), as: UTF8.self))
            }
        }
        #expect(received == texts)
    }
}
