import Testing

@testable import WAMP

@Suite("UTF-8 inside strings (RFC 3629 section 4)")
struct CursorUTF8Tests {
    /// Compares the verdict on `sequence` with the standard library's, at places before, across and behind the
    /// borders of vectors.
    private func check(_ sequence: [UInt8], paddings: [Int]) {
        let isValid = String(validating: sequence, as: UTF8.self) != nil
        for padding in paddings {
            let before = [UInt8](repeating: 0x61, count: padding)
            for after in [0, 24] {
                let bytes = [0x22] + before + sequence + [UInt8](repeating: 0x62, count: after) + [0x22]
                let error = invalidity(bytes)
                if isValid {
                    #expect(error == nil, "\(sequence) behind \(padding)")
                } else {
                    #expect(error?.offset ?? -1 > padding && error != nil, "\(sequence) behind \(padding)")
                }
            }
        }
    }

    @Test("All pairs of bytes above the control characters are judged as the standard library judges them")
    func pairs() {
        for first in UInt8(0x80)...0xFF {
            for second in UInt8(0x20)...0xFF where second != 0x22 && second != 0x5C {
                check([first, second], paddings: [4])
            }
        }
    }

    private static let edges: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]

    @Test("Sequences of three bytes are judged right at all their edges", arguments: UInt8(0xDF)...0xF0)
    func threeBytes(lead: UInt8) {
        for second in Self.edges {
            for third in Self.edges { check([lead, second, third], paddings: [0, 2, 13, 14, 15, 30]) }
        }
    }

    @Test("Sequences of four bytes are judged right at all their edges", arguments: UInt8(0xEF)...0xF8)
    func fourBytes(lead: UInt8) {
        for second in Self.edges {
            for third in Self.edges {
                for fourth in [UInt8(0x7F), 0x80, 0xBF, 0xC0] {
                    check([lead, second, third, fourth], paddings: [1, 12, 14])
                }
            }
        }
    }

    @Test(
        "A faulty sequence is found at every place of a long text",
        arguments: ["\u{E9}", "\u{20AC}", "\u{1F600}"])
    func everyPlace(character: String) {
        let text = String(repeating: character, count: 40).utf8Bytes
        for place in 0..<text.count {
            for fault: UInt8 in [0x61, 0x80, 0xC0, 0xE0, 0xF5, 0xFF] where text[place] != fault {
                var broken = text
                broken[place] = fault
                let isValid = String(validating: broken, as: UTF8.self) != nil
                let error = invalidity([0x22] + broken + [0x22])
                #expect((error == nil) == isValid, "\(fault) at \(place)")
            }
        }
    }

    @Test("A quote inside a sequence does not end the string unnoticed")
    func quoteInsideSequence() {
        for padding in 0...40 {
            let bytes = [0x22] + [UInt8](repeating: 0x61, count: padding) + [0xE2, 0x82, 0x22]
            #expect(invalidity(bytes) == .invalidUTF8(offset: padding + 1))
        }
    }

    @Test("Validated bytes are not checked again")
    func validated() {
        #expect(invalidity([0x22, 0xFF, 0x22], utf8: .validated) == nil)
        #expect(invalidity([0x22, 0xFF, 0x22], utf8: .unchecked) == .invalidUTF8(offset: 1))
    }

    @Test(
        "Bytes above 0x7F are refused outside of strings", arguments: [UInt8(0x80), 0xA0, 0xC2, 0xEF, 0xFF])
    func outside(byte: UInt8) {
        #expect(invalidity([0x5B, byte, 0x5D], utf8: .validated) == .syntax(.unexpectedByte, offset: 1))
    }

    @Test("A byte order mark is refused")
    func byteOrderMark() {
        #expect(refusal([0xEF, 0xBB, 0xBF] + "[337,1]".utf8Bytes) == .syntax(.unexpectedByte, offset: 0))
    }
}
