/// A position in an encoded value, and the steps that move it from token to token.
///
/// The bytes are an argument of each step, because a stored `RawSpan` would make the reader non-escapable.
/// Nothing is allocated, and a count is compared with the bytes that are left before it is believed.
package protocol TokenReader: Sendable {
    /// The offset of the next byte.
    var position: Int { get }

    /// - Parameter utf8: `.validated` where strings have been checked before.
    init(at position: Int, utf8: UTF8Trust)

    /// Moves over a scalar or the head of a container. `nesting` then is that of the container's content.
    mutating func readToken(in bytes: RawSpan, nesting: inout Nesting) throws(WireError) -> Token

    /// Moves over the key of a member and what separates it from the value; a key must be a string.
    mutating func readKey(in bytes: RawSpan) throws(WireError) -> EncodedString

    /// Whether another element or member follows the first `read` of them. Moves over what separates them, or
    /// over the end of the container.
    mutating func hasNext(after read: Int, in container: Container, of bytes: RawSpan) throws(WireError)
        -> Bool

    /// Refuses everything behind the value.
    mutating func expectEnd(in bytes: RawSpan) throws(WireError)

    /// A string of U+0000 and base64 stands for binary (advanced profile, "Binary support in JSON").
    static var hasBinaryInStrings: Bool { get }

    /// Appends the value of a string that is escaped.
    static func append(escaped string: EncodedString, in bytes: RawSpan, to output: inout OutputBytes)
}

extension TokenReader {
    @inline(__always)
    package static var hasBinaryInStrings: Bool { false }

    /// Moves over one value with everything in it. The limit of `nesting` bounds the recursion.
    @inline(__always)
    mutating func skipValue(in bytes: RawSpan, nesting: Nesting) throws(WireError) {
        var inner = nesting
        if case .container(let container) = try readToken(in: bytes, nesting: &inner) {
            try skipContent(of: container, in: bytes, nesting: inner)
        }
    }

    /// Moves over the elements or members of a container whose head has been read.
    mutating func skipContent(of container: Container, in bytes: RawSpan, nesting: Nesting) throws(WireError)
    {
        var read = 0
        while try hasNext(after: read, in: container, of: bytes) {
            if container.isDictionary { _ = try readKey(in: bytes) }
            try skipValue(in: bytes, nesting: nesting)
            read &+= 1
        }
    }

    /// The bytes that a string or binary value stands for.
    static func plainBytes(_ string: EncodedString, in bytes: RawSpan) -> [UInt8] {
        guard string.isEscaped else { return bytes.array(string.range) }
        var output = OutputBytes()
        append(escaped: string, in: bytes, to: &output)
        return [UInt8](output.bytes)
    }
}
