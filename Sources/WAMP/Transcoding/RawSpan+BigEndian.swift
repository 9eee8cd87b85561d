extension RawSpan {
    /// An unsigned integer of 1, 2, 4 or 8 bytes in network byte order; nil where the span ends before it
    /// does.
    @inline(__always)
    func bigEndian(at offset: Int, width: Int) -> UInt64? {
        guard byteCount &- offset >= width else { return nil }
        switch width {
        case 1: return UInt64(byte(offset))
        case 2: return UInt64(UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        case 4: return UInt64(UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        default: return UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }
}

extension OutputBytes {
    /// Appends a byte and an unsigned integer of 1, 2, 4 or 8 bytes in network byte order.
    @inline(__always)
    mutating func append(_ lead: UInt8, bigEndian number: UInt64, width: Int) {
        let start = reserve(9)
        start.storeBytes(of: lead, as: UInt8.self)
        // The number's last bytes are those that count.
        start.storeBytes(
            of: (number &<< UInt64(64 &- 8 &* width)).bigEndian, toByteOffset: 1, as: UInt64.self)
        advance(by: 1 &+ width)
    }
}
