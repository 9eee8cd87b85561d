import Testing

@testable import WAMP

@Suite("Strings (RFC 8259 section 7)")
struct CursorStringTests {
    /// A string with `special` behind `before` plain characters and `after` behind it.
    private func string(_ before: Int, _ special: [UInt8], _ after: Int) -> [UInt8] {
        [0x22] + [UInt8](repeating: 0x61, count: before) + special + [UInt8](repeating: 0x62, count: after)
            + [0x22]
    }

    @Test(
        "Strings of every length around the vector width are accepted",
        arguments: [UTF8Trust.validated, .unchecked])
    func lengths(utf8: UTF8Trust) {
        for length in 0...70 {
            #expect(invalidity(string(length, [], 0), utf8: utf8) == nil, "length \(length)")
        }
    }

    @Test(
        "An unescaped control character is refused wherever it stands",
        arguments: [UTF8Trust.validated, .unchecked])
    func controlCharacters(utf8: UTF8Trust) {
        for control in UInt8(0)..<0x20 {
            for (before, after) in [(0, 0), (3, 40), (15, 3), (16, 0), (17, 16), (40, 2), (40, 33)] {
                let bytes = string(before, [control], after)
                #expect(invalidity(bytes, utf8: utf8) == .syntax(.controlCharacter, offset: before + 1))
            }
        }
    }

    @Test("A quote ends the string wherever it stands", arguments: [UTF8Trust.validated, .unchecked])
    func quotes(utf8: UTF8Trust) {
        for before in 0...40 {
            for after in [0, 1, 7, 15, 16, 17, 40] {
                let bytes = string(before, [0x22], after)
                #expect(invalidity(bytes, utf8: utf8) == .syntax(.trailingBytes, offset: before + 2))
            }
        }
    }

    @Test("A string without its closing quote is refused with the offset of the end")
    func unterminated() {
        for length in 0...70 {
            let bytes = [UInt8](string(length, [], 0).dropLast())
            #expect(invalidity(bytes) == .syntax(.unexpectedEnd, offset: length + 1))
        }
    }

    @Test("Escape sequences are recognised wherever they stand")
    func escapePlaces() {
        for escape in [#"\n"#, #"\""#, #"\\"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\\\""#] {
            for before in 0...20 {
                for after in [0, 1, 15, 16, 30] {
                    #expect(
                        invalidity(string(before, escape.utf8Bytes, after)) == nil,
                        "\(escape) after \(before)")
                }
            }
        }
    }

    @Test("DEL and everything above the control characters needs no escape")
    func unescapedASCII() {
        for byte in UInt8(0x20)...0x7F where byte != 0x22 && byte != 0x5C {
            #expect(invalidity(string(5, [byte], 20)) == nil)
        }
    }
}
