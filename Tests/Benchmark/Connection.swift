import NIOCore
import WAMP
import WebSocket

/// A WebSocket connection to the router, as a client: opening handshake, text messages, closing handshake.
///
/// Messages are appended to `outgoing` and leave with one write at the end of the event loop's tick.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let generator: LoadGenerator
    private let handshake: ClientHandshake
    /// nil after the opening handshake.
    private var response: UpgradeResponse? = UpgradeResponse()
    private var socket = WebSocketConnection(role: .client, limits: WebSocketLimits(), compression: nil)
    private var outgoing = OutputBytes()
    private var isDirty = false
    private var channel: (any Channel)?
    /// Forgotten when the channel is closed.
    private var session: Session?

    init(_ generator: LoadGenerator) {
        self.generator = generator
        var nonce = InlineArray<16, UInt8>(repeating: 0)
        for index in nonce.indices { nonce[index] = .random(in: 0...255) }
        handshake = ClientHandshake(
            host: generator.endpoint.authority, target: generator.endpoint.path, nonce: nonce,
            subprotocols: ["wamp.2.json"])
    }

    /// Sends the opening handshake on a channel that has just been connected.
    func open(on channel: any Channel, for session: Session) throws {
        self.channel = channel
        self.session = session
        try channel.pipeline.syncOperations.addHandler(self)
        let request = handshake.request
        outgoing.append(utf8: "\(request.method) \(request.target) HTTP/1.1\r\n")
        for field in request.headers.fields { outgoing.append(utf8: "\(field.name): \(field.value)\r\n") }
        outgoing.append("\r\n")
        markDirty()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        generator.updateClock()
        var buffer = unwrapInboundIn(data)
        if response != nil, !readResponse(&buffer) { return }
        buffer.withUnsafeReadableBytes { readMessages(UnsafeMutableRawBufferPointer(mutating: $0)) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        generator.updateClock()
        channel = nil
        let session = session
        self.session = nil
        session?.connectionClosed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Whether the opening handshake is finished.
    private func readResponse(_ buffer: inout ByteBuffer) -> Bool {
        do {
            guard let answer = try response?.read(&buffer) else { return false }
            response = nil
            let agreement = try handshake.verify(answer)
            guard agreement.subprotocol == "wamp.2.json" else {
                throw BenchmarkError.handshake("the server does not speak wamp.2.json")
            }
        } catch {
            generator.fail(error as? BenchmarkError ?? .handshake("\(error)"))
            return false
        }
        session?.connectionOpened()
        return true
    }

    private func readMessages(_ memory: UnsafeMutableRawBufferPointer) {
        var offset = 0
        while true {
            switch socket.next(in: memory, at: &offset) {
            case .needMoreBytes: return
            case .message(_, let location): session?.receive(socket.bytes(at: location, in: memory))
            case .ping(let location): sendPong(socket.bytes(at: location, in: memory))
            case .pong: break
            case .close: close()
            case .failed(let violation, _): generator.fail(.connectionLost("\(violation)"))
            }
        }
    }
}

// MARK: Sending

extension Connection {
    /// Appends a text message of exactly `count` bytes, which `write` writes, as a masked frame.
    @inline(__always)
    func send(count: Int, _ write: (UnsafeMutableRawPointer) -> Void) {
        let memory = outgoing.reserve(FrameHeader.maximumSize + count)
        let key = generator.maskKeys.next()
        let size = FrameHeader.write(opcode: .text, payloadCount: count, maskKey: key, to: memory)
        write(memory + size)
        Masking.apply(key: key, to: UnsafeMutableRawBufferPointer(start: memory + size, count: count))
        outgoing.advance(by: size + count)
        markDirty()
    }

    /// Encodes any message.
    func send(_ message: Message) {
        var text = OutputBytes()
        message.encode(json: &text)
        send(count: text.count) { $0.copyBytes(of: text.bytes) }
    }

    /// Wants to close, or answers the peer's close frame. The server closes the TCP connection (RFC 6455 §7.1.1).
    func close() {
        guard socket.closeRequested() == .sendClose else { return }
        let memory = outgoing.reserve(CloseFrame.maximumSize)
        outgoing.advance(by: CloseFrame.write(.normalClosure, maskKey: generator.maskKeys.next(), to: memory))
        markDirty()
    }

    private func sendPong(_ payload: UnsafeRawBufferPointer) {
        let memory = outgoing.reserve(FrameHeader.maximumSize + payload.count)
        let key = generator.maskKeys.next()
        let size = FrameHeader.write(opcode: .pong, payloadCount: payload.count, maskKey: key, to: memory)
        (memory + size).copyBytes(of: payload)
        Masking.apply(
            key: key, to: UnsafeMutableRawBufferPointer(start: memory + size, count: payload.count))
        outgoing.advance(by: size + payload.count)
        markDirty()
    }

    @inline(__always)
    private func markDirty() {
        if isDirty { return }
        isDirty = true
        generator.flushLater(self)
    }

    /// Hands everything that was appended to the channel, with one write.
    func flush() {
        isDirty = false
        if let channel {
            var buffer = generator.writeBuffer
            generator.writeBuffer = ByteBuffer()
            buffer.clear(minimumCapacity: outgoing.count)
            buffer.writeBytes(outgoing.bytes)
            channel.writeAndFlush(buffer, promise: nil)
            // Re-used unless the channel still holds it.
            generator.writeBuffer = buffer
        }
        outgoing.removeAll(keepingCapacityUpTo: 64 << 10)
    }
}

/// Fresh masking keys (RFC 6455 §5.3): every frame has its own, from a generator with a random seed.
struct MaskKeys {
    private var state = UInt64.random(in: 0...UInt64.max)

    /// Splitmix64, of which the upper half is taken.
    @inline(__always)
    mutating func next() -> UInt32 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt32(truncatingIfNeeded: (mixed ^ (mixed &>> 31)) &>> 32)
    }
}
