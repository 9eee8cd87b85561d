extension CBOR {
    /// Reads tokens (RFC 8949 section 3). Tags are no tokens of their own: they are passed over with what
    /// they tag.
    package struct Reader: TokenReader {
        package private(set) var position: Int
        private let utf8: UTF8Trust

        @inline(__always)
        package init(at position: Int, utf8: UTF8Trust) {
            self.position = position
            self.utf8 = utf8
        }
    }

    /// The "break" stop code.
    static var stop: UInt8 { 0xFF }
}

extension CBOR.Reader {
    @inline(__always)
    package mutating func readToken(
        in bytes: RawSpan, nesting: inout Nesting
    ) throws(WireError) -> Token {
        let start = position
        let lead = bytes.byte(start)
        switch lead >> 5 {
        case 0:
            // Behind the end of the bytes the lead is 0, too; the step refuses that.
            let number = try readArgument(in: bytes)
            return number <= UInt64(Int64.max) ? .integer(Int64(bitPattern: number)) : .unsigned(number)
        case 1: return Self.negative(try readArgument(in: bytes))
        case 2: return .binary(try readString(in: bytes, isText: false))
        case 3: return .string(try readString(in: bytes, isText: true))
        case 4: return try readContainer(isDictionary: false, in: bytes, &nesting)
        case 5: return try readContainer(isDictionary: true, in: bytes, &nesting)
        case 6: return try readTagged(in: bytes, &nesting)
        default: return try readSimpleValue(lead, in: bytes)
        }
    }

    @inline(__always)
    package mutating func readKey(in bytes: RawSpan) throws(WireError) -> EncodedString {
        if position < bytes.byteCount, bytes.byte(position) >> 5 != 3 {
            throw .syntax(
                bytes.byte(position) == CBOR.stop ? .unexpectedByte : .keyNotString, offset: position)
        }
        return try readString(in: bytes, isText: true)
    }

    @inline(__always)
    package mutating func hasNext(
        after read: Int, in container: Container, of bytes: RawSpan
    ) throws(WireError) -> Bool {
        if let count = container.count { return read != count }
        // Behind the end of the bytes the next step fails.
        guard bytes.byte(position) == CBOR.stop else { return true }
        position &+= 1
        return false
    }

    package mutating func expectEnd(in bytes: RawSpan) throws(WireError) {
        guard position == bytes.byteCount else { throw .syntax(.trailingBytes, offset: position) }
    }

    package static func append(escaped string: EncodedString, in bytes: RawSpan, to output: inout OutputBytes)
    {
        CBOR.forEachChunk(of: string.range, in: bytes) { output.append($0) }
    }
}

extension CBOR.Reader {
    /// -1 - `number`, which is a double where 64 bits do not hold it.
    @inline(__always)
    private static func negative(_ number: UInt64) -> Token {
        if number <= UInt64(Int64.max) { return .integer(~Int64(bitPattern: number)) }
        let (magnitude, isTwoTo64) = number.addingReportingOverflow(1)
        return .double(isTwoTo64 ? -0x1p64 : -Double(magnitude))
    }

    /// Reads the head of an item that must have an argument, and returns that.
    @inline(__always)
    mutating func readArgument(in bytes: RawSpan) throws(WireError) -> UInt64 {
        let start = position
        guard start < bytes.byteCount else { throw .syntax(.unexpectedEnd, offset: bytes.byteCount) }
        let information = bytes.byte(start) & 31
        position &+= 1
        if information < 24 { return UInt64(information) }
        // 28 to 30 are reserved, 31 is for indefinite lengths alone.
        guard information < 28 else { throw .syntax(.unexpectedByte, offset: start) }
        let width = 1 &<< Int(information &- 24)
        guard let argument = bytes.bigEndian(at: position, width: width) else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        position &+= width
        return argument
    }

    @inline(__always)
    private func isIndefinite(in bytes: RawSpan) -> Bool { bytes.byte(position) & 31 == 31 }

    @inline(__always)
    private mutating func readContainer(
        isDictionary: Bool, in bytes: RawSpan, _ nesting: inout Nesting
    ) throws(WireError) -> Token {
        try nesting.enter(at: position)
        if isIndefinite(in: bytes) {
            position &+= 1
            return .container(Container(isDictionary: isDictionary, count: nil))
        }
        let count = try readArgument(in: bytes)
        // An element takes at least one byte, a member two.
        let left = UInt64(bytes.byteCount &- position)
        guard count <= left >> (isDictionary ? 1 : 0) else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        return .container(Container(isDictionary: isDictionary, count: Int(count)))
    }

    @inline(__always)
    mutating func readString(in bytes: RawSpan, isText: Bool) throws(WireError) -> EncodedString {
        if isIndefinite(in: bytes) { return try readChunks(in: bytes) }
        let count = try readArgument(in: bytes)
        guard count <= UInt64(bytes.byteCount &- position) else {
            throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
        }
        let range = ByteRange(from: position, to: position &+ Int(count))
        if isText, utf8 == .unchecked, let fault = bytes.firstInvalidUTF8(in: range) {
            throw .invalidUTF8(offset: fault)
        }
        position &+= Int(count)
        return EncodedString(range)
    }

    /// Reads a string of indefinite length (RFC 8949 section 3.2.3). Its chunks have lengths, and its major
    /// type.
    @inline(never)
    private mutating func readChunks(in bytes: RawSpan) throws(WireError) -> EncodedString {
        let opening = bytes.byte(position)
        position &+= 1
        let start = position
        while bytes.byte(position) != CBOR.stop {
            let lead = bytes.byte(position)
            guard position < bytes.byteCount else {
                throw .syntax(.unexpectedEnd, offset: bytes.byteCount)
            }
            guard lead >> 5 == opening >> 5, lead != opening else {
                throw .syntax(.unexpectedByte, offset: position)
            }
            _ = try readString(in: bytes, isText: opening >> 5 == 3)
        }
        position &+= 1
        return EncodedString(ByteRange(from: start, to: position &- 1), isEscaped: true)
    }
}

extension CBOR.Reader {
    /// Reads tags and what they tag (RFC 8949 section 3.4).
    @inline(never)
    private mutating func readTagged(
        in bytes: RawSpan, _ nesting: inout Nesting
    ) throws(WireError) -> Token {
        var tag: UInt64 = 0
        while bytes.byte(position) >> 5 == 6 {
            try nesting.enter(at: position)
            tag = try readArgument(in: bytes)
        }
        let next = bytes.byte(position) >> 5
        if tag == 2 || tag == 3, next == 2 {
            let magnitude = BigNumber(try readString(in: bytes, isText: false), in: bytes)
            return tag == 2 ? magnitude.token : magnitude.negativeToken
        }
        // Not a tag, so that this is the end of the recursion.
        return try readToken(in: bytes, nesting: &nesting)
    }

    /// Reads a float or a simple value (RFC 8949 section 3.3).
    @inline(__always)
    private mutating func readSimpleValue(_ lead: UInt8, in bytes: RawSpan) throws(WireError) -> Token {
        let start = position
        switch lead & 31 {
        case 20, 21:
            position &+= 1
            return .bool(lead & 1 == 1)
        case 22, 23:
            position &+= 1
            return .null
        case 25: return .double(CBOR.double(half: UInt16(truncatingIfNeeded: try readArgument(in: bytes))))
        case 26:
            let bits = UInt32(truncatingIfNeeded: try readArgument(in: bytes))
            return .double(Double(Float(bitPattern: bits)))
        case 27: return .double(Double(bitPattern: try readArgument(in: bytes)))
        default: throw .syntax(.unexpectedByte, offset: start)
        }
    }
}
