extension Message {
    /// Reads a message in the MessagePack serialization. Accepts what `MessagePack.scan` accepts, except
    /// extension types.
    package static func decode(
        messagePack bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Message {
        guard case .list(let elements) = try MessagePack.parse(bytes, limits: limits) else { throw .notAList }
        return try Message(elements: elements, binaryIsText: false)
    }

    /// Appends the message in the MessagePack serialization.
    package func encode(messagePack output: inout OutputBytes) {
        MessagePack.write(elements, to: &output)
    }
}
