/// Copies one value from one serialization to another, token by token.
struct TokenCopier<Reader: TokenReader, Writer: TokenWriter>: ~Copyable {
    private var reader = Reader(at: 0, utf8: .validated)
    private var heads = DeferredHeads()
    /// The value of one escaped string.
    private var plain = OutputBytes()

    /// Appends the one value that `bytes` hold. What has been appended before an error stays.
    static func copy(_ bytes: RawSpan, to output: inout OutputBytes) throws(WireError) {
        var copier = TokenCopier()
        try copier.copyValue(in: bytes, nesting: .deepest, to: &output)
        try copier.reader.expectEnd(in: bytes)
        Writer.insert(&copier.heads, into: &output)
    }

    /// Appends the one member of a dictionary, key and value, that `bytes` hold.
    static func copyMember(_ bytes: RawSpan, to output: inout OutputBytes) throws(WireError) {
        var copier = TokenCopier()
        copier.copy(try copier.reader.readKey(in: bytes), mayBeBinary: false, in: bytes, to: &output)
        Writer.writeKeySeparator(to: &output)
        try copier.copyValue(in: bytes, nesting: .deepest, to: &output)
        try copier.reader.expectEnd(in: bytes)
        Writer.insert(&copier.heads, into: &output)
    }

    private init() {}
}

extension TokenCopier {
    @inline(__always)
    private mutating func copyValue(
        in bytes: RawSpan, nesting: Nesting, to output: inout OutputBytes
    ) throws(WireError) {
        let start = reader.position
        var inner = nesting
        switch try reader.readToken(in: bytes, nesting: &inner) {
        case .null: Writer.writeNull(to: &output)
        case .bool(let bool): Writer.write(bool, to: &output)
        case .integer(let integer): Writer.write(integer, to: &output)
        case .unsigned(let integer): Writer.write(integer, to: &output)
        case .double(let double): Writer.write(double, to: &output)
        case .string(let string): copy(string, mayBeBinary: Reader.hasBinaryInStrings, in: bytes, to: &output)
        case .binary(let binary): copy(binary: binary, in: bytes, to: &output)
        case .container(let container): try copyContent(of: container, in: bytes, nesting: inner, to: &output)
        case .extensionType: throw .syntax(.extensionType, offset: start)
        }
    }

    private mutating func copyContent(
        of container: Container, in bytes: RawSpan, nesting: Nesting, to output: inout OutputBytes
    ) throws(WireError) {
        let opening = output.count
        Writer.writeOpening(of: container, to: &output)
        var written = 0
        while try reader.hasNext(after: written, in: container, of: bytes) {
            Writer.writeSeparator(after: written, to: &output)
            if container.isDictionary {
                copy(try reader.readKey(in: bytes), mayBeBinary: false, in: bytes, to: &output)
                Writer.writeKeySeparator(to: &output)
            }
            try copyValue(in: bytes, nesting: nesting, to: &output)
            written &+= 1
        }
        Writer.writeClosing(of: container, opening: opening, written: written, to: &output, heads: &heads)
    }

    @inline(__always)
    private mutating func copy(
        _ string: EncodedString, mayBeBinary: Bool, in bytes: RawSpan, to output: inout OutputBytes
    ) {
        if string.isEscaped { return copy(escaped: string, mayBeBinary: mayBeBinary, in: bytes, to: &output) }
        Writer.write(text: bytes.extracting(string.range.bounds), to: &output)
    }

    @inline(never)
    private mutating func copy(
        escaped string: EncodedString, mayBeBinary: Bool, in bytes: RawSpan, to output: inout OutputBytes
    ) {
        readPlain(string, in: bytes)
        if mayBeBinary, plain.bytes.first == 0,
            let binary = Base64.decode(plain.bytes.bytes.extracting(1..<plain.count))
        {
            Writer.write(binary: binary.span.bytes, to: &output)
        } else {
            Writer.write(text: plain.bytes.bytes, to: &output)
        }
    }

    private mutating func copy(binary: EncodedString, in bytes: RawSpan, to output: inout OutputBytes) {
        guard binary.isEscaped else {
            return Writer.write(binary: bytes.extracting(binary.range.bounds), to: &output)
        }
        readPlain(binary, in: bytes)
        Writer.write(binary: plain.bytes.bytes, to: &output)
    }

    private mutating func readPlain(_ string: EncodedString, in bytes: RawSpan) {
        plain.truncate(to: 0)
        Reader.append(escaped: string, in: bytes, to: &plain)
    }
}
