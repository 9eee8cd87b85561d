import WAMP
import WebSocket

/// How an `OutboundQueue` marks where one message ends and the next begins.
package enum Framing: Equatable, Sendable {
    /// A WebSocket message for each (RFC 6455 §5).
    case webSocket(MessageKind)
    /// Several in one WebSocket message (advanced profile, "Message Batching").
    case webSocketBatch(Serializer)
    /// A prefix of 4 octets (advanced profile, "RawSocket Transport"). A longer message than the peer takes is not sent.
    case rawSocket(maximumMessageSize: Int)
    /// A length of 32 bits, the first byte being the most significant: for a queue without a channel, see `OutboundHolder`.
    case longPoll

    /// The framing of WebSocket connections of a subprotocol.
    package init(webSocket subprotocol: Subprotocol) {
        if subprotocol.isBatched {
            self = .webSocketBatch(subprotocol.serializer)
        } else {
            self = .webSocket(MessageKind(of: subprotocol.serializer))
        }
    }
}

extension MessageKind {
    /// Text for JSON, binary for the others (basic profile, "WebSocket Transport").
    package init(of serializer: Serializer) {
        switch serializer {
        case .json: self = .text
        case .messagePack, .cbor: self = .binary
        }
    }
}
