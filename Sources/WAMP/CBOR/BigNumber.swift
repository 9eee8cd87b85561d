/// The magnitude of a bignum (RFC 8949 section 3.4.3), as exact as WAMP's types hold it.
struct BigNumber {
    /// The eight bytes from the first that is not zero on.
    private var leading: UInt64 = 0
    private var leadingCount = 0
    /// How many bytes follow those.
    private var restCount = 0
    /// One of those is not zero.
    private var restIsNonzero = false

    /// - Parameter string: a byte string in network byte order.
    init(_ string: EncodedString, in bytes: RawSpan) {
        if string.isEscaped {
            CBOR.forEachChunk(of: string.range, in: bytes) { append($0) }
        } else {
            append(bytes.extracting(string.range.bounds))
        }
    }

    private mutating func append(_ bytes: RawSpan) {
        for offset in 0..<bytes.byteCount {
            let byte = bytes.byte(offset)
            if leadingCount == 8 {
                restCount += 1
                if byte != 0 { restIsNonzero = true }
            } else if leadingCount > 0 || byte != 0 {
                leading = leading << 8 | UInt64(byte)
                leadingCount += 1
            }
        }
    }

    /// The number.
    var token: Token {
        guard restCount == 0 else { return .double(double) }
        return leading <= UInt64(Int64.max) ? .integer(Int64(bitPattern: leading)) : .unsigned(leading)
    }

    /// -1 - the number.
    var negativeToken: Token {
        guard restCount == 0 else { return .double(-double) }
        if leading <= UInt64(Int64.max) { return .integer(~Int64(bitPattern: leading)) }
        return .double(leading == .max ? -0x1p64 : -Double(leading + 1))
    }

    /// The nearest double, infinite above all of them. What follows the leading 57 bits or more only breaks
    /// ties.
    private var double: Double {
        let significand = Double(restIsNonzero ? leading | 1 : leading)
        return restCount > 128
            ? .infinity : significand * Double(sign: .plus, exponent: 8 * restCount, significand: 1)
    }
}
