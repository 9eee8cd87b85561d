extension Serializer {
    /// Appends a value in its shortest form.
    package func write(_ value: Value, to output: inout OutputBytes) {
        switch self {
        case .json: JSON.write(value, to: &output)
        case .messagePack: MessagePack.write(value, to: &output)
        case .cbor: CBOR.write(value, to: &output)
        }
    }

    /// Appends a message.
    package func encode(_ message: Message, to output: inout OutputBytes) {
        switch self {
        case .json: message.encode(json: &output)
        case .messagePack: message.encode(messagePack: &output)
        case .cbor: message.encode(cbor: &output)
        }
    }
}
