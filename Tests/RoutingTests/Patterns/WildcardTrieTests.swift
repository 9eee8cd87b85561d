import Testing

@testable import Routing

@Suite("Wildcard patterns: advanced profile, Pattern-based Registrations")
struct WildcardTrieTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func trie(_ patterns: [String]) -> WildcardTrie {
        var trie = WildcardTrie(seed: 3)
        for (number, pattern) in patterns.enumerated() {
            trie.insert(Self.bytes(pattern), value: Int32(number))
        }
        return trie
    }

    private func mostSpecific(_ uri: String, of patterns: [String]) -> String? {
        let bytes = Self.bytes(uri)
        return trie(patterns).mostSpecific(of: bytes.span.bytes).map { patterns[Int($0)] }
    }

    private func matches(_ uri: String, of patterns: [String]) -> [String] {
        let bytes = Self.bytes(uri)
        var matches: [String] = []
        trie(patterns).forEachMatch(of: bytes.span.bytes) { matches.append(patterns[Int($0)]) }
        return matches
    }

    private func find(_ pattern: String, in trie: WildcardTrie) -> Int32? {
        let bytes = Self.bytes(pattern)
        return trie.find(bytes.span.bytes)
    }

    @Test("An empty tree matches nothing")
    func empty() {
        #expect(trie([]).isEmpty)
        #expect(mostSpecific("a", of: []) == nil)
        #expect(matches("a", of: []) == [])
    }

    @Test("The empty pattern is one wildcard: it matches every URI of one component")
    func oneWildcard() {
        #expect(mostSpecific("a", of: [""]) == "")
        #expect(mostSpecific("a.b", of: [""]) == nil)
        #expect(mostSpecific("", of: [""]) == nil)
    }

    @Test("A pattern of wildcards alone matches by the number of components")
    func onlyWildcards() {
        let patterns = ["", ".", "..", "..."]
        #expect(matches("a.b.c", of: patterns) == [".."])
        #expect(matches("a..c", of: patterns) == [])
        #expect(matches("a.b.", of: patterns) == [])
        #expect(matches(".b.c", of: patterns) == [])
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
        #expect(
            matches("a.b.c", of: ["..c", ".b.", "a..c", "..", "a.b."]) == [
                "a.b.", "a..c", ".b.", "..c", "..",
            ])
    }

    @Test("Many literals below one node are all found")
    func manyLiterals() {
        let patterns = (0..<100).map { "com.\($0)." }
        for number in 0..<100 { #expect(mostSpecific("com.\(number).x", of: patterns) == "com.\(number).") }
        #expect(mostSpecific("com.100.x", of: patterns) == nil)
    }

    @Test("A pattern is found as itself, not as what it matches or continues")
    func find() {
        let trie = trie(["a..b", "a.", ".x.y"])
        #expect(find("a..b", in: trie) == 0)
        #expect(find("a.", in: trie) == 1)
        for other in ["", "a", "a.b", "a.c.b", "a..", "a..b.", ".x", ".x.", "..b", "a..c"] {
            #expect(find(other, in: trie) == nil, "\(other)")
        }
    }

    @Test("Removing a pattern leaves those that begin like it, and those that it begins")
    func removal() {
        let patterns = ["a..b", "a..b.c", "a.", "a.."]
        for removed in patterns.indices {
            var trie = trie(patterns)
            let pattern = Self.bytes(patterns[removed])
            trie.remove(pattern.span.bytes)
            trie.remove(pattern.span.bytes)
            #expect(trie.count == 3)
            for (number, pattern) in patterns.enumerated() {
                #expect(find(pattern, in: trie) == (number == removed ? nil : Int32(number)))
            }
        }
    }

    @Test("Removing what only begins or continues patterns does nothing")
    func removalOfNothing() {
        var trie = trie(["a..b"])
        for other in ["", "a", "a.", "a..", "a..b.", "a.x.b"] {
            let bytes = Self.bytes(other)
            trie.remove(bytes.span.bytes)
        }
        #expect(trie.count == 1)
        #expect(find("a..b", in: trie) == 0)
    }

    @Test("A pattern with more components than the limit is not admitted")
    func limit() {
        let longest = [UInt8](repeating: UInt8(ascii: "."), count: WildcardTrie.maximumComponents - 1)
        #expect(WildcardTrie.admits(longest.span.bytes) == true)
        let longer = longest + [UInt8(ascii: ".")]
        #expect(WildcardTrie.admits(longer.span.bytes) == false)
        let literal = Self.bytes((0..<64).map { "c\($0)" }.joined(separator: "."))
        #expect(WildcardTrie.admits(literal.span.bytes) == true)
        let deeper = literal + Self.bytes(".x")
        #expect(WildcardTrie.admits(deeper.span.bytes) == false)
    }

    @Test("The deepest pattern is found, and a URI of many more components does not match")
    func deepest() {
        let literals = [String](repeating: "a", count: WildcardTrie.maximumComponents)
        let pattern = literals.dropLast().joined(separator: ".") + "."
        #expect(mostSpecific(literals.joined(separator: "."), of: [pattern]) == pattern)
        let long = [String](repeating: "a", count: 30_000).joined(separator: ".")
        #expect(mostSpecific(long, of: [pattern]) == nil)
        #expect(matches(long, of: [pattern]) == [])
    }

    @Test("Patterns that come and go leave nothing behind, and those that stay are found in what is left")
    func memory() {
        var trie = trie(["a..", "x..y"])
        let fresh = trie.capacity
        for round in 0..<3 {
            for number in 0..<2_000 {
                trie.insert(Self.bytes("r\(round).\(number)..z"), value: Int32(number))
            }
            #expect(trie.capacity > 4_000)
            for number in 0..<2_000 {
                let pattern = Self.bytes("r\(round).\(number)..z")
                trie.remove(pattern.span.bytes)
            }
            #expect(trie.count == 2)
            #expect(trie.capacity <= fresh + 128)
            #expect(find("a..", in: trie) == 0)
            #expect(find("x..y", in: trie) == 1)
        }
    }

    @Test("Arbitrary bytes as a URI match or do not match, and nothing else happens", arguments: 0..<4)
    func arbitraryBytes(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let trie = trie(["a..b"])
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

    @Test(
        "Components of every length about sixteen bytes and twice that are told apart by each of their bytes",
        arguments: [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48])
    func componentLengths(length: Int) {
        let component = (0..<length).map { UInt8(65 + $0) }
        let dot = UInt8(ascii: ".")
        var trie = WildcardTrie(seed: 3)
        trie.insert(component + [dot], value: 1)
        trie.insert([dot] + component, value: 2)
        func mostSpecific(_ uri: [UInt8]) -> Int32? { trie.mostSpecific(of: uri.span.bytes) }
        #expect(mostSpecific(component + [dot, 97]) == 1)
        #expect(mostSpecific([97, dot] + component) == 2)
        for place in 0..<length {
            var other = component
            other[place] ^= 0x80
            #expect(mostSpecific(other + [dot, 97]) == nil)
            #expect(mostSpecific([97, dot] + other) == nil)
        }
        // A zero is a byte; the bytes behind a component are not part of it.
        for other in [component + [0], component + [97], component.dropLast() + [0, 0]] {
            #expect(mostSpecific(other + [dot, 97]) == nil)
            #expect(mostSpecific([97, dot] + other) == nil)
        }
    }

    @Test("A component that a longer one begins with, sixteen bytes of it, goes and leaves the longer one")
    func componentParts() {
        let sixteen = "0123456789abcdef"
        var trie = trie([sixteen, sixteen + sixteen, sixteen + sixteen + "g", sixteen + "."])
        let middle = Self.bytes(sixteen + sixteen)
        trie.remove(middle.span.bytes)
        let short = Self.bytes(sixteen)
        trie.remove(short.span.bytes)
        #expect(find(sixteen, in: trie) == nil)
        #expect(find(sixteen + sixteen, in: trie) == nil)
        #expect(find(sixteen + sixteen + "g", in: trie) == 2)
        #expect(find(sixteen + ".", in: trie) == 3)
    }
}
