extension FrameHeader {
    /// What the first bytes of a frame are.
    package enum Parsed: Equatable {
        /// More bytes are needed: the header has this many in all, as far as can be told.
        case incomplete(size: Int)
        /// A header that breaks a rule of §5.2 or §5.5; known as early as its bytes are.
        case invalid(ProtocolViolation)
        /// A whole header of this many bytes.
        case header(FrameHeader, size: Int)
    }

    /// Reads the header at the beginning of `bytes`.
    @inline(__always)
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> Parsed {
        guard bytes.count >= 2, let memory = bytes.baseAddress else {
            return bytes.isEmpty ? .incomplete(size: 2) : parseFirstByte(bytes[0])
        }
        let first = memory.load(as: UInt8.self)
        let second = memory.load(fromByteOffset: 1, as: UInt8.self)
        guard first & 0x30 == 0, let opcode = Opcode(rawValue: first & 0x0F) else {
            return parseFirstByte(first)
        }
        let shortLength = second & 0x7F
        if opcode.isControl, first & 0x80 == 0 || shortLength > 125 || first & 0x40 != 0 {
            return parseControl(first, shortLength)
        }
        let isMasked = second & 0x80 != 0
        let size = (shortLength < 126 ? 2 : shortLength == 126 ? 4 : 10) + (isMasked ? 4 : 0)
        guard bytes.count >= size else { return parseLengthOfIncomplete(bytes, shortLength, size) }

        var payloadCount = UInt64(shortLength)
        if shortLength >= 126 {
            payloadCount = extendedLength(memory, shortLength)
            if let violation = lengthViolation(payloadCount, shortLength) { return .invalid(violation) }
        }
        let maskKey: UInt32? =
            isMasked
            ? UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: size - 4, as: UInt32.self)) : nil
        let header = FrameHeader(
            fin: first & 0x80 != 0, rsv1: first & 0x40 != 0, opcode: opcode, payloadCount: payloadCount,
            maskKey: maskKey)
        return .header(header, size: size)
    }

    @inline(__always)
    private static func extendedLength(_ memory: UnsafeRawPointer, _ shortLength: UInt8) -> UInt64 {
        shortLength == 126
            ? UInt64(UInt16(bigEndian: memory.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
            : UInt64(bigEndian: memory.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
    }

    /// §5.2: the minimal number of bytes must be used, and the most significant bit must be 0.
    @inline(__always)
    private static func lengthViolation(_ length: UInt64, _ shortLength: UInt8) -> ProtocolViolation? {
        if length > UInt64(Int64.max) { return .lengthOutOfRange }
        let smallest: UInt64 = shortLength == 126 ? 126 : 65_536
        return length < smallest ? .nonMinimalLength(length) : nil
    }

    /// A wrong first byte is refused before the second arrives.
    @inline(never)
    private static func parseFirstByte(_ first: UInt8) -> Parsed {
        if first & 0x30 != 0 { return .invalid(.reservedBits((first >> 4) & 0x7)) }
        guard let opcode = Opcode(rawValue: first & 0x0F) else {
            return .invalid(.reservedOpcode(first & 0x0F))
        }
        return opcode.isControl ? parseControl(first, 0) : .incomplete(size: 2)
    }

    @inline(never)
    private static func parseControl(_ first: UInt8, _ shortLength: UInt8) -> Parsed {
        if first & 0x40 != 0 { return .invalid(.misplacedCompressionBit) }
        if first & 0x80 == 0 { return .invalid(.fragmentedControlFrame) }
        return shortLength > 125 ? .invalid(.controlFrameTooLong) : .incomplete(size: 2)
    }

    /// A wrong length is refused before the masking key arrives.
    @inline(never)
    private static func parseLengthOfIncomplete(
        _ bytes: UnsafeRawBufferPointer, _ shortLength: UInt8, _ size: Int
    ) -> Parsed {
        let lengthEnd = shortLength < 126 ? 2 : shortLength == 126 ? 4 : 10
        guard lengthEnd > 2, bytes.count >= lengthEnd, let memory = bytes.baseAddress else {
            return .incomplete(size: size)
        }
        let violation = lengthViolation(extendedLength(memory, shortLength), shortLength)
        return violation.map { .invalid($0) } ?? .incomplete(size: size)
    }
}
