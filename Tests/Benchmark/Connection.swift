import NIOCore
import Transport
import WAMP
import WebSocket

/// A connection to the router, as a client: opening, messages, closing.
///
/// Messages are appended to `outgoing` and leave with one write at the end of the event loop's tick.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let generator: LoadGenerator
    private let wire: Wire
    /// nil when it is done.
    private var opening: Opening?
    private var socket = WebSocketConnection(role: .client, limits: WebSocketLimits(), compression: nil)
    private var frames = RawSocketFrames()
    private var outgoing = OutputBytes()
    private var isDirty = false
    private var channel: (any Channel)?
    /// Forgotten when the channel is closed.
    private var session: Session?

    init(_ generator: LoadGenerator, _ wire: Wire) {
        self.generator = generator
        self.wire = wire
        opening = Opening(wire, generator.endpoint)
    }

    /// Begins the opening on a channel that has just been connected.
    func open(on channel: any Channel, for session: Session) throws {
        self.channel = channel
        self.session = session
        if let tls = generator.tls?.connection(to: generator.endpoint.host) {
            try channel.pipeline.syncOperations.addHandler(TLSHandler(tls))
        }
        try channel.pipeline.syncOperations.addHandler(self)
        opening?.writeRequest(to: &outgoing)
        markDirty()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        generator.updateClock()
        var buffer = unwrapInboundIn(data)
        if opening != nil, !readOpening(&buffer) { return }
        buffer.withUnsafeReadableBytes { memory in
            switch wire.transport {
            case .webSocket: readWebSocket(UnsafeMutableRawBufferPointer(mutating: memory))
            case .rawSocket, .forwarder: readRawSocket(memory)
            }
        }
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

    /// Whether the opening is finished.
    private func readOpening(_ buffer: inout ByteBuffer) -> Bool {
        do throws(BenchmarkError) {
            guard try opening?.readAnswer(&buffer) == true else { return false }
        } catch {
            generator.fail(error)
            return false
        }
        opening = nil
        session?.connectionOpened()
        return true
    }

    private func readWebSocket(_ memory: UnsafeMutableRawBufferPointer) {
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

    private func readRawSocket(_ memory: UnsafeRawBufferPointer) {
        var offset = 0
        while true {
            switch frames.next(in: memory, at: &offset) {
            case .needMoreBytes: return
            case .message(let message): session?.receive(message)
            case .ping(let payload): sendPong(payload)
            case .pong: break
            case .failed: return generator.fail(.connectionLost("a RawSocket frame of no known type"))
            }
        }
    }
}

// MARK: Sending

extension Connection {
    /// Appends a message of exactly `count` bytes, which `write` writes, as a frame.
    @inline(__always)
    func send(count: Int, _ write: (UnsafeMutableRawPointer) -> Void) {
        let memory = outgoing.reserve(FrameHeader.maximumSize + count)
        switch wire.transport {
        case .webSocket:
            let opcode: Opcode = wire.serializer == .json ? .text : .binary
            let key = generator.maskKeys.next()
            let size = FrameHeader.write(opcode: opcode, payloadCount: count, maskKey: key, to: memory)
            write(memory + size)
            Masking.apply(key: key, to: UnsafeMutableRawBufferPointer(start: memory + size, count: count))
            outgoing.advance(by: size + count)
        case .rawSocket, .forwarder:
            memory.storeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian, as: UInt32.self)
            write(memory + RawSocketFrames.prefixSize)
            outgoing.advance(by: RawSocketFrames.prefixSize + count)
        }
        markDirty()
    }

    /// Encodes any message.
    func send(_ message: Message) {
        var encoded = OutputBytes()
        wire.serializer.encode(message, to: &encoded)
        send(count: encoded.count) { $0.copyBytes(of: encoded.bytes) }
    }

    /// Wants to close, or answers the peer's close frame. The server of a WebSocket closes the TCP connection (RFC 6455
    /// §7.1.1); RawSocket has nothing that comes before that.
    func close() {
        switch wire.transport {
        case .webSocket:
            guard socket.closeRequested() == .sendClose else { return }
            let memory = outgoing.reserve(CloseFrame.maximumSize)
            outgoing.advance(
                by: CloseFrame.write(.normalClosure, maskKey: generator.maskKeys.next(), to: memory))
            markDirty()
        case .rawSocket, .forwarder: channel?.close(promise: nil)
        }
    }

    private func sendPong(_ payload: UnsafeRawBufferPointer) {
        let memory = outgoing.reserve(FrameHeader.maximumSize + payload.count)
        var size = RawSocketFrames.prefixSize
        switch wire.transport {
        case .webSocket:
            let key = generator.maskKeys.next()
            size = FrameHeader.write(opcode: .pong, payloadCount: payload.count, maskKey: key, to: memory)
            (memory + size).copyBytes(of: payload)
            Masking.apply(
                key: key, to: UnsafeMutableRawBufferPointer(start: memory + size, count: payload.count))
        case .rawSocket, .forwarder:
            let prefix = 2 << 24 | UInt32(truncatingIfNeeded: payload.count)
            memory.storeBytes(of: prefix.bigEndian, as: UInt32.self)
            (memory + size).copyBytes(of: payload)
        }
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
