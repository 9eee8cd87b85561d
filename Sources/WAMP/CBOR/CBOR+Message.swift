extension Message {
    /// Reads a message in the CBOR serialization. Accepts exactly what `CBOR.scan` accepts.
    package static func decode(
        cbor bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Message {
        guard case .list(let elements) = try CBOR.parse(bytes, limits: limits) else { throw .notAList }
        return try Message(elements: elements, binaryIsText: false)
    }

    /// Appends the message in the CBOR serialization.
    package func encode(cbor output: inout OutputBytes) {
        CBOR.write(elements, to: &output)
    }
}
