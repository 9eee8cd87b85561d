/// A place in a text as people count: lines from 1, and columns from 1 in characters (Unicode scalars).
package struct TextPlace: Equatable, Sendable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    /// The place of the byte at `offset`; an offset beyond the end is the end.
    package init(of offset: Int, in bytes: RawSpan) {
        var line = 1
        var column = 1
        for position in 0..<min(max(offset, 0), bytes.byteCount) {
            let byte = bytes.byte(position)
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    package var description: String { "line \(line), column \(column)" }
}

extension WireError {
    /// The offset into the bytes that the error names; nil where it names none.
    package var offset: Int? {
        switch self {
        case .syntax(_, let offset), .invalidUTF8(let offset), .tooDeep(_, let offset),
            .duplicateKey(let offset):
            offset
        case .tooLong, .notAList, .emptyList, .messageCodeNotInteger, .unknownMessageCode, .extensionMessage,
            .tooFewElements, .tooManyElements, .wrongElement, .idOutOfRange, .option, .tooManyAttributes:
            nil
        }
    }
}
