extension MessagePack {
    /// Reads tokens (MessagePack specification, "Formats").
    package struct Reader: TokenReader {
        package private(set) var position: Int
        private let utf8: UTF8Trust

        @inline(__always)
        package init(at position: Int, utf8: UTF8Trust) {
            self.position = position
            self.utf8 = utf8
        }
    }
}

extension MessagePack.Reader {
    @inline(__always)
    package mutating func readToken(
        in bytes: RawSpan, nesting: inout Nesting
    ) throws(WireError) -> Token {
        let start = position
        let lead = try readLead(in: bytes)
        switch lead {
        case 0x00...0x7F: return .integer(Int64(lead))
        case 0x80...0x8F:
            return try readContainer(isDictionary: true, count: UInt64(lead & 15), start, &nesting, in: bytes)
        case 0x90...0x9F:
            return try readContainer(
                isDictionary: false, count: UInt64(lead & 15), start, &nesting, in: bytes)
        case 0xA0...0xBF: return .string(try readString(count: UInt64(lead & 31), in: bytes))
        case 0xC0: return .null
        case 0xC2: return .bool(false)
        case 0xC3: return .bool(true)
        case 0xC4...0xC6: return .binary(try readBytes(count: readUnsigned(lead & 3, in: bytes), in: bytes))
        case 0xCA...0xCF, 0xD0...0xD3: return try readNumber(lead, in: bytes)
        case 0xD9...0xDB:
            return .string(try readString(count: readUnsigned((lead &- 1) & 3, in: bytes), in: bytes))
        case 0xDC, 0xDD:
            let count = try readUnsigned((lead & 1) &+ 1, in: bytes)
            return try readContainer(isDictionary: false, count: count, start, &nesting, in: bytes)
        case 0xDE, 0xDF:
            let count = try readUnsigned((lead & 1) &+ 1, in: bytes)
            return try readContainer(isDictionary: true, count: count, start, &nesting, in: bytes)
        case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: lead)))
        default: return try readExtension(lead, in: bytes)
        }
    }

    @inline(__always)
    package mutating func readKey(in bytes: RawSpan) throws(WireError) -> EncodedString {
        let start = position
        let lead = try readLead(in: bytes)
        switch lead {
        case 0xA0...0xBF: return try readString(count: UInt64(lead & 31), in: bytes)
        case 0xD9...0xDB: return try readString(count: readUnsigned((lead &- 1) & 3, in: bytes), in: bytes)
        case 0xC1: throw .syntax(.unexpectedByte, offset: start)
        default: throw .syntax(.keyNotString, offset: start)
        }
    }

    @inline(__always)
    package mutating func hasNext(
        after read: Int, in container: Container, of bytes: RawSpan
    ) throws(WireError) -> Bool {
        read != container.count
    }

    package mutating func expectEnd(in bytes: RawSpan) throws(WireError) {
        guard position == bytes.byteCount else { throw .syntax(.trailingBytes, offset: position) }
    }

    /// No string of MessagePack is escaped.
    package static func append(escaped string: EncodedString, in bytes: RawSpan, to output: inout OutputBytes)
    {}
}

extension MessagePack.Reader {
    @inline(__always)
    private mutating func readLead(in bytes: RawSpan) throws(WireError) -> UInt8 {
        guard position < bytes.byteCount else { throw .syntax(.unexpectedEnd, offset: bytes.byteCount) }
        let lead = bytes.byte(position)
        position &+= 1
        return lead
    }

    /// Reads an unsigned integer of 1, 2, 4 or 8 bytes, given as the logarithm of their number.
    @inline(__always)
    private mutating func readUnsigned(_ width: UInt8, in bytes: RawSpan) throws(WireError) -> UInt64 {
        let width = 1 &<< Int(width)
        guard let number = bytes.bigEndian(at: position, width: width) else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        position &+= width
        return number
    }

    /// float 32, float 64, uint 8 to uint 64, int 8 to int 64.
    @inline(__always)
    private mutating func readNumber(_ lead: UInt8, in bytes: RawSpan) throws(WireError) -> Token {
        switch lead {
        case 0xCA:
            let bits = UInt32(truncatingIfNeeded: try readUnsigned(2, in: bytes))
            return .double(Double(Float(bitPattern: bits)))
        case 0xCB: return .double(Double(bitPattern: try readUnsigned(3, in: bytes)))
        case 0xCC...0xCF:
            let number = try readUnsigned(lead & 3, in: bytes)
            return number <= UInt64(Int64.max) ? .integer(Int64(bitPattern: number)) : .unsigned(number)
        default:
            let number = try readUnsigned(lead & 3, in: bytes)
            // The sign bit of a shorter integer is moved to the top and back.
            let unused = 64 &- (8 &<< Int64(lead & 3))
            return .integer((Int64(bitPattern: number) &<< unused) &>> unused)
        }
    }

    @inline(__always)
    private mutating func readContainer(
        isDictionary: Bool, count: UInt64, _ start: Int, _ nesting: inout Nesting, in bytes: RawSpan
    ) throws(WireError) -> Token {
        try nesting.enter(at: start)
        // An element takes at least one byte, a member two.
        let left = UInt64(bytes.byteCount &- position)
        guard count &<< (isDictionary ? 1 : 0) <= left else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        return .container(Container(isDictionary: isDictionary, count: Int(count)))
    }

    @inline(__always)
    private mutating func readBytes(count: UInt64, in bytes: RawSpan) throws(WireError) -> EncodedString {
        guard count <= UInt64(bytes.byteCount &- position) else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        let start = position
        position &+= Int(count)
        return EncodedString(ByteRange(from: start, to: position))
    }

    @inline(__always)
    private mutating func readString(count: UInt64, in bytes: RawSpan) throws(WireError) -> EncodedString {
        let string = try readBytes(count: count, in: bytes)
        if utf8 == .unchecked, let fault = bytes.firstInvalidUTF8(in: string.range) {
            throw .invalidUTF8(offset: fault)
        }
        return string
    }

    /// fixext 1 to fixext 16 and ext 8 to ext 32; the byte 0xC1 has no meaning.
    private mutating func readExtension(_ lead: UInt8, in bytes: RawSpan) throws(WireError) -> Token {
        let count: UInt64
        switch lead {
        case 0xC7...0xC9: count = try readUnsigned((lead &+ 1) & 3, in: bytes)
        case 0xD4...0xD8: count = 1 &<< UInt64(lead &- 0xD4)
        default: throw .syntax(.unexpectedByte, offset: position &- 1)
        }
        // The type is one byte before the content.
        _ = try readBytes(count: count &+ 1, in: bytes)
        return .extensionType
    }
}
