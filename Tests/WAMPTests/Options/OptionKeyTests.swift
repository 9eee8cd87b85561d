import Testing

@testable import WAMP

@Suite("Keys of options and details (basic profile, \"Extensibility\")")
struct OptionKeyTests {
    private func key(_ text: String, _ range: ByteRange? = nil) -> OptionKey? {
        OptionKey(range ?? wholeRange(text), in: text.utf8Bytes.span.bytes)
    }

    private func isCustom(_ text: String, _ range: ByteRange? = nil) -> Bool {
        OptionKey.isCustom(range ?? wholeRange(text), in: text.utf8Bytes.span.bytes)
    }

    @Test("Every key is found by its name and by nothing else", arguments: OptionKey.allCases)
    func lookup(expected: OptionKey) {
        let name = expected.name.description
        #expect(key(name) == expected)
        #expect(key(name.uppercased()) == nil)
        #expect(key(name + "x") == nil)
        for place in name.utf8.indices {
            var bytes = name.utf8Bytes
            bytes[name.utf8.distance(from: name.startIndex, to: place)] = UInt8(ascii: "~")
            #expect(key(String(decoding: bytes, as: UTF8.self)) == nil)
        }
    }

    @Test("Predefined keys have the form that the specification demands", arguments: OptionKey.allCases)
    func form(key: OptionKey) {
        let name = key.name.description
        #expect(name.wholeMatch(of: /[a-z][a-z0-9_]{2,}/) != nil)
        #expect(!isCustom(name))
    }

    @Test("A range that leaves the bytes is no key")
    func outside() {
        #expect(key("match", ByteRange(start: 1, count: 5)) == nil)
        #expect(!isCustom("_abcd", ByteRange(start: 1, count: 5)))
    }

    @Test(
        "Implementation-specific keys begin with an underscore",
        arguments: ["_abc", "_x_y", "____", "_123", "_a_long_key_0"])
    func custom(text: String) {
        #expect(isCustom(text))
        #expect(key(text) == nil)
    }

    @Test(
        "Other keys are not implementation-specific",
        arguments: ["", "_", "_ab", "abc", "x_abc", "_Abc", "_a-b", "_a.b", "_ab ", "_é123"])
    func notCustom(text: String) {
        #expect(!isCustom(text))
    }
}
