import Routing
import Testing
import WAMP

@Suite("Permissions of a role: advanced profile, Authorization")
struct PermissionsTests {
    private func decide(_ uri: String, _ rules: [PermissionRule], _ action: Permissions.Action = .call) throws
        -> Permissions.Decision
    {
        let bytes = Array(uri.utf8)
        return try Permissions(rules, seed: 7).decide(action, uri: bytes.span.bytes)
    }

    @Test("Without rules everything is denied, and no rule is named")
    func noRules() throws {
        #expect(try decide("com.a", []) == .noRule)
        #expect(try decide("com.a", []).rule == nil)
        #expect(try decide("com.a", []).isAllowed == false)
    }

    @Test("The empty prefix rule allows every URI", arguments: ["a", "com.example.add", "é.ü"])
    func emptyPrefix(uri: String) throws {
        let decision = try decide(uri, [PermissionRule(uri: "", match: .prefix, allow: .all)])
        #expect(decision == .init(isAllowed: true, disclose: [], rule: 0))
    }

    @Test("An action that is not in the set is denied, and the rule that denies it is named")
    func perAction() throws {
        let rules = [PermissionRule(uri: "com.", match: .prefix, allow: [.call, .subscribe])]
        for action in Permissions.Action.allCases {
            let decision = try decide("com.a", rules, action)
            #expect(decision.isAllowed == (action == .call || action == .subscribe))
            #expect(decision.rule == 0)
        }
    }

    @Test("An exact rule comes before prefix and wildcard rules, also where it denies")
    func exactFirst() throws {
        let rules = [
            PermissionRule(uri: "com.secret", match: .prefix, allow: .all),
            PermissionRule(uri: "com.", match: .wildcard, allow: .all),
            PermissionRule(uri: "com.secret", match: .exact, allow: []),
        ]
        #expect(try decide("com.secret", rules) == .init(isAllowed: false, disclose: [], rule: 2))
        #expect(try decide("com.secret.x", rules).rule == 0)
        #expect(try decide("com.other", rules).rule == 1)
    }

    @Test("The longest prefix rule decides, also before a wildcard rule with more literals")
    func longestPrefix() throws {
        let rules = [
            PermissionRule(uri: "", match: .prefix, allow: .all),
            PermissionRule(uri: "com.a.", match: .prefix, allow: []),
            PermissionRule(uri: "com.", match: .prefix, allow: .call),
            PermissionRule(uri: "com.a..c.d", match: .wildcard, allow: .all),
        ]
        #expect(try decide("org.x", rules).rule == 0)
        #expect(try decide("com.b", rules).rule == 2)
        #expect(try decide("com.a.b.c.d", rules) == .init(isAllowed: false, disclose: [], rule: 1))
    }

    @Test("A prefix is a prefix of the string, not of the components")
    func rawPrefix() throws {
        let rules = [PermissionRule(uri: "com.a", match: .prefix, allow: .all)]
        #expect(try decide("com.ab", rules).isAllowed)
        #expect(try decide("com.a", rules).isAllowed)
        #expect(try decide("com", rules) == .noRule)
    }

    @Test("An empty component of a wildcard rule stands for exactly one component that is not empty")
    func oneComponent() throws {
        let rules = [PermissionRule(uri: "com..x", match: .wildcard, allow: .all)]
        #expect(try decide("com.a.x", rules).isAllowed)
        for uri in ["com.x", "com.a.b.x", "com..x", "com.a.y", "com.a.x.", "com.a", ""] {
            #expect(try decide(uri, rules) == .noRule, "\(uri)")
        }
    }

    @Test("Wildcard rules are ordered as wildcard registrations are, by the example of the specification")
    func wildcardOrder() throws {
        let rules = [
            "a1.b2..d4.e5", "a1.b2.c33..e5", "a1.b2..d4.e5..g7", "a1.b2..d4..f6.g7",
        ].map { PermissionRule(uri: $0, match: .wildcard, allow: .all) }
        #expect(try decide("a1.b2.c55.d4.e5", rules).rule == 0)
        #expect(try decide("a1.b2.c33.d4.e5", rules).rule == 1)
        #expect(try decide("a1.b2.c88.d4.e5.f6.g7", rules).rule == 2)
        #expect(try decide("a2.b2.c2.d2.e2", rules) == .noRule)
    }

    @Test("What the deciding rule discloses is told where it allows, and nothing where it denies")
    func disclosure() throws {
        let rules = [
            PermissionRule(uri: "com.", match: .prefix, allow: .call, disclose: .caller),
            PermissionRule(uri: "com.x", match: .exact, allow: [.call, .publish], disclose: .all),
        ]
        #expect(try decide("com.a", rules).disclose == .caller)
        #expect(try decide("com.x", rules, .publish).disclose == [.caller, .publisher])
        #expect(try decide("com.a", rules, .publish).disclose == [])
    }

    @Test("Two rules with the same URI and match policy are refused", arguments: MatchPolicy.allCases)
    func duplicates(match: MatchPolicy) {
        let rule = PermissionRule(uri: "com.a", match: match, allow: .all)
        var denying = rule
        denying.allow = []
        let other = PermissionRule(uri: "com.b", match: match, allow: .all)
        #expect(throws: PermissionRuleError.duplicate(rule: 2, of: 0)) {
            try Permissions([rule, other, denying], seed: 7)
        }
    }

    @Test("The same URI with three match policies is three rules")
    func sameURI() throws {
        let rules = MatchPolicy.allCases.map { PermissionRule(uri: "com.a", match: $0, allow: .all) }
        #expect(try Permissions(rules, seed: 7).rules == rules)
    }

    @Test("A wildcard rule with too many components is refused with its position")
    func tooManyComponents() throws {
        let longest = String(repeating: ".", count: WildcardTrie.maximumComponents - 1)
        let rule = PermissionRule(uri: longest, match: .wildcard, allow: .all)
        #expect(try decide(longest.map { "a\($0)" }.joined() + "a", [rule]).isAllowed)
        var longer = rule
        longer.uri += "."
        #expect(throws: PermissionRuleError.tooManyComponents(rule: 1)) {
            try Permissions([rule, longer], seed: 7)
        }
    }

    @Test("Decisions agree with a model that knows strings and sorting only", arguments: 0..<8)
    func model(block: Int) throws {
        let universe = PermissionUniverse(depth: 2)
        var generator = SplitMix(seed: UInt64(block))
        for _ in 0..<60 {
            let rules = universe.randomRules(8, using: &generator)
            let permissions = try Permissions(rules.map(\.rule), seed: generator.next())
            let deciders = universe.deciders(rules)
            for (position, uri) in universe.uris.enumerated() {
                let action = Permissions.Action.allCases.randomElement(using: &generator) ?? .call
                let bytes = Array(uri.utf8)
                let decision = permissions.decide(action, uri: bytes.span.bytes)
                let rule = deciders[position].map { rules[$0].rule }
                let isAllowed = rule?.allow.contains(action) ?? false
                let expected = Permissions.Decision(
                    isAllowed: isAllowed, disclose: isAllowed ? rule?.disclose ?? [] : [],
                    rule: deciders[position])
                try #require(decision == expected, "\(action) \(uri) under \(rules.map(\.rule))")
            }
        }
    }
}
