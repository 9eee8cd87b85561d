import Routing
import Testing

@Suite("The most specific wildcard pattern: advanced profile, Pattern-based Registrations")
struct WildcardTrieTests {
    private func mostSpecific(_ uri: String, of patterns: [String]) -> String? {
        var trie = WildcardTrie()
        for (number, pattern) in patterns.enumerated() {
            #expect(trie.insert(Array(pattern.utf8), value: Int32(number)) == .inserted)
        }
        let bytes = Array(uri.utf8)
        return trie.mostSpecific(of: bytes.span.bytes).map { patterns[Int($0)] }
    }

    @Test("An empty tree matches nothing")
    func empty() {
        #expect(WildcardTrie().isEmpty)
        #expect(mostSpecific("a", of: []) == nil)
    }

    @Test("The empty pattern is one wildcard: it matches every URI of one component")
    func oneWildcard() {
        #expect(mostSpecific("a", of: [""]) == "")
        #expect(mostSpecific("a.b", of: [""]) == nil)
        #expect(mostSpecific("", of: [""]) == nil)
    }

    @Test("A literal way that ends in nothing is left for the wildcard")
    func backtracking() {
        let patterns = ["a.b.c.d", "a..c.e", "..c.f", "..."]
        #expect(mostSpecific("a.b.c.d", of: patterns) == "a.b.c.d")
        #expect(mostSpecific("a.b.c.e", of: patterns) == "a..c.e")
        #expect(mostSpecific("a.b.c.f", of: patterns) == "..c.f")
        #expect(mostSpecific("a.b.c.g", of: patterns) == "...")
        #expect(mostSpecific("a.b.c", of: patterns) == nil)
    }

    @Test("The first difference decides, whatever comes after it")
    func order() {
        #expect(mostSpecific("a.b.c", of: ["a..", ".b.c"]) == "a..")
        #expect(mostSpecific("a.b.c", of: ["..c", ".b."]) == ".b.")
    }

    @Test("Many literals below one node are all found")
    func manyLiterals() {
        let patterns = (0..<100).map { "com.\($0)." }
        for number in 0..<100 { #expect(mostSpecific("com.\(number).x", of: patterns) == "com.\(number).") }
        #expect(mostSpecific("com.100.x", of: patterns) == nil)
    }

    @Test("A pattern inserted twice is reported with the value it has")
    func duplicates() {
        var trie = WildcardTrie()
        #expect(trie.insert(Array("a..b".utf8), value: 4) == .inserted)
        #expect(trie.insert(Array("a..b".utf8), value: 5) == .present(4))
        #expect(trie.insert(Array("a.".utf8), value: 5) == .inserted)
    }

    @Test("A pattern with more components than the limit is not inserted")
    func limit() {
        var trie = WildcardTrie()
        let dots = [UInt8](repeating: UInt8(ascii: "."), count: WildcardTrie.maximumComponents)
        #expect(trie.insert(dots, value: 0) == .tooManyComponents)
        #expect(trie.isEmpty)
        #expect(trie.insert(Array(dots.dropLast()), value: 0) == .inserted)
    }

    @Test("Arbitrary bytes as a URI match or do not match, and nothing else happens", arguments: 0..<4)
    func arbitraryBytes(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var trie = WildcardTrie()
        #expect(trie.insert(Array("a..b".utf8), value: 0) == .inserted)
        var matched = 0
        for _ in 0..<5000 {
            let bytes: [UInt8] = (0..<Int.random(in: 5...6, using: &generator)).map { _ in
                [0x2e, 0x61, 0x62, 0xff].randomElement(using: &generator) ?? 0
            }
            let components = bytes.split(separator: 0x2e, omittingEmptySubsequences: false)
            let expected =
                components.count == 3 && components[0] == [0x61] && !components[1].isEmpty
                && components[2] == [0x62]
            #expect((trie.mostSpecific(of: bytes.span.bytes) != nil) == expected)
            if expected { matched += 1 }
        }
        #expect(matched > 0)
    }
}
