extension JSON.Cursor {
    /// Moves over one value of any kind with everything in it (RFC 8259 section 3). White space may precede it.
    ///
    /// `outer` containers are open around the value, and `limit` (at most `ScanLimits.greatestDepth`) may be open
    /// in all.
    @inline(__always)
    mutating func skipValue(in bytes: RawSpan, outer: Int, limit: Int) throws(WireError) {
        position = try endOfValue(in: bytes, outer: outer, limit: limit)
    }

    /// Which containers are open is kept in one word, a bit for each: set for a dictionary. What is nested
    /// deeper than the word's 64 bits is left to a second round of this function, so that it recurs at most
    /// `ScanLimits.greatestDepth / 64` times.
    @inline(never)
    private func endOfValue(in bytes: RawSpan, outer: Int, limit: Int) throws(WireError) -> Int {
        var cursor = self
        var kinds: UInt64 = 0
        var depth = 0
        values: while true {
            let first = cursor.skipWhitespace(in: bytes)
            if first == ASCII.quote {
                cursor.position &+= 1
                _ = try cursor.skipString(in: bytes)
            } else if ASCII.isDigit(first) || first == ASCII.minus {
                cursor.position = try cursor.endOfNumber(in: bytes)
            } else if first != ASCII.openDictionary, first != ASCII.openList {
                cursor.position = try cursor.endOfLiteral(first, in: bytes)
            } else if depth == 64 {
                cursor.position = try cursor.endOfValue(in: bytes, outer: outer &+ 64, limit: limit)
            } else {
                guard outer &+ depth < limit else { throw .tooDeep(limit: limit, offset: cursor.position) }
                let isDictionary = first == ASCII.openDictionary
                cursor.position &+= 1
                // A closing bracket is two above its opening one.
                if cursor.skipWhitespace(in: bytes) != first &+ 2 {
                    kinds = kinds &<< 1 | (isDictionary ? 1 : 0)
                    depth &+= 1
                    if isDictionary { cursor.position = try cursor.endOfKey(in: bytes) }
                    continue values
                }
                cursor.position &+= 1
            }
            while depth > 0 {
                let next = cursor.skipWhitespace(in: bytes)
                if next == ASCII.comma {
                    cursor.position &+= 1
                    if kinds & 1 == 1 { cursor.position = try cursor.endOfKey(in: bytes) }
                    continue values
                }
                guard next == (kinds & 1 == 1 ? ASCII.closeDictionary : ASCII.closeList) else {
                    throw cursor.unexpected(in: bytes)
                }
                cursor.position &+= 1
                kinds &>>= 1
                depth &-= 1
            }
            return cursor.position
        }
    }

    /// Where a member's key and the colon behind it end. White space may precede both.
    private func endOfKey(in bytes: RawSpan) throws(WireError) -> Int {
        var end = self
        try end.expect(ASCII.quote, in: bytes)
        _ = try end.skipString(in: bytes)
        try end.expect(ASCII.colon, in: bytes)
        return end.position
    }

    /// Where `true`, `false` or `null` ends.
    private func endOfLiteral(_ first: UInt8, in bytes: RawSpan) throws(WireError) -> Int {
        let word: StaticString
        switch first {
        case UInt8(ascii: "t"): word = "true"
        case UInt8(ascii: "f"): word = "false"
        case UInt8(ascii: "n"): word = "null"
        default: throw unexpected(in: bytes)
        }
        let end = position &+ word.utf8CodeUnitCount
        guard bytes.equals(word, in: ByteRange(from: position, to: end)) else {
            throw .syntax(.invalidLiteral, offset: position)
        }
        return end
    }
}
