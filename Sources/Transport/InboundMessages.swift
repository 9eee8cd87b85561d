import WebSocket

/// A message as it was received.
///
/// Unchecked because it does not leave the connection's loop, and its memory not the read that brought it.
package struct InboundMessage: @unchecked Sendable {
    package var kind: MessageKind
    /// Valid until the next message is pulled. Text has been checked to be UTF-8.
    package var bytes: UnsafeRawBufferPointer
}

/// The messages that one read has brought, in order. Control frames between them are dealt with in passing.
///
/// Unchecked for the same reason as `InboundMessage`: the realm's router, an actor, pulls them on this very loop.
package struct InboundMessages: @unchecked Sendable {
    private let handler: WebSocketHandler
    private let memory: UnsafeMutableRawBufferPointer
    private var offset = 0

    init(handler: WebSocketHandler, memory: UnsafeMutableRawBufferPointer) {
        self.handler = handler
        self.memory = memory
    }

    /// The next message; `nil` when the read is used up.
    package mutating func next() -> InboundMessage? {
        while true {
            switch handler.connection.next(in: memory, at: &offset) {
            case .needMoreBytes: return nil
            case .message(let kind, let location):
                return InboundMessage(kind: kind, bytes: handler.connection.bytes(at: location, in: memory))
            case .ping(let location):
                handler.pingReceived(handler.connection.bytes(at: location, in: memory))
            case .pong: break
            case .close(let code, _, let action): handler.closeReceived(code, action)
            case .failed(let violation, let action): handler.fail(violation, action)
            }
        }
    }
}
