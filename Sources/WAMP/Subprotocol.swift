/// What a WebSocket or long-poll connection speaks: a serialization, and whether one transport message carries
/// several WAMP messages (basic profile, "WebSocket Transport"; advanced profile, "Message Batching").
package struct Subprotocol: Equatable, Sendable {
    package var serializer: Serializer
    /// Several messages may stand in one transport message, see `Batch`.
    package var isBatched: Bool

    package init(_ serializer: Serializer, isBatched: Bool = false) {
        self.serializer = serializer
        self.isBatched = isBatched
    }

    /// The subprotocol with a name such as `wamp.2.cbor.batched`; `nil` where it is none that is spoken here.
    package init?(name: String) {
        guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The name under which it is negotiated.
    package var name: String { "wamp.2.\(serializer.name)\(isBatched ? ".batched" : "")" }

    /// All that are spoken here.
    package static let all: [Subprotocol] = Serializer.allCases.flatMap {
        [Subprotocol($0), Subprotocol($0, isBatched: true)]
    }
}
