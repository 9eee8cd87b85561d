/// The message serializations (basic profile, "Serializers").
package enum Serializer: Equatable, Sendable, CaseIterable {
    case json, messagePack, cbor

    /// Written out, since the compiler's own is called through a table from other modules.
    @inline(__always)
    package static func == (one: Serializer, other: Serializer) -> Bool {
        switch (one, other) {
        case (.json, .json), (.messagePack, .messagePack), (.cbor, .cbor): true
        case (.json, _), (.messagePack, _), (.cbor, _): false
        }
    }

    /// The name in subprotocols and in the configuration.
    package var name: String {
        switch self {
        case .json: "json"
        case .messagePack: "msgpack"
        case .cbor: "cbor"
        }
    }
}
