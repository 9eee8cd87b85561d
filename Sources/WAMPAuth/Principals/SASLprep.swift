/// SASLprep (RFC 4013), which brings different spellings of the same password to one form.
///
/// Not done: the checks for unassigned code points and for text that is written in both directions. Text that these would
/// refuse is taken as it is, so that both sides of an exchange agree wherever SASLprep has a result at all.
package enum SASLprep {
    /// A text with characters that SASLprep prohibits.
    package struct Prohibited: Error, Equatable, Sendable, CustomStringConvertible {
        /// U+…
        package let codePoint: UInt32

        package var description: String {
            "the character U+\(String(codePoint, radix: 16, uppercase: true)) is not allowed in passwords"
        }
    }

    /// The prepared text.
    ///
    /// - Parameter normalize: makes Unicode normalization form KC of a text.
    package static func prepare(
        _ text: String, normalize: (String) -> String
    ) throws(Prohibited) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isMappedToNothing(scalar.value) {
            mapped.append(isSpace(scalar.value) ? " " : scalar)
        }
        let prepared = normalize(String(mapped))
        if let scalar = prepared.unicodeScalars.first(where: { isProhibited($0) }) {
            throw Prohibited(codePoint: scalar.value)
        }
        return prepared
    }

    /// RFC 3454 table B.1.
    private static func isMappedToNothing(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x34F, 0x1806, 0x180B...0x180D, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
        default: false
        }
    }

    /// RFC 3454 table C.1.2.
    private static func isSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0xA0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// RFC 3454 tables C.1.2, C.2.1, C.2.2, C.3 to C.9.
    private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if isSpace(value) || value & 0xFFFE == 0xFFFE { return true }
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x340, 0x341, 0x6DD, 0x70F, 0x180E, 0x200C...0x200F, 0x2028...0x202E,
            0x2060...0x2063, 0x206A...0x206F, 0x2FF0...0x2FFB, 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFEFF,
            0xFFF9...0xFFFD, 0x1D173...0x1D17A, 0xE0001, 0xE0020...0xE007F, 0xF0000...0xFFFFD,
            0x100000...0x10FFFD:
            return true
        default: return false
        }
    }
}
