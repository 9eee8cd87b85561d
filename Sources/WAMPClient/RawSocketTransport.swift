import NIOCore
import RawSocket
import WAMP

/// WAMP messages as RawSocket transport messages (advanced profile, "RawSocket Transport"), from the handshake on.
///
/// It answers PING and sends none: whether the router is still there is left to the keep-alive of TCP.
///
/// Unchecked because it is confined to its channel's event loop.
final class RawSocketTransport: MessageTransport, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    let line: TransportLine
    private let serializer: Serializer
    /// What the router takes.
    private let maximumLength: MaximumLength
    private var connection: RawSocketConnection
    private var message = OutputBytes()
    /// What arrives does not matter any more, and nothing is sent.
    private var isClosing = false

    /// - Parameters:
    ///   - handshake: the client's, which was accepted.
    ///   - maximumLength: what the router has announced.
    init(_ line: TransportLine, _ handshake: Handshake, maximumLength: MaximumLength) {
        self.line = line
        serializer = handshake.serializer
        self.maximumLength = maximumLength
        connection = RawSocketConnection(maximumLength: handshake.maximumLength)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { input in
            var offset = 0
            while !isClosing, handle(connection.next(in: input, at: &offset), input) {}
        }
    }

    /// Deals with one event; false when there is no more in the input.
    private func handle(_ event: RawSocketEvent, _ input: UnsafeRawBufferPointer) -> Bool {
        switch event {
        case .needMoreBytes: return false
        case .message(let location): receive(connection.bytes(at: location, in: input).bytes, serializer)
        case .ping(let location): answerPing(connection.bytes(at: location, in: input))
        case .pong: break
        case .failed(let violation):
            isClosing = true
            line.finish(
                WAMPError(.protocolViolation, "the router broke the RawSocket protocol: \(violation)"))
            line.dropWhenFlushed()
        }
        return true
    }

    /// A PONG with the same payload, unless that is longer than the router takes, or the router does not read.
    private func answerPing(_ payload: UnsafeRawBufferPointer) {
        guard payload.count <= maximumLength.octets, line.isWritable else { return }
        append(.pong, payload)
    }
}

// MARK: Sending

extension RawSocketTransport {
    func send(_ message: Message) throws(WAMPError) {
        if isClosing { return }
        self.message.removeAll(keepingCapacityUpTo: 64 << 10)
        serializer.encode(message, to: &self.message)
        let count = self.message.count
        guard count <= maximumLength.octets else {
            throw WAMPError(
                .payloadSizeExceeded,
                "\(message.type.name) of \(count) bytes exceeds the \(maximumLength.octets) that the router takes"
            )
        }
        append(.message, self.message.bytes)
    }

    /// Closes the sending direction behind everything that was sent, and waits for the router to close the other, but not
    /// for ever.
    func close() {
        if isClosing { return }
        isClosing = true
        line.closeOutputWhenFlushed()
        line.awaitEnd()
    }

    private func append(_ kind: MessagePrefix.Kind, _ payload: UnsafeRawBufferPointer) {
        guard let prefix = MessagePrefix(kind, payloadCount: payload.count) else { return }
        line.write(atMost: MessagePrefix.size + payload.count) { start in
            prefix.write(to: start)
            UnsafeMutableRawBufferPointer(start: start + MessagePrefix.size, count: payload.count)
                .copyMemory(from: payload)
            return MessagePrefix.size + payload.count
        }
    }
}
