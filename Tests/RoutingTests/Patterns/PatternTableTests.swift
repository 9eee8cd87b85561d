import Routing
import Testing
import WAMP

extension PatternTable {
    func value(_ pattern: String, _ match: MatchPolicy) -> Int32? {
        let bytes = Array(pattern.utf8)
        return find(bytes.span.bytes, match: match)
    }

    mutating func add(_ pattern: String, _ match: MatchPolicy, _ value: Int32) {
        insert(Array(pattern.utf8), match: match, value: value)
    }

    mutating func drop(_ pattern: String, _ match: MatchPolicy) {
        let bytes = Array(pattern.utf8)
        remove(bytes.span.bytes, match: match)
    }

    func best(_ uri: String) -> Int32? {
        let bytes = Array(uri.utf8)
        return best(of: bytes.span.bytes)
    }

    func matches(_ uri: String) -> [Int32] {
        let bytes = Array(uri.utf8)
        var values: [Int32] = []
        forEachMatch(of: bytes.span.bytes) { values.append($0) }
        return values
    }
}

@Suite("Table of patterns: advanced profile, Pattern-based Registrations, Pattern-based Subscription")
struct PatternTableTests {
    private func table(_ patterns: [(String, MatchPolicy)]) -> PatternTable {
        var table = PatternTable(seed: 7)
        for (number, (pattern, match)) in patterns.enumerated() { table.add(pattern, match, Int32(number)) }
        return table
    }

    @Test("An empty table matches nothing, and removing from it does nothing")
    func empty() {
        var table = PatternTable(seed: 7)
        for match in MatchPolicy.allCases { table.drop("", match) }
        #expect(table.isEmpty)
        #expect(table.count == 0)
        #expect(table.best("com.a") == nil)
        #expect(table.matches("com.a") == [])
    }

    @Test("The best match is found by the example of the specification")
    func specificationOrder() {
        var table = table([
            ("", .exact), ("a1.b2.c3.d4.e55", .exact), ("a1.b2.c3", .prefix), ("a1.b2.c3.d4", .prefix),
            ("a1.b2..d4.e5", .wildcard), ("a1.b2.c33..e5", .wildcard), ("a1.b2..d4.e5..g7", .wildcard),
            ("a1.b2..d4..f6.g7", .wildcard),
        ])
        #expect(table.best("a1.b2.c3.d4.e55") == 1)
        #expect(table.best("a1.b2.c3.d98.e74") == 2)
        #expect(table.best("a1.b2.c3.d4.e325") == 3)
        #expect(table.best("a1.b2.c55.d4.e5") == 4)
        #expect(table.best("a1.b2.c88.d4.e5.f6.g7") == 6)
        #expect(table.best("a2.b2.c2.d2.e2") == nil)
        // In the example pattern 5 is the best, in its text pattern 2 is a prefix of this URI: `a1.b2.c3` begins it.
        #expect(table.best("a1.b2.c33.d4.e5") == 2)
        table.drop("a1.b2.c3", .prefix)
        #expect(table.best("a1.b2.c33.d4.e5") == 5)
    }

    @Test("The same bytes under three policies are three patterns")
    func samePattern() {
        var table = table(MatchPolicy.allCases.map { ("com.a", $0) })
        #expect(table.count == 3)
        #expect(table.matches("com.a") == [0, 1, 2])
        #expect(table.matches("com.ab") == [1])
        for (number, match) in MatchPolicy.allCases.enumerated() {
            #expect(table.value("com.a", match) == Int32(number))
            table.drop("com.a", match)
            #expect(table.value("com.a", match) == nil)
            #expect(table.count == 2 - number)
        }
        #expect(table.isEmpty)
    }

    @Test("What follows is asked only where nothing comes before it: exact, prefix, wildcard")
    func precedence() {
        var table = table([("a.b.c", .exact), ("", .prefix), ("a.", .prefix), ("a..c", .wildcard)])
        #expect(table.best("a.b.c") == 0)
        table.drop("a.b.c", .exact)
        #expect(table.best("a.b.c") == 2)
        table.drop("a.", .prefix)
        #expect(table.best("a.b.c") == 1)
        table.drop("", .prefix)
        #expect(table.best("a.b.c") == 3)
        table.drop("a..c", .wildcard)
        #expect(table.best("a.b.c") == nil)
    }

    @Test("All matches are the exact one, prefixes from the shortest on, wildcards from the most specific on")
    func allMatches() {
        let table = table([
            ("..", .wildcard), ("a..", .wildcard), (".b.c", .wildcard), ("a.b.", .wildcard), ("a.b", .prefix),
            ("", .prefix), ("a.b.c", .prefix), ("a.b.c", .exact), ("a.b.cd", .prefix), ("a.b", .exact),
            ("...", .wildcard), (".", .wildcard),
        ])
        #expect(table.matches("a.b.c") == [7, 5, 4, 6, 3, 1, 2, 0])
        #expect(table.matches("x.y") == [5, 11])
    }

    @Test("A star is a letter like any other")
    func star() {
        let table = table([("com.*", .wildcard), ("com.*", .prefix)])
        #expect(table.matches("com.a") == [])
        #expect(table.matches("com.*") == [1, 0])
    }
}
