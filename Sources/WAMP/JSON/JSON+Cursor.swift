extension JSON {
    /// A position in a JSON text, and the steps that move it over tokens of the grammar.
    ///
    /// The bytes are an argument of each step, because a stored `RawSpan` would make the cursor non-escapable.
    ///
    /// Steps that are not inlined are not `mutating`: they return the new position, so that the position of a
    /// scan stays in a register.
    struct Cursor {
        /// The offset of the next byte.
        var position = 0
        let utf8: UTF8Trust

        init(at position: Int = 0, utf8: UTF8Trust) {
            self.position = position
            self.utf8 = utf8
        }
    }
}

extension JSON.Cursor {
    /// The next byte, or 0 (which begins no token) at the end.
    @inline(__always)
    func peek(in bytes: RawSpan) -> UInt8 {
        bytes.byte(position)
    }

    /// Moves over white space (RFC 8259 section 2) and returns the byte behind it, or 0 at the end.
    @inline(__always)
    mutating func skipWhitespace(in bytes: RawSpan) -> UInt8 {
        let byte = peek(in: bytes)
        if byte > ASCII.space { return byte }
        position = endOfWhitespace(in: bytes)
        return peek(in: bytes)
    }

    @inline(never)
    private func endOfWhitespace(in bytes: RawSpan) -> Int {
        var end = position
        while true {
            let byte = bytes.byte(end)
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return end }
            end &+= 1
        }
    }

    /// The error for a byte that the grammar does not allow here.
    @inline(never)
    func unexpected(in bytes: RawSpan) -> WireError {
        .syntax(position < bytes.byteCount ? .unexpectedByte : .unexpectedEnd, offset: position)
    }

    /// Moves over `byte` and the white space before it.
    @inline(__always)
    mutating func expect(_ byte: UInt8, in bytes: RawSpan) throws(WireError) {
        guard skipWhitespace(in: bytes) == byte else { throw unexpected(in: bytes) }
        position &+= 1
    }

    /// Refuses everything but white space up to the end.
    mutating func expectEnd(in bytes: RawSpan) throws(WireError) {
        _ = skipWhitespace(in: bytes)
        guard position == bytes.byteCount else { throw .syntax(.trailingBytes, offset: position) }
    }
}
