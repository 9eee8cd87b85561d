extension JSON.Cursor {
    /// What an integer in an id's place turned out to be.
    enum Integer {
        case value(UInt64)
        /// More than 2^53.
        case outOfRange
        /// A number that is negative or has a fraction or an exponent, or no number at all.
        case notInteger
    }

    /// Where the number ends (RFC 8259 section 6) that begins at the position with a digit or a minus sign.
    @inline(__always)
    func endOfNumber(in bytes: RawSpan) throws(WireError) -> Int {
        var end = self
        if end.peek(in: bytes) == ASCII.minus { end.position &+= 1 }
        let integer = end.position
        end.skipDigits(in: bytes)
        let length = end.position &- integer
        let next = end.peek(in: bytes)
        guard length > 0, length == 1 || bytes.byte(integer) != ASCII.zero else {
            throw end.invalidNumber(in: bytes, start: position)
        }
        guard next == ASCII.point || next | 0x20 == UInt8(ascii: "e") else { return end.position }
        return try end.endOfFractionAndExponent(in: bytes, start: position)
    }

    @inline(never)
    private func endOfFractionAndExponent(in bytes: RawSpan, start: Int) throws(WireError) -> Int {
        var end = self
        if end.peek(in: bytes) == ASCII.point {
            end.position &+= 1
            guard ASCII.isDigit(end.peek(in: bytes)) else { throw end.invalidNumber(in: bytes, start: start) }
            end.skipDigits(in: bytes)
        }
        if end.peek(in: bytes) | 0x20 == UInt8(ascii: "e") {
            end.position &+= 1
            let sign = end.peek(in: bytes)
            if sign == ASCII.plus || sign == ASCII.minus { end.position &+= 1 }
            guard ASCII.isDigit(end.peek(in: bytes)) else { throw end.invalidNumber(in: bytes, start: start) }
            end.skipDigits(in: bytes)
        }
        return end.position
    }

    @inline(__always)
    private mutating func skipDigits(in bytes: RawSpan) {
        var end = position
        while ASCII.isDigit(bytes.byte(end)) { end &+= 1 }
        position = end
    }

    @inline(never)
    private func invalidNumber(in bytes: RawSpan, start: Int) -> WireError {
        position < bytes.byteCount
            ? .syntax(.invalidNumber, offset: start) : .syntax(.unexpectedEnd, offset: position)
    }

    /// Reads a non-negative integer of at most 2^53 that is written without fraction and exponent.
    @inline(__always)
    mutating func readInteger(in bytes: RawSpan) -> Integer {
        let start = position
        var end = start
        var value: UInt64 = 0
        while true {
            let digit = bytes.byte(end) &- ASCII.zero
            guard digit < 10 else { break }
            // 2^53 has 16 digits, so a wrapped product comes with a length that is refused below.
            value = value &* 10 &+ UInt64(digit)
            end &+= 1
        }
        position = end
        let length = end &- start
        guard length > 0, length == 1 || bytes.byte(start) != ASCII.zero else { return .notInteger }
        let next = peek(in: bytes)
        guard next != ASCII.point, next | 0x20 != UInt8(ascii: "e") else { return .notInteger }
        return length <= 16 && value <= IDRange.greatest ? .value(value) : .outOfRange
    }
}
