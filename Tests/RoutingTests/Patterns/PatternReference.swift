import WAMP

/// What a table of patterns should answer, by a list, a plain matching function and sorting.
struct PatternReference {
    struct Entry: Equatable {
        var pattern: [UInt8]
        var match: MatchPolicy
        var value: Int32
    }

    private(set) var entries: [Entry] = []

    func find(_ pattern: [UInt8], _ match: MatchPolicy) -> Int32? {
        entries.first { $0.pattern == pattern && $0.match == match }?.value
    }

    mutating func insert(_ pattern: [UInt8], _ match: MatchPolicy, _ value: Int32) {
        entries.append(Entry(pattern: pattern, match: match, value: value))
    }

    mutating func remove(_ pattern: [UInt8], _ match: MatchPolicy) {
        entries.removeAll { $0.pattern == pattern && $0.match == match }
    }

    /// The exact pattern, the prefixes from the shortest to the longest, the wildcard patterns from the most specific
    /// to the least.
    func matches(_ uri: [UInt8]) -> [Int32] {
        let all = entries.filter { $0.matches(uri) }
        let exact = all.filter { $0.match == .exact }
        let prefixes = all.filter { $0.match == .prefix }.sorted { $0.pattern.count < $1.pattern.count }
        let wildcards = all.filter { $0.match == .wildcard }
            .sorted { $1.literalRuns.lexicographicallyPrecedes($0.literalRuns) }
        return (exact + prefixes + wildcards).map(\.value)
    }

    func best(_ uri: [UInt8]) -> Int32? {
        let all = entries.filter { $0.matches(uri) }
        return all.first { $0.match == .exact }?.value
            ?? all.filter { $0.match == .prefix }.max { $0.pattern.count < $1.pattern.count }?.value
            ?? all.max { $0.literalRuns.lexicographicallyPrecedes($1.literalRuns) }?.value
    }
}

extension PatternReference.Entry {
    /// By the text of the specification.
    func matches(_ uri: [UInt8]) -> Bool {
        switch match {
        case .exact: return uri == pattern
        case .prefix: return uri.starts(with: pattern)
        case .wildcard:
            let asked = components(pattern)
            let given = components(uri)
            return asked.count == given.count
                && zip(asked, given).allSatisfy { $0.isEmpty ? !$1.isEmpty : $0 == $1 }
        }
    }

    /// The lengths in components of what stands before, between and after the wildcards: `a.b..d` has 2 and 1.
    var literalRuns: [Int] {
        var runs = [0]
        for component in components(pattern) {
            if component.isEmpty { runs.append(0) } else { runs[runs.count - 1] += 1 }
        }
        return runs
    }

    private func components(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }
}
