extension CBOR {
    /// The number that a half precision float stands for (RFC 8949 appendix D; IEEE 754 binary16: 5 bits of
    /// exponent, 10 of significand).
    static func double(half bits: UInt16) -> Double {
        let sign = UInt64(bits >> 15) << 63
        let exponent = UInt64(bits >> 10 & 31)
        let significand = UInt64(bits & 0x3FF)
        switch exponent {
        case 0:
            let magnitude = Double(significand) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 31: return Double(bitPattern: sign | 0x7FF << 52 | significand << 42)
        // The exponents' biases are 15 and 1023.
        default: return Double(bitPattern: sign | (exponent + 1008) << 52 | significand << 42)
        }
    }
}
