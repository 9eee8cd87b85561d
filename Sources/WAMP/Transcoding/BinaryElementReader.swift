/// Pulls one element after another from a list in a binary serialization, without a tree and without copies.
///
/// The list is one that `scan` has validated; bytes that were not validated are safe as well.
package struct BinaryElementReader<Reader: TokenReader>: Sendable {
    private var reader: Reader
    private var list: Container?
    private var read = 0
    private var isAtEnd: Bool

    /// - Parameter list: a list including its head, or `.empty` for one without elements.
    package init(_ list: ByteRange) {
        reader = Reader(at: Int(list.start), utf8: .validated)
        isAtEnd = list.isEmpty
    }

    /// The bytes of the next element including its head (never none); nil after the last.
    package mutating func next(in bytes: RawSpan) throws(WireError) -> ByteRange? {
        let problem = WireError.syntax(.unexpectedByte, offset: reader.position)
        guard try moveToNext(in: bytes, or: problem) else { return nil }
        let start = reader.position
        try reader.skipValue(in: bytes, nesting: .deepest)
        return ByteRange(from: start, to: reader.position)
    }

    /// The head of the next element, whose content is passed over; nil after the last. Throws `problem` if
    /// this is no list.
    mutating func nextToken(in bytes: RawSpan, or problem: WireError) throws(WireError) -> Token? {
        guard try moveToNext(in: bytes, or: problem) else { return nil }
        var inner = Nesting.deepest
        let token = try reader.readToken(in: bytes, nesting: &inner)
        if case .container(let container) = token {
            try reader.skipContent(of: container, in: bytes, nesting: inner)
        }
        return token
    }

    private mutating func moveToNext(in bytes: RawSpan, or problem: WireError) throws(WireError) -> Bool {
        guard !isAtEnd else { return false }
        if list == nil {
            guard case .container(let container) = try reader.readToken(in: bytes), !container.isDictionary
            else { throw problem }
            list = container
        }
        guard let list, try reader.hasNext(after: read, in: list, of: bytes) else {
            isAtEnd = true
            return false
        }
        read &+= 1
        return true
    }
}
