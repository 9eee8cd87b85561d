import WAMP

extension Serializer {
    /// The value of a handshake's SERIALIZER field.
    package var number: UInt8 {
        switch self {
        case .json: 1
        case .messagePack: 2
        case .cbor: 3
        }
    }

    /// The serializer with that value; `nil` for 0, which is illegal, and for those that are not spoken here
    /// (4 UBJSON, 5 FlatBuffers) or reserved.
    package init?(number: UInt8) {
        switch number {
        case 1: self = .json
        case 2: self = .messagePack
        case 3: self = .cbor
        default: return nil
        }
    }
}
