import WAMP

/// The rules of one role, compiled: who holds the role may do what with which URI.
///
/// One rule decides, for all four actions; the others that match have no say. It is found in this order,
/// which is total because two rules with the same URI and match policy are refused:
///
/// 1. the exact rule for the URI;
/// 2. else the prefix rule with the longest prefix. A prefix is a prefix of the string: `com.a` selects `com.ab`;
/// 3. else the most specific wildcard rule, in the order of wildcard registrations: the longest run of literal
///    components at the start, then the longest second run, and so on. Where two wildcard rules select the same URI
///    that is: at the first component where one has a literal and the other a wildcard, the literal comes first;
/// 4. else nothing, and the action is denied.
///
/// An empty component of a wildcard rule stands for exactly one component, which is never empty: URIs which
/// are called and published to have no empty components (basic profile, "URIs"), and they have been checked
/// before they are decided upon here.
package struct Permissions: Sendable {
    /// The rules in the order in which they were given; `Decision.rule` is a position in it.
    package let rules: [PermissionRule]
    private let verdicts: [Verdict]
    private var exact: URITable
    private var prefixes = PrefixIndex()
    private var wildcards = WildcardTrie()

    /// What a rule says, without its URI: two bytes, so that those of many rules share a cache line.
    private struct Verdict {
        var allow: Actions
        var disclose: Disclosure
    }

    /// Compiles `rules`. `seed` is a random number that stays secret; it keys the hash table of exact rules.
    package init(_ rules: [PermissionRule], seed: UInt64) throws(PermissionRuleError) {
        self.rules = rules
        verdicts = rules.map { Verdict(allow: $0.allow, disclose: $0.disclose) }
        exact = URITable(seed: seed)
        var prefixRules: [PrefixIndex.Entry] = []
        for (number, rule) in rules.enumerated() {
            let uri = Array(rule.uri.utf8)
            let value = Int32(truncatingIfNeeded: number)
            switch rule.match {
            case .exact:
                if let other = exact.find(uri.span.bytes) { throw .duplicate(rule: number, of: Int(other)) }
                exact.insert(uri, value: value)
            case .prefix:
                prefixRules.append(.init(prefix: uri, value: value))
            case .wildcard:
                switch wildcards.insert(uri, value: value) {
                case .inserted: break
                case .tooManyComponents: throw .tooManyComponents(rule: number)
                case .present(let other): throw .duplicate(rule: number, of: Int(other))
                }
            }
        }
        prefixes = PrefixIndex(prefixRules)
        if let (first, second) = prefixes.duplicate {
            throw .duplicate(rule: Int(max(first, second)), of: Int(min(first, second)))
        }
    }

    /// Decides on an action on one URI, which is valid and has no empty components. Allocates nothing.
    package func decide(_ action: Action, uri: RawSpan) -> Decision {
        var number: Int32? = exact.count == 0 ? nil : exact.find(uri)
        if number == nil { number = prefixes.longest(of: uri) }
        if number == nil, !wildcards.isEmpty { number = wildcards.mostSpecific(of: uri) }
        guard let number else { return .noRule }
        return decision(on: action, rule: Int(number))
    }

    /// The prefix rule with the longest prefix that `bytes` begins with.
    func longestPrefixRule(of bytes: [UInt8]) -> Int? {
        prefixes.longest(of: bytes.span.bytes).map(Int.init)
    }

    /// What rule number `rule` says about `action`.
    func decision(on action: Action, rule: Int) -> Decision {
        let verdict = verdicts[rule]
        guard verdict.allow.contains(action) else {
            return Decision(isAllowed: false, disclose: [], rule: rule)
        }
        return Decision(isAllowed: true, disclose: verdict.disclose, rule: rule)
    }
}
