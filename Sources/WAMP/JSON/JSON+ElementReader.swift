extension JSON {
    /// Pulls one element after another from a list, without a tree and without copies.
    ///
    /// The list is one that `scan` has validated; bytes that were not validated are safe as well.
    package struct ElementReader: Sendable {
        private var position: Int
        private var isFirst = true

        /// - Parameter list: a list including its brackets, or `.empty` for one without elements.
        package init(_ list: ByteRange) {
            position = list.isEmpty ? -1 : Int(list.start)
        }

        /// The bytes of the next element including its delimiters (never none); nil after the last.
        package mutating func next(in bytes: RawSpan) throws(WireError) -> ByteRange? {
            guard position >= 0 else { return nil }
            var cursor = Cursor(at: position, utf8: .validated)
            if isFirst { try cursor.expect(ASCII.openList, in: bytes) }
            if cursor.skipWhitespace(in: bytes) == ASCII.closeList {
                position = -1
                return nil
            }
            if !isFirst { try cursor.expect(ASCII.comma, in: bytes) }
            isFirst = false
            _ = cursor.skipWhitespace(in: bytes)
            let start = cursor.position
            try cursor.skipValue(in: bytes, outer: 0, limit: ScanLimits.greatestDepth)
            position = cursor.position
            return ByteRange(from: start, to: position)
        }
    }
}
