extension JSON {
    /// One scan of one message, element after element of its layout.
    struct EnvelopeScanner {
        private var cursor: Cursor
        private let limits: ScanLimits
        /// How many elements of the list have been read, the code included.
        private var element = 0
        private var idCount = 0

        @inline(__always)
        init(limits: ScanLimits, utf8: UTF8Trust) {
            cursor = Cursor(utf8: utf8)
            self.limits = limits
        }

        @inline(__always)
        mutating func scan(_ bytes: RawSpan) throws(WireError) -> Envelope {
            var envelope = Envelope(type: try readType(in: bytes))
            var layout = MessageLayout(of: envelope.type)
            var expected = layout.next()
            while expected != .end {
                guard try skipToElement(in: bytes) else {
                    if expected == .payload || expected == .optionalDictionary { break }
                    throw .tooFewElements(envelope.type, count: element)
                }
                switch expected {
                case .end: break
                case .id: try readID(in: bytes, into: &envelope)
                case .requestType: try readRequestType(in: bytes, into: &envelope)
                case .dictionary, .optionalDictionary: try readDictionary(in: bytes, into: &envelope)
                case .string: try readString(in: bytes, into: &envelope)
                case .payload:
                    cursor.position = try endOfPayload(in: bytes, into: &envelope)
                    element &+= 2
                }
                expected = layout.next()
            }
            guard try !skipToElement(in: bytes) else {
                throw .tooManyElements(envelope.type, limit: element)
            }
            cursor.position &+= 1
            try cursor.expectEnd(in: bytes)
            return envelope
        }
    }
}

extension JSON.EnvelopeScanner {
    /// Reads the opening bracket and the message code.
    @inline(__always)
    private mutating func readType(in bytes: RawSpan) throws(WireError) -> MessageType {
        guard bytes.byteCount <= Int(UInt32.max) else { throw .tooLong(byteCount: bytes.byteCount) }
        let opening = cursor.skipWhitespace(in: bytes)
        guard opening == ASCII.openList else { throw notAList(in: bytes) }
        cursor.position &+= 1
        let first = cursor.skipWhitespace(in: bytes)
        guard ASCII.isDigit(first) else { throw noCode(first, in: bytes) }
        guard case .value(let code) = cursor.readInteger(in: bytes) else { throw .messageCodeNotInteger }
        element = 1
        guard let narrow = UInt16(exactly: code), let type = MessageType(rawValue: narrow) else {
            throw unknownCode(code, in: bytes)
        }
        return type
    }

    @inline(never)
    private func notAList(in bytes: RawSpan) -> WireError {
        faultOf(.notAList, in: bytes)
    }

    @inline(never)
    private func noCode(_ first: UInt8, in bytes: RawSpan) -> WireError {
        guard first == ASCII.closeList else { return faultOf(.messageCodeNotInteger, in: bytes) }
        return .emptyList
    }

    /// `problem` if a value of another type stands here, else the syntax error that keeps it from being one.
    private func faultOf(_ problem: WireError, in bytes: RawSpan) -> WireError {
        do {
            var cursor = cursor
            try cursor.skipValue(in: bytes, outer: element > 0 ? 1 : 0, limit: limits.depth)
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
            try JSON.validate(bytes, limits: limits, utf8: cursor.utf8)
            return .extensionMessage(code)
        } catch {
            return error
        }
    }

    /// Moves over the comma to the next element; false if the list ends instead, the position at its bracket.
    @inline(__always)
    private mutating func skipToElement(in bytes: RawSpan) throws(WireError) -> Bool {
        let byte = cursor.skipWhitespace(in: bytes)
        if byte == ASCII.comma {
            cursor.position &+= 1
            _ = cursor.skipWhitespace(in: bytes)
            return true
        }
        guard byte == ASCII.closeList else { throw cursor.unexpected(in: bytes) }
        return false
    }

    @inline(__always)
    private mutating func readInteger(
        _ expected: WireError.ElementType, of type: MessageType, in bytes: RawSpan
    ) throws(WireError) -> UInt64 {
        let start = cursor.position
        switch cursor.readInteger(in: bytes) {
        case .value(let value):
            element &+= 1
            return value
        case .outOfRange:
            throw .idOutOfRange(type, element: element)
        case .notInteger:
            cursor.position = start
            throw wrongElement(expected, of: type, in: bytes)
        }
    }

    @inline(never)
    private func wrongElement(
        _ expected: WireError.ElementType, of type: MessageType, in bytes: RawSpan
    ) -> WireError {
        faultOf(.wrongElement(type, element: element, expected: expected), in: bytes)
    }

    @inline(__always)
    private mutating func readID(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        let id = try readInteger(.id, of: envelope.type, in: bytes)
        if idCount == 0 { envelope.first = id } else { envelope.second = id }
        idCount &+= 1
    }

    @inline(__always)
    private mutating func readRequestType(
        in bytes: RawSpan, into envelope: inout Envelope
    ) throws(WireError) {
        envelope.requestType = try readInteger(.integer, of: envelope.type, in: bytes)
    }

    @inline(__always)
    private mutating func readString(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        guard cursor.peek(in: bytes) == ASCII.quote else {
            throw wrongElement(.string, of: envelope.type, in: bytes)
        }
        cursor.position &+= 1
        let start = cursor.position
        envelope.uriIsEscaped = try cursor.skipString(in: bytes)
        envelope.uri = ByteRange(from: start, to: cursor.position &- 1)
        element &+= 1
    }

    @inline(__always)
    private mutating func readDictionary(
        in bytes: RawSpan, into envelope: inout Envelope
    ) throws(WireError) {
        guard cursor.peek(in: bytes) == ASCII.openDictionary else {
            throw wrongElement(.dictionary, of: envelope.type, in: bytes)
        }
        let start = cursor.position
        if try skipContainer(until: ASCII.closeDictionary, in: bytes) {
            envelope.options = ByteRange(from: start, to: cursor.position)
        }
        element &+= 1
    }

    /// Moves over the list or dictionary whose opening bracket is next; false if it is empty.
    @inline(__always)
    private mutating func skipContainer(
        until closing: UInt8, in bytes: RawSpan
    ) throws(WireError) -> Bool {
        let start = cursor.position
        cursor.position &+= 1
        if limits.depth > 1, cursor.skipWhitespace(in: bytes) == closing {
            cursor.position &+= 1
            return false
        }
        cursor.position = start
        try cursor.skipValue(in: bytes, outer: 1, limit: limits.depth)
        return true
    }
}

extension JSON.EnvelopeScanner {
    /// Reads Arguments and, if there, ArgumentsKw. What is empty at the end is not counted.
    ///
    /// - Returns: where the payload ends.
    @inline(never)
    private func endOfPayload(
        in bytes: RawSpan, into envelope: inout Envelope
    ) throws(WireError) -> Int {
        var end = self
        try end.readPayload(in: bytes, into: &envelope)
        return end.cursor.position
    }

    @inline(__always)
    private mutating func readPayload(in bytes: RawSpan, into envelope: inout Envelope) throws(WireError) {
        let start = cursor.position
        guard cursor.peek(in: bytes) == ASCII.openList else {
            cursor.position = try endOfTransparentPayload(of: envelope, in: bytes)
            envelope.payload = ByteRange(from: start, to: cursor.position)
            envelope.payloadCount = 1
            envelope.hasTransparentPayload = true
            return
        }
        let hasArguments = try skipContainer(until: ASCII.closeList, in: bytes)
        let end = cursor.position
        element &+= 1
        if hasArguments {
            envelope.payloadCount = 1
            envelope.arguments = ByteRange(from: start, to: end)
            envelope.payload = envelope.arguments
        }
        guard try skipToElement(in: bytes) else { return }
        guard cursor.peek(in: bytes) == ASCII.openDictionary else {
            throw wrongElement(.dictionary, of: envelope.type, in: bytes)
        }
        let keywords = cursor.position
        if try skipContainer(until: ASCII.closeDictionary, in: bytes) {
            envelope.payloadCount = 2
            envelope.arguments = ByteRange(from: start, to: end)
            envelope.argumentsKw = ByteRange(from: keywords, to: cursor.position)
            envelope.payload = ByteRange(from: start, to: cursor.position)
        }
    }

    /// Where the string ends that stands for both arguments in payload transparency mode, recognised by the
    /// member `enc_algo` of Options or Details; anything else in the place of Arguments is a violation.
    @inline(never)
    private func endOfTransparentPayload(
        of envelope: Envelope, in bytes: RawSpan
    ) throws(WireError) -> Int {
        guard cursor.peek(in: bytes) == ASCII.quote, envelope.type != .abort,
            try JSON.hasMember(.encAlgo, envelope.options, in: bytes)
        else { throw wrongElement(.list, of: envelope.type, in: bytes) }
        var end = cursor
        end.position &+= 1
        _ = try end.skipString(in: bytes)
        return end.position
    }
}
