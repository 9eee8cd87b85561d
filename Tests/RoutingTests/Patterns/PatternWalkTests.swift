import Routing
import Testing
import WAMP

@Suite("Tables of patterns under random change")
struct PatternWalkTests {
    /// Few letters, so that patterns share what they begin with; some of two bytes that share the first one.
    private static let components = ["a", "b", "ab", "ba", "é", "è", "aé"]

    /// Of 15, 16, 17, 32 and 33 bytes, where the parts end in which they are stored.
    private static let longComponents = [
        "abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnopq", "abcdefghijklmnopabcdefghijklmnop",
        "abcdefghijklmnopabcdefghijklmnopq", "abcdefghijklmnoq", "abcdefghijklmnopabcdefghijklmnoq", "a",
    ]

    /// One to four components, empty ones too where that is wanted.
    private func uri(_ random: inout SplitMix, emptyOneIn: Int, _ components: [String]) -> [UInt8] {
        let count = Int.random(in: 1...4, using: &random)
        let chosen = (0..<count).map { _ in
            emptyOneIn > 0 && Int.random(in: 0..<emptyOneIn, using: &random) == 0
                ? "" : components.randomElement(using: &random) ?? "a"
        }
        return Array(chosen.joined(separator: ".").utf8)
    }

    private func pattern(_ random: inout SplitMix, _ components: [String]) -> ([UInt8], MatchPolicy) {
        let match = MatchPolicy.allCases.randomElement(using: &random) ?? .exact
        switch match {
        case .exact: return (uri(&random, emptyOneIn: 0, components), match)
        case .prefix:
            // Cut anywhere: behind a dot, within a component, within a letter.
            let whole = uri(&random, emptyOneIn: 0, components)
            return (Array(whole.prefix(Int.random(in: 0...whole.count, using: &random))), match)
        case .wildcard: return (uri(&random, emptyOneIn: 2, components), match)
        }
    }

    private func check(_ table: PatternTable, _ reference: PatternReference, _ uri: [UInt8]) throws {
        let bytes = uri.span.bytes
        var matches: [Int32] = []
        table.forEachMatch(of: bytes) { matches.append($0) }
        let best = table.best(of: bytes)
        try #require(matches == reference.matches(uri), "\(String(decoding: uri, as: UTF8.self))")
        try #require(best == reference.best(uri), "\(String(decoding: uri, as: UTF8.self))")
    }

    @Test("A table agrees with lists", arguments: 0..<12 as Range<UInt64>)
    func walk(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let components = seed % 2 == 0 ? Self.components : Self.longComponents
        var table = PatternTable(seed: random.next())
        var reference = PatternReference()
        for step in 0..<2_400 as Range<Int32> {
            let (pattern, match) = pattern(&random, components)
            let present = table.find(pattern.span.bytes, match: match)
            try #require(present == reference.find(pattern, match))
            // Now more come, now more go; every now and then all.
            let shrinks = step / 400 % 2 == 1
            if shrinks, random.next() % 8 < 5, let entry = reference.entries.randomElement(using: &random) {
                table.remove(entry.pattern.span.bytes, match: entry.match)
                reference.remove(entry.pattern, entry.match)
            } else if present == nil {
                table.insert(pattern, match: match, value: step)
                reference.insert(pattern, match, step)
            } else {
                table.remove(pattern.span.bytes, match: match)
                reference.remove(pattern, match)
            }
            if step % 800 == 799 {
                for entry in reference.entries {
                    table.remove(entry.pattern.span.bytes, match: entry.match)
                    reference.remove(entry.pattern, entry.match)
                }
                #expect(table.isEmpty)
            }
            try #require(table.count == reference.entries.count)
            try check(table, reference, uri(&random, emptyOneIn: 8, components))
            try check(table, reference, pattern)
        }
    }
}
