extension JSON {
    /// The number that the digits of `range` are, which keep to the grammar (RFC 8259 section 6): an integer
    /// if it is written as one and 64 bits hold it, else a double.
    static func number(_ range: ByteRange, in bytes: RawSpan) -> Token {
        let number = Decimal(range, in: bytes)
        if !number.isInteger || !number.isExact {
            return .double(number.double ?? slowDouble(range, in: bytes))
        }
        if !number.isNegative {
            let integer = number.significand
            return integer <= UInt64(Int64.max) ? .integer(Int64(bitPattern: integer)) : .unsigned(integer)
        }
        // Of all integers only -0 has no place among the integer types.
        guard number.significand > 0 else { return .double(-0.0) }
        if number.significand <= 1 << 63 { return .integer(Int64(bitPattern: 0 &- number.significand)) }
        return .double(slowDouble(range, in: bytes))
    }

    @inline(never)
    private static func slowDouble(_ range: ByteRange, in bytes: RawSpan) -> Double {
        Double(bytes.string(range)) ?? 0
    }

    /// A number as it is written: significand times ten to the power of `exponent`.
    private struct Decimal {
        private(set) var isNegative = false
        private(set) var significand: UInt64 = 0
        private(set) var exponent = 0
        /// There is neither a fraction nor an exponent.
        private(set) var isInteger = true
        /// The significand fits.
        private(set) var isExact = true

        @inline(__always)
        init(_ range: ByteRange, in bytes: RawSpan) {
            var offset = Int(range.start)
            let end = range.bounds.upperBound
            if bytes.byte(offset) == ASCII.minus {
                isNegative = true
                offset &+= 1
            }
            appendDigits(of: bytes, from: &offset, to: end)
            if offset < end, bytes.byte(offset) == ASCII.point {
                isInteger = false
                offset &+= 1
                let first = offset
                appendDigits(of: bytes, from: &offset, to: end)
                exponent = first &- offset
            }
            if offset < end { appendExponent(of: bytes, from: offset &+ 1, to: end) }
        }

        @inline(__always)
        private mutating func appendDigits(of bytes: RawSpan, from offset: inout Int, to end: Int) {
            while offset < end {
                let digit = bytes.byte(offset) &- ASCII.zero
                guard digit < 10 else { return }
                let (tens, overflow) = significand.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
                if overflow || carry { isExact = false }
                significand = sum
                offset &+= 1
            }
        }

        private mutating func appendExponent(of bytes: RawSpan, from start: Int, to end: Int) {
            isInteger = false
            var written = 0
            for offset in start..<end {
                let digit = bytes.byte(offset) &- ASCII.zero
                guard digit < 10 else { continue }
                if written > 1000 { isExact = false }
                written = isExact ? written &* 10 &+ Int(digit) : written
            }
            exponent &+= bytes.byte(start) == ASCII.minus ? -written : written
        }

        /// The double, where one operation on exact operands rounds once and so correctly; nil elsewhere.
        @inline(__always)
        var double: Double? {
            guard isExact, significand <= 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
            let power = Self.powerOfTen(exponent.magnitude)
            let magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
            return isNegative ? -magnitude : magnitude
        }

        /// Ten to the power of at most 22, which doubles hold exactly.
        private static func powerOfTen(_ exponent: UInt) -> Double {
            var power = 1.0
            for _ in 0..<exponent { power *= 10 }
            return power
        }
    }
}
