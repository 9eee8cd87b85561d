import Testing

@testable import WAMP

@Suite("Parsing JSON into values (basic profile, \"Serializers\")")
struct JSONParseTests {
    @Test(
        "A text is the value it stands for",
        arguments: [
            ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
            ("-1", .integer(-1)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .unsigned(1 << 63)), ("18446744073709551615", .unsigned(.max)),
            ("18446744073709551616", .double(18446744073709551616)),
            ("-9223372036854775809", .double(-9223372036854775808)),
            ("1.0", .double(1)), ("1", .integer(1)), ("1e0", .double(1)), ("-0", .double(-0.0)),
            ("-0.0", .double(-0.0)),
            ("0.0", .double(0)), ("0.1", .double(0.1)), ("1e400", .double(.infinity)),
            ("-1e400", .double(-.infinity)),
            ("1e-400", .double(0)), ("5e-324", .double(.leastNonzeroMagnitude)),
            ("1e99999999999999999999", .double(.infinity)),
            ("\"\"", .string("")), (#""a\u00e9\n""#, .string("a\u{E9}\n")), ("[]", .list([])),
            ("{}", .dictionary([:])),
            ("[1,[2,{\"a\":null}]]", [1, [2, ["a": nil]]]),
            (" { \"a\" : 1 , \"b\" : 2 } ", ["a": 1, "b": 2]),
        ] as [(String, Value)])
    func values(text: String, value: Value) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        "A string after U+0000 is binary if it is base64, else a string",
        arguments: [
            (#""\u0000""#, .binary([])), (#""\u0000AAEC""#, .binary([0, 1, 2])),
            (
                #""\u0000EOP/kFMHXFJvX8BtT+N82w==""#,
                .binary([
                    0x10, 0xe3, 0xff, 0x90, 0x53, 0x07, 0x5c, 0x52, 0x6f, 0x5f, 0xc0, 0x6d, 0x4f, 0xe3, 0x7c,
                    0xdb,
                ])
            ),
            (#""\u0000\u0041AEC""#, .binary([0, 1, 2])), (#""\u0000AAE""#, .string("\0AAE")),
            (#""\u0000not base64""#, .string("\0not base64")),
            (#""AAEC""#, .string("AAEC")), (#""a\u0000AAEC""#, .string("a\0AAEC")),
        ] as [(String, Value)])
    func binary(text: String, value: Value) throws {
        #expect(try parse(text) == value)
    }

    @Test("Keys keep their order and are never binary")
    func keys() throws {
        let dictionary = try #require(try parse(#"{"z":1,"a":2,"\u0000AAEC":3,"m":4}"#).dictionary)
        #expect(dictionary.keys == ["z", "a", "\0AAEC", "m"])
    }

    @Test("Of members with the same key the last one counts")
    func lastWins() throws {
        #expect(try parse(#"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
        #expect(try parse(#"{"a":1,"\u0061":2}"#) == ["a": 2])
    }

    @Test("Duplicate keys are refused with the place of the second, if asked for")
    func duplicatesRefused() throws {
        #expect(throws: WireError.duplicateKey(offset: 7)) {
            try parse(#"{"a":1,"a":3}"#, duplicateKeys: .refused)
        }
        #expect(throws: WireError.duplicateKey(offset: 15)) {
            try parse(#"[{"x":{"a":1, "# + "\n" + #""a":3}}]"#, duplicateKeys: .refused)
        }
        #expect(try parse(#"{"a":{"a":1},"b":{"a":1}}"#, duplicateKeys: .refused).dictionary?.count == 2)
    }

    @Test("Canonically equivalent keys are different keys")
    func canonicalEquivalence() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        let dictionary = try #require(try parse(text, duplicateKeys: .refused).dictionary)
        #expect(dictionary.count == 2)
        #expect(dictionary["\u{E9}"] == 1)
        #expect(dictionary["e\u{301}"] == 2)
        #expect(written(.dictionary(dictionary)) == text)
    }

    @Test("The depth limit is the scanner's")
    func depth() throws {
        #expect(throws: WireError.tooDeep(limit: 2, offset: 2)) { try parse("[[[]]]", depth: 2) }
        #expect(try parse("[[[]]]", depth: 3) == [[[]]])
        let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(throws: Never.self) { try parse(deepest, depth: 512) }
    }

    @Test("A hundred thousand keys are parsed without comparing each with all others")
    func manyKeys() throws {
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let dictionary = try #require(try parse("{" + members + "}").dictionary)
        #expect(dictionary.count == 100_000)
        #expect(dictionary["k99999"] == 99_999)
    }

    @Test(
        "Parser and scanner refuse the same texts at the same places",
        arguments: [
            "[1,]", "{\"a\" 1}", "[01]", "[nil]", "\"\\ud800\"", "[1", "", "[1] x", "{\"a\":\"\u{1}\"}",
            "[tru]", "{,}", "{\"a\":1,}", "[1}", "{1:1}", "-",
        ])
    func sameRefusals(text: String) {
        let refused = invalidity(text.utf8Bytes)
        #expect(refused != nil)
        if let refused { #expect(throws: refused) { try parse(text) } }
    }
}
