/// Pulls one member after another from a dictionary in a binary serialization, without a tree and without
/// copies.
///
/// The dictionary is one that `scan` has validated. Bytes that were not validated are safe as well, but their
/// UTF-8 is not checked.
package struct BinaryMemberReader<Reader: TokenReader>: Sendable {
    private var reader: Reader
    private var dictionary: Container?
    private var read = 0
    private var isAtEnd: Bool

    /// - Parameter dictionary: a dictionary including its head, or `.empty` for one without members.
    package init(_ dictionary: ByteRange) {
        reader = Reader(at: Int(dictionary.start), utf8: .validated)
        isAtEnd = dictionary.isEmpty
    }

    /// The next member; nil after the last.
    package mutating func next(in bytes: RawSpan) throws(WireError) -> BinaryMember<Reader>? {
        guard !isAtEnd else { return nil }
        let container = try openDictionary(in: bytes)
        guard try reader.hasNext(after: read, in: container, of: bytes) else {
            isAtEnd = true
            return nil
        }
        read &+= 1
        let start = reader.position
        let key = try reader.readKey(in: bytes)
        let value = reader.position
        try reader.skipValue(in: bytes, nesting: .deepest)
        return BinaryMember(
            key: key, value: ByteRange(from: value, to: reader.position),
            range: ByteRange(from: start, to: reader.position), in: bytes)
    }

    private mutating func openDictionary(in bytes: RawSpan) throws(WireError) -> Container {
        if let dictionary { return dictionary }
        let start = reader.position
        guard case .container(let container) = try reader.readToken(in: bytes), container.isDictionary else {
            throw .syntax(.unexpectedByte, offset: start)
        }
        dictionary = container
        return container
    }

    /// Whether a dictionary has a member with this key.
    static func hasMember(
        _ key: OptionKey, _ dictionary: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> Bool {
        var reader = BinaryMemberReader(dictionary)
        while let member = try reader.next(in: bytes) {
            if member.key == key { return true }
        }
        return false
    }

    /// Hands every member of a dictionary to typed options.
    @inline(__always)
    static func options<Options: MessageOptions>(
        _ dictionary: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> Options {
        var options = Options()
        guard !dictionary.isEmpty else { return options }
        var reader = BinaryMemberReader(dictionary)
        while let member = try reader.next(in: bytes) { try options.read(member, in: bytes) }
        return options
    }
}

extension Nesting {
    /// For values whose depth has been checked before.
    @inline(__always)
    static var deepest: Nesting { Nesting(limits: ScanLimits(depth: ScanLimits.greatestDepth)) }
}

extension TokenReader {
    /// Moves over the head of a value whose depth has been checked before.
    @inline(__always)
    mutating func readToken(in bytes: RawSpan) throws(WireError) -> Token {
        var nesting = Nesting.deepest
        return try readToken(in: bytes, nesting: &nesting)
    }
}
