extension Serializer {
    /// The places of the elements of a list of a message that `scan` has accepted, at most the first `limit`.
    ///
    /// - Parameter list: a list including its delimiters, or empty for one without elements.
    package func elements(
        of list: ByteRange, in bytes: RawSpan, limit: Int
    ) throws(WireError) -> [ByteRange] {
        switch self {
        case .json:
            var reader = JSON.ElementReader(list)
            return try Self.pull(limit) { () throws(WireError) in try reader.next(in: bytes) }
        case .messagePack:
            var reader = BinaryElementReader<MessagePack.Reader>(list)
            return try Self.pull(limit) { () throws(WireError) in try reader.next(in: bytes) }
        case .cbor:
            var reader = BinaryElementReader<CBOR.Reader>(list)
            return try Self.pull(limit) { () throws(WireError) in try reader.next(in: bytes) }
        }
    }

    private static func pull(
        _ limit: Int, _ next: () throws(WireError) -> ByteRange?
    ) throws(WireError) -> [ByteRange] {
        var elements: [ByteRange] = []
        while elements.count < limit, let element = try next() { elements.append(element) }
        return elements
    }
}
