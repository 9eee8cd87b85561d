extension JSON.Cursor {
    /// Moves from behind the opening quote of a string to behind its closing quote (RFC 8259 section 7) and
    /// says whether the string contains escape sequences.
    @inline(__always)
    mutating func skipString(in bytes: RawSpan) throws(WireError) -> Bool {
        let stop = firstStop(in: bytes)
        if stop < bytes.byteCount, bytes.byte(stop) == ASCII.quote {
            position = stop &+ 1
            return false
        }
        let end = try endOfSpecialString(in: bytes, from: stop)
        position = end.offset
        return end.isEscaped
    }

    /// The rest of a string that contains more than plain characters.
    @inline(never)
    private func endOfSpecialString(
        in bytes: RawSpan, from first: Int
    ) throws(WireError) -> (offset: Int, isEscaped: Bool) {
        var cursor = JSON.Cursor(at: first, utf8: utf8)
        var isEscaped = false
        while true {
            guard cursor.position < bytes.byteCount else {
                throw .syntax(.unexpectedEnd, offset: cursor.position)
            }
            let byte = bytes.byte(cursor.position)
            if byte == ASCII.quote { return (cursor.position &+ 1, isEscaped) }
            if byte == ASCII.backslash {
                isEscaped = true
                cursor.position = try cursor.endOfEscape(in: bytes)
            } else if byte < 0x20 {
                throw .syntax(.controlCharacter, offset: cursor.position)
            } else {
                cursor.position = try cursor.endOfMultibyteRun(in: bytes)
            }
            cursor.position = cursor.firstStop(in: bytes)
        }
    }

    /// The offset of the next quote, backslash, control character or (if UTF-8 is to be checked) non-ASCII
    /// byte, or of the end.
    @inline(__always)
    private func firstStop(in bytes: RawSpan) -> Int {
        if bytes.byteCount &- position >= 16 {
            let stops = stops(in: bytes.block(position))
            if stops.x | stops.y != 0 { return position &+ Self.firstLane(of: stops) }
        }
        return firstStopFarAway(in: bytes)
    }

    @inline(never)
    private func firstStopFarAway(in bytes: RawSpan) -> Int {
        let count = bytes.byteCount
        var offset = position
        // Long strings: one branch for 64 bytes.
        while count &- offset >= 64 {
            let stops =
                stopLanes(in: bytes.block(offset)) .| stopLanes(in: bytes.block(offset &+ 16))
                .| stopLanes(in: bytes.block(offset &+ 32)) .| stopLanes(in: bytes.block(offset &+ 48))
            let words = unsafeBitCast(stops, to: SIMD2<UInt64>.self)
            if words.x | words.y != 0 { break }
            offset &+= 64
        }
        while count &- offset >= 16 {
            let stops = stops(in: bytes.block(offset))
            if stops.x | stops.y != 0 { return offset &+ Self.firstLane(of: stops) }
            offset &+= 16
        }
        guard count >= 16 else {
            while offset < count, !isStop(bytes.byte(offset)) { offset &+= 1 }
            return offset
        }
        // Fewer than 16 bytes are left: read the last 16 and disregard those before the offset.
        let base = count &- 16
        var stops = stops(in: bytes.block(base))
        let passed = UInt64(truncatingIfNeeded: offset &- base)
        stops.x = passed < 8 ? stops.x & (~0 << (passed &* 8)) : 0
        stops.y = passed > 8 ? stops.y & (~0 << ((passed &- 8) &* 8)) : stops.y
        return stops.x | stops.y != 0 ? base &+ Self.firstLane(of: stops) : count
    }

    /// All bits of a lane's byte are set where the string scan must look closer.
    @inline(__always)
    private func stops(in block: SIMD16<UInt8>) -> SIMD2<UInt64> {
        unsafeBitCast(stopLanes(in: block), to: SIMD2<UInt64>.self)
    }

    @inline(__always)
    private func stopLanes(in block: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
        let quotes = block .== SIMD16<UInt8>(repeating: ASCII.quote)
        let backslashes = block .== SIMD16<UInt8>(repeating: ASCII.backslash)
        let signed = unsafeBitCast(block, to: SIMD16<Int8>.self)
        // Compared as signed numbers, all bytes above 0x7F are below 0x20 too.
        let others =
            utf8 == .unchecked
            ? signed .< SIMD16<Int8>(repeating: 0x20) : block .< SIMD16<UInt8>(repeating: 0x20)
        return quotes .| backslashes .| others
    }

    @inline(__always)
    private func isStop(_ byte: UInt8) -> Bool {
        byte == ASCII.quote || byte == ASCII.backslash || byte < 0x20 || (byte >= 0x80 && utf8 == .unchecked)
    }

    /// The number of the first lane that is set; 16 if none is.
    @inline(__always)
    private static func firstLane(of lanes: SIMD2<UInt64>) -> Int {
        lanes.x != 0 ? lanes.x.trailingZeroBitCount &>> 3 : 8 &+ lanes.y.trailingZeroBitCount &>> 3
    }
}
