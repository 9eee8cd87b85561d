import Testing

@testable import WAMP

@Suite("Numbers of JSON (RFC 8259 section 6) as tokens")
struct JSONNumberTests {
    private func number(_ text: String) -> Value? {
        switch JSON.number(wholeRange(text), in: text.utf8Bytes.span.bytes) {
        case .integer(let integer): .integer(integer)
        case .unsigned(let integer): .unsigned(integer)
        case .double(let double): .double(double)
        default: nil
        }
    }

    @Test("Every number is the one that the parser makes of it")
    func sameAsParser() throws {
        var generator = SeededGenerator(seed: 51)
        for _ in 0..<20000 {
            var text = Bool.random(using: &generator) ? "-" : ""
            let digits = Int.random(in: 1...22, using: &generator)
            text += digits > 3 ? "\(Int.random(in: 1...9, using: &generator))" : "0"
            if digits > 3 {
                for _ in 1..<digits { text += "\(Int.random(in: 0...9, using: &generator))" }
            }
            if Bool.random(using: &generator) {
                text += "."
                for _ in 0..<Int.random(in: 1...20, using: &generator) {
                    text += "\(Int.random(in: 0...9, using: &generator))"
                }
            }
            if Int.random(in: 0...2, using: &generator) == 0 {
                text += ["e", "E", "e+", "e-", "E-00"].randomElement(using: &generator) ?? "e"
                text += "\(Int.random(in: 0...330, using: &generator))"
            }
            #expect(number(text) == (try parse(text)), "\(text)")
        }
    }

    @Test(
        "The borders of the types are exact",
        arguments: [
            "0", "-0", "-0.0", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "18446744073709551616", "-9223372036854775808", "-9223372036854775809", "-18446744073709551615",
            "-18446744073709551616", "99999999999999999999999999", "9007199254740993.0", "1e22", "1e23",
            "1e-22", "1e-23",
            "0.1", "123456789012345678e-5", "1e99999999999999999999", "-1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999", "1e18446744073709551621", "1e-18446744073709551621", "5e-324",
            "1.7976931348623157e308", "1.7976931348623159e308",
            "2.2250738585072011e-308",
        ])
    func borders(text: String) throws {
        #expect(number(text) == (try parse(text)))
    }

    @Test("A fraction that makes up for a huge exponent is not mistaken")
    func hugeExponents() throws {
        for exponent in ["999", "1001", "9999", "10010", "99999", "100100", "999999"] {
            for zeros in [990, 9990, 99990] {
                let text = "0." + String(repeating: "0", count: zeros) + "1e" + exponent
                #expect(number(text) == (try parse(text)))
            }
        }
    }
}
