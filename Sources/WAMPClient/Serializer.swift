import WAMP

extension WAMPClient {
    /// How messages are serialized (basic profile, "Serializers").
    ///
    /// All carry the same values. In JSON a binary value is a string that begins with U+0000, of which the application
    /// notices nothing.
    public enum Serializer: Sendable, Hashable, CaseIterable {
        /// JSON, which people can read on the wire.
        case json
        /// MessagePack.
        case messagePack
        /// CBOR.
        case cbor
    }
}

extension WAMPClient.Serializer {
    /// What serializes.
    var onTheWire: WAMP.Serializer {
        switch self {
        case .json: .json
        case .messagePack: .messagePack
        case .cbor: .cbor
        }
    }
}
