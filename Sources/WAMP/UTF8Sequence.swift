/// Well-formed UTF-8 byte sequences (RFC 3629 section 4; Unicode 3.9, table 3-7).
enum UTF8Sequence {
    /// The number of bytes of the character that begins at `offset` with a byte above 0x7F; 0 if it is not
    /// well-formed or ends early.
    static func length(in bytes: RawSpan, at offset: Int) -> Int {
        let left = bytes.byteCount &- offset
        let lead = bytes.byte(offset)
        guard lead >= 0xC2, lead <= 0xF4, left >= 2 else { return 0 }
        let second = bytes.byte(offset &+ 1)
        if lead < 0xE0 { return isContinuation(second) ? 2 : 0 }
        guard left >= 3, isContinuation(bytes.byte(offset &+ 2)) else { return 0 }
        if lead < 0xF0 {
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
            return second >= lowest && second <= highest ? 3 : 0
        }
        guard left >= 4, isContinuation(bytes.byte(offset &+ 3)) else { return 0 }
        let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
        return second >= lowest && second <= highest ? 4 : 0
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Marks the lanes of `block` that cannot follow what stands one, two and three bytes before them.
    ///
    /// A character that the block's end cuts off is no fault of this block.
    @inline(__always)
    static func faults(
        _ block: SIMD16<UInt8>, _ back1: SIMD16<UInt8>, _ back2: SIMD16<UInt8>, _ back3: SIMD16<UInt8>
    ) -> SIMDMask<SIMD16<Int8>> {
        typealias Bytes = SIMD16<UInt8>
        let isContinuation = unsafeBitCast(block, to: SIMD16<Int8>.self) .< SIMD16<Int8>(repeating: -64)
        let mustContinue =
            back1 .>= Bytes(repeating: 0xC0) .| back2 .>= Bytes(repeating: 0xE0)
            .| back3 .>= Bytes(repeating: 0xF0)
        let neverLeads =
            (block & Bytes(repeating: 0xFE)) .== Bytes(repeating: 0xC0) .| block .>= Bytes(repeating: 0xF5)
        // Overlong forms (E0, F0), surrogates (ED) and what lies beyond U+10FFFF (F4).
        let below = Bytes(repeating: 0x90)
        let half = Bytes(repeating: 0xA0)
        let restricted =
            (back1 .== Bytes(repeating: 0xE0) .& block .< half)
            .| (back1 .== Bytes(repeating: 0xED) .& block .>= half)
            .| (back1 .== Bytes(repeating: 0xF0) .& block .< below)
            .| (back1 .== Bytes(repeating: 0xF4) .& block .>= below)
        return (isContinuation .^ mustContinue) .| neverLeads .| restricted
    }
}
