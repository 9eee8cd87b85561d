extension RawSpan {
    /// The byte at `offset`, or 0 where there is none: the one comparison keeps the unchecked load inside the span.
    @inline(__always)
    package func byte(_ offset: Int) -> UInt8 {
        UInt(bitPattern: offset) < UInt(bitPattern: byteCount)
            ? unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) : 0
    }

    /// Sixteen bytes from `offset` on, which the caller has compared with `byteCount`; checked again here.
    @inline(__always)
    func block(_ offset: Int) -> SIMD16<UInt8> {
        unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// Whether the bytes of `range` are those of `text`; false where the range leaves the span.
    package func equals(_ text: StaticString, in range: ByteRange) -> Bool {
        guard Int(range.count) == text.utf8CodeUnitCount, range.bounds.upperBound <= byteCount else {
            return false
        }
        var text = text.utf8Start
        for offset in range.bounds {
            if byte(offset) != text.pointee { return false }
            text += 1
        }
        return true
    }

    /// Whether two ranges hold the same bytes; false where one leaves the span.
    func hasEqualBytes(_ first: ByteRange, _ second: ByteRange) -> Bool {
        guard first.count == second.count, first.bounds.upperBound <= byteCount,
            second.bounds.upperBound <= byteCount
        else { return false }
        for (left, right) in zip(first.bounds, second.bounds) where byte(left) != byte(right) { return false }
        return true
    }

    /// A copy of the bytes of `range` as an array; empty where the range leaves the span.
    package func array(_ range: ByteRange) -> [UInt8] {
        guard range.bounds.upperBound <= byteCount else { return [] }
        return extracting(range.bounds).withUnsafeBytes { [UInt8]($0) }
    }

    /// The bytes of `range` read as UTF-8; what is invalid becomes U+FFFD.
    package func string(_ range: ByteRange) -> String {
        guard range.bounds.upperBound <= byteCount else { return "" }
        return extracting(range.bounds).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
