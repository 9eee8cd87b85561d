import Testing

@testable import WAMP

@Suite("Grammar of values (RFC 8259 sections 2 to 5)")
struct CursorValueTests {
    @Test(
        "A JSON text is accepted",
        arguments: [
            "null", "true", "false", "[]", "{}", "[ ]", "{ }", "\"\"", " [ ] ", "\t\n\r [\t\n\r ]\t\n\r ",
            "[[]]", "[{}]",
            "{\"\":{}}", "{\"a\":[]}", "{\"a\":1,\"a\":2}", "[null,true,false,0,\"\",[],{}]",
            "[[],[[]],[[],[[]]]]",
            "{ \"a\" : { \"b\" : [ 1 , 2 ] } , \"c\" : null }", "[1\n,2]",
            "[\"a\",{\"b\":[\"c\",{\"d\":\"e\"}]}]", " 1 ",
        ])
    func accepted(text: String) {
        #expect(invalidity(text.utf8Bytes) == nil)
    }

    @Test(
        "What is no JSON text is refused",
        arguments: [
            "", " ", "[", "]", "{", "}", "[}", "{]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]",
            "[1]]", "[[1]",
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}", "{a:1}", "{'a':1}", "{\"a\" 1}",
            "{\"a\":1 \"b\":2}", "{\"a\"::1}",
            "{\"a\":1]", "[1}", "{null:1}", "tru", "truE", "True", "nul", "nulll", "fals", "falsee",
            "[true false]", "t", "n", "f",
            "// comment", "[1] // comment", "/* */ 1", "[1]x", "1 2", "[1],", "\"a\" \"b\"", "{\"a\":1}}",
            "[\"a\":1]", "'a'", "[\u{A0}1]",
            "\u{FEFF}1", "[1\u{0B}]", "[1\u{0C}]", "\0", "[\0]", "[1\0]", "{\"a\":1,\"b\"}", "{[]:1}",
            "undefined", "#", "[1;2]",
        ])
    func refused(text: String) {
        #expect(invalidity(text.utf8Bytes) != nil)
    }

    @Test("The error names the first offending byte")
    func places() {
        #expect(invalidity("[1,]".utf8Bytes) == .syntax(.unexpectedByte, offset: 3))
        #expect(invalidity("[1}".utf8Bytes) == .syntax(.unexpectedByte, offset: 2))
        #expect(invalidity("{\"a\" 1}".utf8Bytes) == .syntax(.unexpectedByte, offset: 5))
        #expect(invalidity("[1".utf8Bytes) == .syntax(.unexpectedEnd, offset: 2))
        #expect(invalidity("[nil]".utf8Bytes) == .syntax(.invalidLiteral, offset: 1))
        #expect(invalidity("[1] x".utf8Bytes) == .syntax(.trailingBytes, offset: 4))
        #expect(invalidity("".utf8Bytes) == .syntax(.unexpectedEnd, offset: 0))
    }

    private func nested(_ depth: Int, dictionaries: Bool) -> [UInt8] {
        let open = dictionaries ? "{\"a\":" : "["
        let close = dictionaries ? "}" : "]"
        return (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth))
            .utf8Bytes
    }

    @Test(
        "Exactly as many open containers as the limit are accepted",
        arguments: [1, 2, 63, 64, 65, 127, 128, 129, 512])
    func depthLimit(limit: Int) {
        for dictionaries in [false, true] {
            #expect(invalidity(nested(limit, dictionaries: dictionaries), depth: limit) == nil)
            let offset = limit * (dictionaries ? 5 : 1)
            #expect(
                invalidity(nested(limit + 1, dictionaries: dictionaries), depth: limit)
                    == .tooDeep(limit: limit, offset: offset))
        }
    }

    @Test("Empty containers count as open ones")
    func emptyContainersCount() {
        #expect(invalidity("[[]]".utf8Bytes, depth: 2) == nil)
        #expect(invalidity("[[]]".utf8Bytes, depth: 1) == .tooDeep(limit: 1, offset: 1))
        #expect(invalidity("[{}]".utf8Bytes, depth: 1) == .tooDeep(limit: 1, offset: 1))
    }

    @Test("A mixture of lists and dictionaries deeper than one word closes in the right order")
    func mixedNesting() {
        var generator = SeededGenerator(seed: 7)
        for depth in [5, 64, 65, 130, 200] {
            let kinds = (0..<depth).map { _ in Bool.random(using: &generator) }
            let open = kinds.map { $0 ? "{\"k\":" : "[" }.joined()
            var close = kinds.reversed().map { $0 ? "}" : "]" }
            #expect(invalidity((open + "0" + close.joined()).utf8Bytes, depth: 512) == nil)
            let wrong = depth / 2
            close[wrong] = close[wrong] == "}" ? "]" : "}"
            #expect(
                invalidity((open + "0" + close.joined()).utf8Bytes, depth: 512)
                    == .syntax(.unexpectedByte, offset: open.utf8.count + 1 + wrong))
        }
    }

    @Test("A million opening brackets are refused at the limit")
    func bomb() {
        #expect(invalidity([UInt8](repeating: 0x5B, count: 1_000_000)) == .tooDeep(limit: 64, offset: 64))
    }
}
