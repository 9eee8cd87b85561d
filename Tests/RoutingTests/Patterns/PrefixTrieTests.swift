import Testing

@testable import Routing

@Suite("Prefixes: advanced profile, Prefix Matching")
struct PrefixTrieTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func trie(_ prefixes: [String]) -> PrefixTrie {
        var trie = PrefixTrie()
        for (number, prefix) in prefixes.enumerated() {
            trie.insert(Self.bytes(prefix), value: Int32(number))
        }
        return trie
    }

    private func matches(_ uri: String, of trie: PrefixTrie) -> [Int32] {
        let bytes = Self.bytes(uri)
        var matches: [Int32] = []
        trie.forEachMatch(of: bytes.span.bytes) { matches.append($0) }
        #expect(trie.longest(of: bytes.span.bytes) == matches.last)
        return matches
    }

    private func find(_ prefix: String, in trie: PrefixTrie) -> Int32? {
        let bytes = Self.bytes(prefix)
        return trie.find(bytes.span.bytes)
    }

    @Test("An empty tree finds nothing")
    func empty() {
        let trie = trie([])
        #expect(trie.isEmpty)
        #expect(matches("", of: trie) == [])
        #expect(matches("a", of: trie) == [])
        #expect(find("", in: trie) == nil)
    }

    @Test("The empty prefix begins every URI, the empty one too")
    func emptyPrefix() {
        let trie = trie([""])
        #expect(matches("", of: trie) == [0])
        #expect(matches("a", of: trie) == [0])
        #expect(matches("", of: self.trie(["a"])) == [])
    }

    @Test("The example of the specification: a prefix of the string, wherever it ends")
    func specification() {
        let trie = trie(["com.myapp.topic.emergency"])
        for uri in [".11", "-low", ".category.severe", ""].map({ "com.myapp.topic.emergency" + $0 }) {
            #expect(matches(uri, of: trie) == [0])
        }
        #expect(matches("com.myapp.topic.emerge", of: trie) == [])
        #expect(matches("com.myapp.topic.emergencz", of: trie) == [])
    }

    @Test("All prefixes of a URI are found from the shortest to the longest, and no neighbours")
    func order() {
        let trie = trie(["a.bcd", "a", "a.b", "a.bc", "a.c", "b", "", "a.bcde"])
        #expect(matches("a.bcd", of: trie) == [6, 1, 2, 3, 0])
        #expect(matches("a.bcz", of: trie) == [6, 1, 2, 3])
        #expect(matches("a.bd", of: trie) == [6, 1, 2])
        #expect(matches("az", of: trie) == [6, 1])
        #expect(matches("c", of: trie) == [6])
    }

    @Test("A byte that leaves no choice is compared all the same")
    func skippedBytes() {
        let trie = trie(["com.example.a", "com.example.b", "com.example.a.long.one"])
        #expect(matches("com.example.a", of: trie) == [0])
        #expect(matches("con.example.a", of: trie) == [])
        #expect(matches("Com.example.a.long.one", of: trie) == [])
        #expect(matches("com.example.a.lung.one", of: trie) == [0])
        #expect(find("con.example.a", in: trie) == nil)
        #expect(find("com.example.a.lung.one", in: trie) == nil)
        #expect(find("com.example.", in: trie) == nil)
    }

    @Test("Letters of several bytes are told apart by their last byte, and a prefix may end within one")
    func multiByte() {
        var trie = trie(["é", "è", "日本", "日", "z"])
        #expect(matches("é.a", of: trie) == [0])
        #expect(matches("è.a", of: trie) == [1])
        #expect(matches("日本語", of: trie) == [3, 2])
        trie.insert([0xc3], value: 9)
        #expect(matches("é.a", of: trie) == [9, 0])
        #expect(matches("ü", of: trie) == [9])
    }

    @Test("A node with an edge for every byte finds and loses each of them")
    func everyByte() {
        var trie = PrefixTrie()
        let all = (0...255 as ClosedRange<UInt8>).map { [97, $0] }
        for prefix in all.reversed() { trie.insert(prefix, value: Int32(prefix[1])) }
        for prefix in all { #expect(trie.find(prefix.span.bytes) == Int32(prefix[1])) }
        for prefix in all where prefix[1] % 3 != 0 { trie.remove(prefix.span.bytes) }
        for prefix in all {
            #expect(trie.longest(of: prefix.span.bytes) == (prefix[1] % 3 == 0 ? Int32(prefix[1]) : nil))
        }
    }

    @Test("Every prefix of a chain can be removed without the others")
    func removal() {
        let prefixes = ["", "a", "ab", "abc", "abd", "x"]
        for removed in prefixes.indices {
            var trie = trie(prefixes)
            let prefix = Self.bytes(prefixes[removed])
            trie.remove(prefix.span.bytes)
            trie.remove(prefix.span.bytes)
            #expect(trie.count == 5)
            for (number, prefix) in prefixes.enumerated() {
                #expect(find(prefix, in: trie) == (number == removed ? nil : Int32(number)))
            }
        }
    }

    @Test("Removing what only begins or continues prefixes does nothing")
    func removalOfNothing() {
        var trie = trie(["abc", "abd"])
        for other in ["", "a", "ab", "abcd", "xbc", "abe"] {
            let bytes = Self.bytes(other)
            trie.remove(bytes.span.bytes)
        }
        #expect(trie.count == 2)
        #expect(find("abc", in: trie) == 0)
        #expect(find("abd", in: trie) == 1)
    }

    @Test(
        "The longest prefixes a URI can have, each a byte longer than the one before, are searched without recursion"
    )
    func deep() {
        var trie = PrefixTrie()
        let longest = [UInt8](repeating: 97, count: 65_535)
        let lengths = Array(0..<1_000) + Array(65_000...65_535)
        for length in lengths { trie.insert(Array(longest.prefix(length)), value: Int32(length)) }
        var matches: [Int32] = []
        trie.forEachMatch(of: longest.span.bytes) { matches.append($0) }
        #expect(matches == lengths.map { Int32($0) })
        for length in lengths.dropLast() {
            let prefix = Array(longest.prefix(length))
            trie.remove(prefix.span.bytes)
        }
        #expect(trie.longest(of: longest.span.bytes) == 65_535)
    }

    @Test("Prefixes that come and go leave nothing behind, and those that stay are found in what is left")
    func memory() {
        var trie = trie(["a.", "a.b"])
        for round in 0..<3 {
            for number in 0..<2_000 { trie.insert(Self.bytes("r\(round).\(number)."), value: Int32(number)) }
            #expect(trie.capacity > 2_000)
            for number in 0..<2_000 {
                let prefix = Self.bytes("r\(round).\(number).")
                trie.remove(prefix.span.bytes)
            }
            #expect(trie.count == 2)
            #expect(trie.capacity <= 64)
            #expect(matches("a.b", of: trie) == [0, 1])
        }
    }
}
