import WAMP
import WebSocket

/// A message as it was received.
///
/// Unchecked because it does not leave the connection's loop, and its memory not the read that brought it.
package struct InboundMessage: @unchecked Sendable {
    package var kind: MessageKind
    /// Valid until the next message is pulled.
    package var bytes: UnsafeRawBufferPointer
    /// Text of WebSocket has been checked to be UTF-8.
    package var utf8: UTF8Trust
}

/// The messages that one read has brought, in order. What the transport says between them is dealt with in passing.
///
/// Unchecked for the same reason as `InboundMessage`: the realm's router, an actor, pulls them on this very loop.
package struct InboundMessages: @unchecked Sendable {
    private enum Source {
        case webSocket(WebSocketHandler)
        case rawSocket(RawSocketHandler)
        /// The one transport message that the memory is, until it has been pulled.
        case single(InboundMessage?)
    }

    private var source: Source
    private let memory: UnsafeMutableRawBufferPointer
    private var offset = 0
    /// What transport messages are, where they are batches (advanced profile, "Message Batching").
    private let batches: Serializer?
    private var batch: (reader: BatchReader, message: InboundMessage)?
    /// Why no more messages come though there were more bytes: a batch that cannot be split.
    package private(set) var problem: BatchError?

    init(of handler: WebSocketHandler, in memory: UnsafeMutableRawBufferPointer) {
        source = .webSocket(handler)
        batches = handler.batches
        self.memory = memory
    }

    init(of handler: RawSocketHandler, in memory: UnsafeMutableRawBufferPointer) {
        source = .rawSocket(handler)
        batches = nil
        self.memory = memory
    }

    /// The body of one HTTP request.
    init(body: UnsafeMutableRawBufferPointer, _ subprotocol: Subprotocol) {
        memory = body
        batches = subprotocol.isBatched ? subprotocol.serializer : nil
        // Not checked to be UTF-8; the kind is not the client's to choose.
        source = .single(
            InboundMessage(
                kind: MessageKind(of: subprotocol.serializer), bytes: UnsafeRawBufferPointer(body),
                utf8: .unchecked))
    }

    /// How many bytes the read has brought.
    package var byteCount: Int { memory.count }

    /// The next message; `nil` when the read is used up.
    package mutating func next() -> InboundMessage? {
        guard let batches else { return nextTransportMessage() }
        while problem == nil {
            if let message = nextInBatch() { return message }
            guard problem == nil, let message = nextTransportMessage() else { return nil }
            // One of the wrong kind is refused for that.
            guard message.kind == MessageKind(of: batches) else { return message }
            batch = (BatchReader(batches), message)
        }
        return nil
    }

    private mutating func nextTransportMessage() -> InboundMessage? {
        switch source {
        case .webSocket(let handler): return handler.nextMessage(in: memory, at: &offset)
        case .rawSocket(let handler): return handler.nextMessage(in: memory, at: &offset)
        case .single(let message):
            source = .single(nil)
            return message
        }
    }

    private mutating func nextInBatch() -> InboundMessage? {
        guard var (reader, message) = batch else { return nil }
        do throws(BatchError) {
            guard let range = try reader.next(in: message.bytes.bytes) else {
                batch = nil
                return nil
            }
            batch = (reader, message)
            message.bytes = UnsafeRawBufferPointer(rebasing: message.bytes[range.bounds])
            return message
        } catch {
            problem = error
            return nil
        }
    }
}
