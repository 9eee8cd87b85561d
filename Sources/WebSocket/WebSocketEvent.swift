/// Where the payload of an event lies, valid until the connection is asked for its next event.
package enum PayloadLocation: Equatable, Sendable {
    /// In the input itself, unmasked in place: nothing was copied.
    case input(Range<Int>)
    /// In the connection's assembly buffer: the payload came in several pieces or was compressed.
    case assembled
    /// In the connection's buffer for control frames: the frame came in several pieces.
    case control
}

/// What the peer said, in the order in which it said it.
package enum WebSocketEvent: Equatable, Sendable {
    /// The whole input is consumed.
    case needMoreBytes
    /// A whole data message, valid UTF-8 if it is text (RFC 6455 §5.6).
    case message(MessageKind, PayloadLocation)
    /// To be answered by a pong with the same payload (§5.5.2).
    case ping(PayloadLocation)
    /// An answer to a ping, or an unsolicited sign of life (§5.5.3).
    case pong(PayloadLocation)
    /// The peer's close frame (§5.5.1); code nil when it has none. All input after it is ignored.
    case close(code: CloseCode?, reason: PayloadLocation, ClosingHandshake.ReceiveAction)
    /// The peer broke the protocol: send a close frame with `violation.closeCode` if the action says so, then
    /// close the transport. All input after it is ignored.
    case failed(ProtocolViolation, ClosingHandshake.SendAction)
}
