extension JSON {
    /// The UTF-8 bytes that the string between two quotes stands for. `scan` has validated the string; in one
    /// that was not validated, everything from a broken escape sequence on is left out.
    package static func unescape(_ range: ByteRange, in bytes: RawSpan) -> [UInt8] {
        guard range.bounds.upperBound <= bytes.byteCount else { return [] }
        let text = bytes.extracting(range.bounds)
        guard text.containsBackslash else { return text.withUnsafeBytes { [UInt8]($0) } }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.byteCount)
        var cursor = Cursor(utf8: .validated)
        while cursor.position < text.byteCount {
            let byte = text.byte(cursor.position)
            if byte != ASCII.backslash {
                plain.append(byte)
                cursor.position &+= 1
            } else if let scalar = try? cursor.readEscape(in: text) {
                plain.append(contentsOf: scalar.utf8)
            } else {
                break
            }
        }
        return plain
    }
}

extension RawSpan {
    fileprivate var containsBackslash: Bool {
        for offset in 0..<byteCount where byte(offset) == ASCII.backslash { return true }
        return false
    }
}
