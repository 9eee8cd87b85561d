/// One scan of one message in a binary serialization, element after element of its layout.
struct BinaryEnvelopeScanner<Reader: TokenReader> {
    private var reader: Reader
    private let limits: ScanLimits
    /// The message's own list.
    private var list = Container(isDictionary: false, count: 0)
    /// Inside the message's own list.
    private var nesting: Nesting
    /// How many elements of the list have been read, the code included.
    private var element = 0
    private var idCount = 0

    @inline(__always)
    init(limits: ScanLimits) {
        reader = Reader(at: 0, utf8: .unchecked)
        self.limits = limits
        nesting = Nesting(limits: limits)
    }

    @inline(__always)
    mutating func scan(_ bytes: RawSpan) throws(WireError) -> Envelope {
        var envelope = Envelope(type: try readType(in: bytes))
        var layout = MessageLayout(of: envelope.type)
        var expected = layout.next()
        while expected != .end {
            guard try hasNext(in: bytes) else {
                if expected == .payload || expected == .optionalDictionary {
                    try reader.expectEnd(in: bytes)
                    return envelope
                }
                throw .tooFewElements(envelope.type, count: element)
            }
            switch expected {
            case .end: break
            case .id: try readID(in: bytes, into: &envelope)
            case .requestType: envelope.requestType = try readInteger(.integer, of: envelope.type, in: bytes)
            case .dictionary, .optionalDictionary: try readDictionary(in: bytes, into: &envelope)
            case .string: try readString(in: bytes, into: &envelope)
            case .payload:
                try readPayload(in: bytes, into: &envelope)
                return envelope
            }
            expected = layout.next()
        }
        try expectEnd(of: envelope.type, in: bytes)
        return envelope
    }
}

extension BinaryEnvelopeScanner {
    @inline(__always)
    private mutating func hasNext(in bytes: RawSpan) throws(WireError) -> Bool {
        try reader.hasNext(after: element, in: list, of: bytes)
    }

    @inline(__always)
    private mutating func expectEnd(of type: MessageType, in bytes: RawSpan) throws(WireError) {
        guard try !hasNext(in: bytes) else { throw .tooManyElements(type, limit: element) }
        try reader.expectEnd(in: bytes)
    }

    /// Reads the head of the message's list and the message code.
    @inline(__always)
    private mutating func readType(in bytes: RawSpan) throws(WireError) -> MessageType {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        let first = try reader.readToken(in: bytes, nesting: &nesting)
        guard case .container(let list) = first, !list.isDictionary else {
            throw faultBehind(first, nesting, or: .notAList, in: bytes)
        }
        self.list = list
        guard try hasNext(in: bytes) else { throw .emptyList }
        var inner = nesting
        let token = try reader.readToken(in: bytes, nesting: &inner)
        guard let code = token.unsignedInteger, code <= IDRange.greatest else {
            throw faultBehind(token, inner, or: .messageCodeNotInteger, in: bytes)
        }
        element = 1
        guard let narrow = UInt16(exactly: code), let type = MessageType(rawValue: narrow) else {
            throw unknownCode(code, in: bytes)
        }
        return type
    }

    /// `problem`, or what is malformed in the container that stands in the wrong place.
    @inline(never)
    private func faultBehind(
        _ token: Token, _ inner: Nesting, or problem: WireError, in bytes: RawSpan
    ) -> WireError {
        guard case .container(let container) = token else { return problem }
        do {
            var reader = reader
            try reader.skipContent(of: container, in: bytes, nesting: inner)
            return problem
        } catch {
            return error
        }
    }

    /// Messages of the extension range are ignored by who does not know them, but must be well-formed.
    @inline(never)
    private func unknownCode(_ code: UInt64, in bytes: RawSpan) -> WireError {
        guard code >= 256, code <= 1023 else { return .unknownMessageCode(code) }
        do {
            var reader = Reader(at: 0, utf8: .unchecked)
            try reader.skipValue(in: bytes, nesting: Nesting(limits: limits))
            try reader.expectEnd(in: bytes)
            return .extensionMessage(code)
        } catch {
            return error
        }
    }

    @inline(__always)
    private mutating func readInteger(
        _ expected: WireError.ElementType, of type: MessageType, in bytes: RawSpan
    ) throws(WireError) -> UInt64 {
        var inner = nesting
        let token = try reader.readToken(in: bytes, nesting: &inner)
        guard let integer = token.unsignedInteger else {
            throw wrongElement(token, inner, expected, of: type, in: bytes)
        }
        guard integer <= IDRange.greatest else { throw .idOutOfRange(type, element: element) }
        element &+= 1
        return integer
    }

    @inline(never)
    private func wrongElement(
        _ token: Token, _ inner: Nesting, _ expected: WireError.ElementType, of type: MessageType,
        in bytes: RawSpan
    ) -> WireError {
        faultBehind(token, inner, or: .wrongElement(type, element: element, expected: expected), in: bytes)
    }

    @inline(__always)
    private mutating func readID(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        let id = try readInteger(.id, of: envelope.type, in: bytes)
        if idCount == 0 { envelope.first = id } else { envelope.second = id }
        idCount &+= 1
    }

    @inline(__always)
    private mutating func readString(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        var inner = nesting
        let token = try reader.readToken(in: bytes, nesting: &inner)
        guard case .string(let string) = token else {
            throw wrongElement(token, inner, .string, of: envelope.type, in: bytes)
        }
        envelope.uri = string.range
        envelope.uriIsEscaped = string.isEscaped
        element &+= 1
    }

    @inline(__always)
    private mutating func readDictionary(
        in bytes: RawSpan, into envelope: inout Envelope
    ) throws(WireError) {
        envelope.options = try readDictionary(of: envelope.type, in: bytes)
        element &+= 1
    }

    /// The range of the dictionary that comes next; empty if it has no members.
    @inline(__always)
    private mutating func readDictionary(
        of type: MessageType, in bytes: RawSpan
    ) throws(WireError) -> ByteRange {
        let start = reader.position
        var inner = nesting
        let token = try reader.readToken(in: bytes, nesting: &inner)
        guard case .container(let container) = token, container.isDictionary else {
            throw wrongElement(token, inner, .dictionary, of: type, in: bytes)
        }
        return try skipContent(of: container, from: start, inner, in: bytes)
    }

    /// The range of a container from `start` on; empty if nothing is in it.
    @inline(__always)
    private mutating func skipContent(
        of container: Container, from start: Int, _ inner: Nesting, in bytes: RawSpan
    ) throws(WireError) -> ByteRange {
        if container.count == 0 { return .empty }
        let content = reader.position
        try reader.skipContent(of: container, in: bytes, nesting: inner)
        let isEmpty = container.count == nil && reader.position &- content == 1
        return isEmpty ? .empty : ByteRange(from: start, to: reader.position)
    }
}

extension BinaryEnvelopeScanner {
    /// Reads Arguments and, if there, ArgumentsKw, and the end of the message. What is empty at the end is
    /// not counted.
    @inline(__always)
    private mutating func readPayload(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        let start = reader.position
        var inner = nesting
        let token = try reader.readToken(in: bytes, nesting: &inner)
        guard case .container(let container) = token, !container.isDictionary else {
            try checkTransparentPayload(token, inner, of: envelope, in: bytes)
            element &+= 1
            envelope.payload = ByteRange(from: start, to: reader.position)
            envelope.payloadCount = 1
            envelope.hasTransparentPayload = true
            return try expectEnd(of: envelope.type, in: bytes)
        }
        envelope.arguments = try skipContent(of: container, from: start, inner, in: bytes)
        let end = reader.position
        element &+= 1
        if !envelope.arguments.isEmpty {
            envelope.payload = envelope.arguments
            envelope.payloadCount = 1
        }
        guard try hasNext(in: bytes) else { return try reader.expectEnd(in: bytes) }
        envelope.argumentsKw = try readDictionary(of: envelope.type, in: bytes)
        element &+= 1
        if !envelope.argumentsKw.isEmpty {
            envelope.arguments = ByteRange(from: start, to: end)
            envelope.payload = ByteRange(from: start, to: reader.position)
            envelope.payloadCount = 2
        }
        try expectEnd(of: envelope.type, in: bytes)
    }

    /// Refuses what stands in the place of Arguments, unless it is a string or binary value and the member
    /// `enc_algo` of Options or Details announces payload transparency mode.
    @inline(never)
    private func checkTransparentPayload(
        _ token: Token, _ inner: Nesting, of envelope: Envelope, in bytes: RawSpan
    ) throws(WireError) {
        switch token {
        case .string, .binary:
            if envelope.type != .abort,
                try BinaryMemberReader<Reader>.hasMember(.encAlgo, envelope.options, in: bytes)
            {
                return
            }
        case .null, .bool, .integer, .unsigned, .double, .container, .extensionType: break
        }
        throw wrongElement(token, inner, .list, of: envelope.type, in: bytes)
    }
}

extension Token {
    /// The integer, if this is one that is not negative.
    @inline(__always)
    var unsignedInteger: UInt64? {
        switch self {
        case .integer(let integer): UInt64(exactly: integer)
        case .unsigned(let integer): integer
        case .null, .bool, .double, .string, .binary, .container, .extensionType: nil
        }
    }
}
