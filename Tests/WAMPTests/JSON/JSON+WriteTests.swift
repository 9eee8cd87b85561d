import Testing

@testable import WAMP

@Suite("Writing values as JSON")
struct JSONWriteTests {
    @Test(
        "A value has one shortest text",
        arguments: [
            (.null, "null"), (.bool(true), "true"), (.integer(0), "0"),
            (.integer(.min), "-9223372036854775808"),
            (.integer(.max), "9223372036854775807"), (.unsigned(.max), "18446744073709551615"),
            (.double(1), "1.0"),
            (.double(-0.0), "-0.0"), (.double(0.1), "0.1"), (.double(1e300), "1e+300"),
            (.double(.leastNonzeroMagnitude), "5e-324"),
            (.double(.nan), "null"), (.double(.infinity), "null"), (.double(-.infinity), "null"),
            (.string("a\"\\\n"), #""a\"\\\n""#), (.binary([0, 1, 2]), #""\u0000AAEC""#),
            (.binary([]), #""\u0000""#),
            ([], "[]"), ([1, "a", nil], #"[1,"a",null]"#), ([:], "{}"),
            (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
        ] as [(Value, String)])
    func texts(value: Value, text: String) {
        #expect(written(value) == text)
    }

    @Test("A value that is written and parsed is the same value", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let value = generator.value(depth: 5)
            let text = written(value)
            #expect(try parse(text) == value)
            #expect(invalidity(text.utf8Bytes) == nil)
            #expect(try written(parse(text)) == text)
        }
    }

    @Test("Doubles come back with the same bits")
    func doubles() throws {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<2000 {
            let double = Double(bitPattern: generator.next())
            guard double.isFinite else { continue }
            #expect(try parse(written(.double(double))) == .double(double))
        }
    }
}
