/// The head of one value as a serializer's reader yields it: a scalar as a whole, a list or dictionary
/// without what is in it. All serializers of WAMP yield the same tokens, so that what works on tokens is
/// written once.
package enum Token {
    case null
    case bool(Bool)
    /// Every integer that 64 bits with a sign hold.
    case integer(Int64)
    /// Only integers above `Int64.max`.
    case unsigned(UInt64)
    case double(Double)
    case string(EncodedString)
    case binary(EncodedString)
    /// Its elements or members follow.
    case container(Container)
    /// An extension type of MessagePack, which has no place among the types of WAMP.
    case extensionType
}

/// The bytes of a string or binary value, as offsets into the message.
package struct EncodedString: Equatable, Sendable {
    /// What stands between the delimiters, or behind the head.
    package var range: ByteRange
    /// The bytes are not the value itself: they contain escape sequences (JSON) or are a run of chunks
    /// (CBOR).
    package var isEscaped: Bool

    @inline(__always)
    init(_ range: ByteRange, isEscaped: Bool = false) {
        self.range = range
        self.isEscaped = isEscaped
    }
}

/// A list or dictionary whose content is to be read.
package struct Container: Equatable, Sendable {
    package let isDictionary: Bool
    /// How many elements or members follow; nil where only their end is marked.
    package let count: Int?

    @inline(__always)
    init(isDictionary: Bool, count: Int?) {
        self.isDictionary = isDictionary
        self.count = count
    }
}

/// How many containers are open around a value, and how many may be.
package struct Nesting: Sendable {
    private var depth: Int
    private let limit: Int

    @inline(__always)
    package init(depth: Int = 0, limits: ScanLimits) {
        self.depth = depth
        limit = limits.depth
    }

    /// Counts one more container, or one more tag of CBOR, that begins at `offset`.
    @inline(__always)
    mutating func enter(at offset: Int) throws(WireError) {
        guard depth < limit else { throw .tooDeep(limit: limit, offset: offset) }
        depth &+= 1
    }
}
