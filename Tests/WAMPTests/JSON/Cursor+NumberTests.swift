import Testing

@testable import WAMP

@Suite("Numbers (RFC 8259 section 6)")
struct CursorNumberTests {
    @Test(
        "A number is accepted",
        arguments: [
            "0", "-0", "1", "-1", "10", "1234567890", "0.0", "0.1", "-0.1", "1.25", "1e1", "1E1", "1e+1",
            "1e-1", "0e0",
            "0E+0", "1.5e300", "-1.5E-300", "123456789012345678901234567890", "1e400", "1e-400",
            "0.000000000000000001",
            "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        ])
    func accepted(number: String) {
        for text in [number, "[\(number)]", "[\(number) ]", "[\(number),1]", "{\"a\":\(number)}"] {
            #expect(invalidity(text.utf8Bytes) == nil, "\(text)")
        }
    }

    @Test(
        "What is no number is refused",
        arguments: [
            "00", "01", "-01", "-00", "+1", "-", "--1", ".5", "-.5", "1.", "-1.", "1.e1", "1e", "1e+", "1e-",
            "1E", "1e1.5",
            "1e 1", "1 .5", "0x10", "0b1", "1_000", "1,", "1a", "NaN", "nan", "Infinity", "-Infinity", "inf",
            "-inf",
            "1..2", "1.2.3", "1e2e3", "1f", "1L", "٣", "1٣", "-a", "- 1", "1-", "1+1", "0.1.", "0e", "00.5",
            "1.2e", "1.-2",
        ])
    func refused(number: String) {
        for text in [number, "[\(number)]", "{\"a\":\(number)}"] {
            #expect(invalidity(text.utf8Bytes) != nil, "\(text)")
        }
    }

    @Test(
        "A number that the end cuts off is refused at the end", arguments: ["-", "1.", "1e", "1e+", "1.5e-"])
    func cutOff(number: String) {
        #expect(invalidity(number.utf8Bytes) == .syntax(.unexpectedEnd, offset: number.utf8.count))
    }

    @Test("A broken number is refused where it begins")
    func place() {
        #expect(invalidity("[1, 02]".utf8Bytes) == .syntax(.invalidNumber, offset: 4))
        #expect(invalidity("[1, -x]".utf8Bytes) == .syntax(.invalidNumber, offset: 4))
        #expect(invalidity("[1, 2.x]".utf8Bytes) == .syntax(.invalidNumber, offset: 4))
    }
}
