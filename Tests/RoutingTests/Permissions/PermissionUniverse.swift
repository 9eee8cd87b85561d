import Routing
import WAMP

/// A small world of URIs in which everything can be tried, and an independent, slow model of the rules of
/// precedence.
///
/// Rules and patterns are made of the components a, b and ab; URIs also of components that no rule mentions:
/// z, and each of the three continued by z. URIs have one component more than rules, so that every choice
/// which a rule leaves open has a URI in which nothing else is mentioned.
struct PermissionUniverse: Sendable {
    struct Pattern: Hashable, Sendable {
        var uri: String
        var match: MatchPolicy
    }

    let uris: [String]
    /// Everything that a rule may say, with the positions of the URIs that it selects.
    let patterns: [(pattern: Pattern, matches: [Int])]

    /// - Parameter depth: the largest number of components of a rule.
    init(depth: Int) {
        let mentioned = Self.words(over: ["a", "b", "ab"], upTo: depth)
        let uris = Self.words(over: ["a", "b", "ab", "z", "az", "bz", "abz"], upTo: depth + 1)
        var patterns = Set(mentioned.map { Pattern(uri: $0, match: .exact) })
        for uri in mentioned {
            for count in 0...uri.utf8.count {
                patterns.insert(Pattern(uri: String(uri.prefix(count)), match: .prefix))
            }
        }
        for uri in Self.words(over: ["a", "b", "ab", ""], upTo: depth) {
            patterns.insert(Pattern(uri: uri, match: .wildcard))
        }
        self.uris = uris
        self.patterns =
            patterns
            .sorted { ($0.match.rawValue, $0.uri) < ($1.match.rawValue, $1.uri) }
            .map { pattern in (pattern, uris.indices.filter { pattern.selects(uris[$0]) }) }
    }

    private static func words(over components: [String], upTo count: Int) -> [String] {
        var words = components
        var longest = components
        for _ in 1..<count {
            longest = longest.flatMap { word in components.map { word + "." + $0 } }
            words += longest
        }
        return words
    }

    /// For each URI the position of the rule that decides: rules are painted over one another, the strongest
    /// last.
    func deciders(_ rules: [(rule: PermissionRule, matches: [Int])]) -> [Int?] {
        var deciders = [Int?](repeating: nil, count: uris.count)
        let weakestFirst = rules.indices.sorted {
            rules[$0].rule.strength.lexicographicallyPrecedes(rules[$1].rule.strength)
        }
        for number in weakestFirst {
            for uri in rules[number].matches { deciders[uri] = number }
        }
        return deciders
    }

    /// Between one and `limit` different rules that permit something at random.
    func randomRules(
        _ limit: Int, using generator: inout SplitMix
    ) -> [(rule: PermissionRule, matches: [Int])] {
        var chosen: Set<Int> = []
        for _ in 0..<Int.random(in: 1...limit, using: &generator) {
            chosen.insert(Int.random(in: patterns.indices, using: &generator))
        }
        if Bool.random(using: &generator),
            let everything = patterns.firstIndex(where: { $0.pattern == .init(uri: "", match: .prefix) })
        {
            chosen.insert(everything)
        }
        return chosen.shuffled(using: &generator).map { position in
            let (pattern, matches) = patterns[position]
            // Mostly permissive, because one denial is enough to refuse a pattern.
            var allow: Permissions.Actions = .all
            for action in Permissions.Action.allCases where Int.random(in: 0..<4, using: &generator) == 0 {
                allow.remove(Permissions.Actions(action))
            }
            let disclose = Permissions.Disclosure(rawValue: UInt8.random(in: 0...3, using: &generator))
            return (
                PermissionRule(uri: pattern.uri, match: pattern.match, allow: allow, disclose: disclose),
                matches
            )
        }
    }
}

extension PermissionUniverse.Pattern {
    /// By the text of the specification, with strings.
    func selects(_ concrete: String) -> Bool {
        switch match {
        case .exact: return concrete == uri
        case .prefix: return concrete.hasPrefix(uri)
        case .wildcard:
            let asked = uri.split(separator: ".", omittingEmptySubsequences: false)
            let components = concrete.split(separator: ".", omittingEmptySubsequences: false)
            return asked.count == components.count
                && zip(asked, components).allSatisfy { $0.isEmpty ? !$1.isEmpty : $0 == $1 }
        }
    }
}

extension PermissionRule {
    /// The place in the order of precedence of rules that select the same URI; greater is stronger.
    fileprivate var strength: [Int] {
        switch match {
        case .exact: [2]
        case .prefix: [1, uri.utf8.count]
        case .wildcard: [0] + literalRuns
        }
    }

    /// The lengths of the portions before, between and after the wildcards, in components: `a.b..d` has 2 and
    /// 1.
    private var literalRuns: [Int] {
        var runs = [0]
        for component in uri.split(separator: ".", omittingEmptySubsequences: false) {
            if component.isEmpty { runs.append(0) } else { runs[runs.count - 1] += 1 }
        }
        return runs
    }
}
