/// The message serializations (basic profile, "Serializers").
package enum Serializer: Equatable, Sendable, CaseIterable {
    case json, messagePack, cbor
}
