import Routing
import Testing

@Suite("The longest prefix of a URI")
struct PrefixIndexTests {
    private func longest(_ uri: String, of prefixes: [String]) -> Int32? {
        let index = PrefixIndex(prefixes.enumerated().map { .init(prefix: Array($1.utf8), value: Int32($0)) })
        let bytes = Array(uri.utf8)
        return index.longest(of: bytes.span.bytes)
    }

    @Test("An empty index finds nothing")
    func empty() {
        let bytes = Array("a".utf8)
        #expect(PrefixIndex().longest(of: bytes.span.bytes) == nil)
        #expect(longest("", of: []) == nil)
    }

    @Test("The empty prefix begins every URI, the empty one too")
    func emptyPrefix() {
        #expect(longest("", of: [""]) == 0)
        #expect(longest("a", of: [""]) == 0)
        #expect(longest("", of: ["a"]) == nil)
    }

    @Test("A neighbour in sorting order that is no prefix leads to its own prefixes")
    func ancestors() {
        let prefixes = ["a", "a.b", "a.bc", "a.bcd", "a.c", "b"]
        #expect(longest("a.bd", of: prefixes) == 1)
        #expect(longest("a.bcz", of: prefixes) == 2)
        #expect(longest("a.bcd", of: prefixes) == 3)
        #expect(longest("az", of: prefixes) == 0)
        #expect(longest("0", of: prefixes) == nil)
        #expect(longest("c", of: prefixes) == nil)
    }

    @Test("Prefixes that differ after many equal bytes, and bytes above 127, are kept apart")
    func longAndHigh() {
        let stem = "com.example.application.device"
        #expect(longest(stem + ".7.on", of: [stem + ".7", stem + ".70", stem]) == 0)
        #expect(longest(stem + ".8", of: [stem + ".7", stem + ".70", stem]) == 2)
        #expect(longest("é.a", of: ["é", "z", "ü"]) == 0)
    }

    @Test("Two entries with the same prefix are reported")
    func duplicates() throws {
        let entries = ["b", "a", "ab", "a"].enumerated().map {
            PrefixIndex.Entry(prefix: Array($1.utf8), value: Int32($0))
        }
        let (first, second) = try #require(PrefixIndex(entries).duplicate)
        #expect(Set([first, second]) == [1, 3])
        #expect(PrefixIndex(Array(entries.prefix(3))).duplicate == nil)
    }

    @Test("The index agrees with trying every prefix", arguments: 0..<20)
    func model(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        func word() -> String {
            String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    "ab.".randomElement(using: &generator) ?? "a"
                })
        }
        let prefixes = Array(Set((0..<40).map { _ in word() }))
        for _ in 0..<200 {
            let uri = word()
            let expected = prefixes.filter(uri.hasPrefix).max { $0.count < $1.count }
            #expect(
                longest(uri, of: prefixes).map { prefixes[Int($0)] } == expected, "\(uri) among \(prefixes)")
        }
    }
}
