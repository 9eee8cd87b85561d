import Testing

@testable import Routing

@Suite("Prefixes: advanced profile, Prefix Matching")
struct PrefixTrieTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func trie(_ prefixes: [String]) -> PrefixTrie {
        var trie = PrefixTrie(seed: 5)
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
        var trie = PrefixTrie(seed: 5)
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
        var trie = PrefixTrie(seed: 5)
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

    /// A label has 16 bytes at most.
    @Test(
        "Prefixes of every length about the end of a label are found, parted at every byte and joined again",
        arguments: [1, 14, 15, 16, 17, 31, 32, 33, 47, 48, 49])
    func labels(length: Int) {
        let whole = (0..<length).map { UInt8(65 + $0) }
        for place in 0..<length {
            var trie = PrefixTrie(seed: 5)
            trie.insert(whole, value: 1)
            let plain = trie.nodeCount
            #expect(plain == (length + 15) / 16)
            var other = whole + [7, 8]
            other[place] = 3
            trie.insert(other, value: 2)
            trie.insert(Array(whole.prefix(place)), value: 3)
            #expect(trie.find(whole.span.bytes) == 1)
            #expect(trie.find(other.span.bytes) == 2)
            #expect(matches(whole, of: trie) == [3, 1])
            #expect(matches(other, of: trie) == [3, 2])
            #expect(matches(other.dropLast(), of: trie) == [3])
            #expect(matches(whole.dropLast(), of: trie) == [3])
            let fork = Array(whole.prefix(place))
            trie.remove(fork.span.bytes)
            trie.remove(other.span.bytes)
            #expect(matches(whole, of: trie) == [1])
            #expect(trie.find(other.span.bytes) == nil)
            // Two labels that do not fit into one may be left with less than they hold.
            #expect(trie.nodeCount <= plain + 1)
            trie.remove(whole.span.bytes)
            #expect(trie.nodeCount == 0)
        }
    }

    @Test("A byte that is zero is a byte like any other, also at the end of a prefix or of a URI")
    func zeros() {
        var trie = PrefixTrie(seed: 5)
        trie.insert([97, 0], value: 0)
        trie.insert([97, 0, 0, 0], value: 1)
        #expect(matches([97], of: trie) == [])
        #expect(matches([97, 0], of: trie) == [0])
        #expect(matches([97, 0, 0], of: trie) == [0])
        #expect(matches([97, 0, 0, 0], of: trie) == [0, 1])
        let shorter: [UInt8] = [97, 0]
        trie.remove(shorter.span.bytes)
        #expect(matches([97, 0, 0, 0], of: trie) == [1])
        #expect(matches([97, 0, 0], of: trie) == [])
    }

    @Test("Whatever comes and goes, a way down the tree has few nodes that are not needed", arguments: 1...6)
    func nodesInUse(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var trie = PrefixTrie(seed: random.next())
        var present: Set<[UInt8]> = []
        for step in 0..<3_000 as Range<Int32> {
            // Long ones, which part anywhere.
            let length = Int.random(in: 0...70, using: &random)
            var prefix = [UInt8](repeating: 97, count: length)
            for _ in 0..<Int.random(in: 0...2, using: &random) where length > 0 {
                prefix[Int.random(in: 0..<length, using: &random)] = UInt8.random(in: 96...99, using: &random)
            }
            if step % 1_000 < 500, !present.contains(prefix) {
                trie.insert(prefix, value: step)
                present.insert(prefix)
            } else if let gone = present.randomElement(using: &random) {
                trie.remove(gone.span.bytes)
                present.remove(gone)
            }
            let bytes = present.reduce(0) { $0 + $1.count }
            #expect(trie.nodeCount <= bytes / 8 + 2 * present.count)
        }
        for prefix in present { #expect(trie.find(prefix.span.bytes) != nil) }
        for prefix in present { trie.remove(prefix.span.bytes) }
        #expect(trie.nodeCount == 0)
        #expect(trie.isEmpty)
    }

    private func matches(_ uri: some Sequence<UInt8>, of trie: PrefixTrie) -> [Int32] {
        let bytes = Array(uri)
        var matches: [Int32] = []
        trie.forEachMatch(of: bytes.span.bytes) { matches.append($0) }
        return matches
    }
}
