import Routing
import Testing
import WAMP

@Suite("Patterns under permissions: advanced profile, Authorization of URI patterns")
struct PermissionsPatternTests {
    private func decide(_ pattern: String, _ match: MatchPolicy, _ rules: [PermissionRule]) throws
        -> Permissions.Decision
    {
        let bytes = Array(pattern.utf8)
        return try Permissions(rules, seed: 7).decidePattern(
            .subscribe, pattern: bytes.span.bytes, match: match)
    }

    private let everythingButSecret = [
        PermissionRule(uri: "com.", match: .prefix, allow: .all, disclose: .publisher),
        PermissionRule(uri: "com.secret", match: .exact, allow: []),
    ]

    @Test("An exact pattern is a URI")
    func exact() throws {
        #expect(try decide("com.a", .exact, everythingButSecret).isAllowed)
        #expect(try decide("com.secret", .exact, everythingButSecret).rule == 1)
    }

    @Test("A pattern that can match a denied URI is refused, and the denying rule is named")
    func overlap() throws {
        let denied = Permissions.Decision(isAllowed: false, disclose: [], rule: 1)
        for (pattern, match) in [
            ("com.", MatchPolicy.prefix), ("com.sec", .prefix), ("com.secret", .prefix), ("com.", .wildcard),
            ("com.secret", .wildcard),
        ] {
            #expect(try decide(pattern, match, everythingButSecret) == denied, "\(pattern) \(match)")
        }
    }

    @Test("A pattern beside the denied URI is allowed, with what the rule discloses")
    func beside() throws {
        let allowed = Permissions.Decision(isAllowed: true, disclose: .publisher, rule: 0)
        for (pattern, match) in [
            ("com.secret.", MatchPolicy.prefix), ("com.a", .prefix), ("com..", .wildcard),
            ("com.a.", .wildcard),
        ] {
            #expect(try decide(pattern, match, everythingButSecret) == allowed, "\(pattern) \(match)")
        }
    }

    @Test("A pattern that reaches beyond what is allowed is refused, and no rule is named")
    func beyond() throws {
        for (pattern, match) in [
            ("", MatchPolicy.prefix), ("co", .prefix), (".", .wildcard), (".a.b", .wildcard),
        ] {
            #expect(try decide(pattern, match, everythingButSecret) == .noRule, "\(pattern) \(match)")
        }
    }

    @Test(
        "A prefix pattern is never allowed by wildcard rules: it matches URIs with more components than they have"
    )
    func prefixOverWildcards() throws {
        let rules = ["", ".", "..", "..."].map { PermissionRule(uri: $0, match: .wildcard, allow: .all) }
        #expect(try decide("", .prefix, rules) == .noRule)
        #expect(try decide("a.", .prefix, rules) == .noRule)
        #expect(try decide("a.", .wildcard, rules).rule == 1)
    }

    @Test("A denial that is hidden behind stronger rules for the whole pattern does not refuse it")
    func hidden() throws {
        let rules = [
            PermissionRule(uri: "a", match: .prefix, allow: []),
            PermissionRule(uri: "a.b.", match: .prefix, allow: .all),
            PermissionRule(uri: "a.b.", match: .wildcard, allow: []),
        ]
        #expect(try decide("a.b.", .wildcard, rules).rule == 1)
        #expect(try decide("a.b.", .prefix, rules).isAllowed)
        #expect(try decide("a..", .wildcard, rules).rule == 0)
    }

    @Test("A prefix that ends inside a component denies a wildcard which can be continued so")
    func insideComponent() throws {
        let rules = [
            PermissionRule(uri: "", match: .prefix, allow: .all),
            PermissionRule(uri: "a.se", match: .prefix, allow: []),
        ]
        #expect(try decide("a..c", .wildcard, rules).rule == 1)
        #expect(try decide("a.secret.", .wildcard, rules).rule == 1)
        #expect(try decide("a.s.", .wildcard, rules).isAllowed)
    }

    @Test("Only what every rule of the pattern discloses is disclosed")
    func disclosure() throws {
        let rules = [
            PermissionRule(uri: "", match: .prefix, allow: .all, disclose: .all),
            PermissionRule(uri: "a.b", match: .prefix, allow: .all, disclose: .caller),
        ]
        #expect(try decide("a.", .prefix, rules).disclose == .caller)
        #expect(try decide("b.", .prefix, rules).disclose == .all)
    }

    @Test("A prefix with an empty component inside matches no URI and is refused")
    func emptyInside() throws {
        let rules = [PermissionRule(uri: "", match: .prefix, allow: .all)]
        #expect(try decide("a..b", .prefix, rules) == .noRule)
        #expect(try decide(".", .prefix, rules) == .noRule)
    }

    @Test(
        "A pattern is allowed exactly if every URI that it matches is allowed",
        arguments: [(depth: 2, blocks: 0..<6, sets: 300), (depth: 3, blocks: 6..<8, sets: 25)])
    func everyURI(depth: Int, blocks: Range<Int>, sets: Int) throws {
        let universe = PermissionUniverse(depth: depth)
        for block in blocks {
            var generator = SplitMix(seed: UInt64(block))
            for _ in 0..<sets {
                let rules = universe.randomRules(8, using: &generator)
                let permissions = try Permissions(rules.map(\.rule), seed: generator.next())
                let deciders = universe.deciders(rules)
                for (pattern, matches) in universe.patterns {
                    let bytes = Array(pattern.uri.utf8)
                    let decision = permissions.decidePattern(
                        .subscribe, pattern: bytes.span.bytes, match: pattern.match)
                    try #require(
                        agrees(decision, matches.map { uri in deciders[uri].map { ($0, rules[$0].rule) } }),
                        "\(pattern) under \(rules.map(\.rule)) is \(decision)")
                }
            }
        }
    }

    /// What was decided on a pattern is right, given the rules that decide on each of its URIs.
    private func agrees(_ decision: Permissions.Decision, _ deciders: [(number: Int, rule: PermissionRule)?])
        -> Bool
    {
        let denying = deciders.filter { $0?.rule.allow.contains(.subscribe) != true }
        guard decision.isAllowed else { return denying.contains { $0?.number == decision.rule } }
        let disclosed = deciders.reduce(Permissions.Disclosure.all) {
            $0.intersection($1?.rule.disclose ?? [])
        }
        return denying.isEmpty && decision.disclose == disclosed
            && deciders.contains { $0?.number == decision.rule }
    }
}
