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
///
/// A class, because it never changes and a decision must not copy its tables.
package final class Permissions: Sendable {
    /// The rules in the order in which they were given; `Decision.rule` is a position in it.
    package let rules: [PermissionRule]
    private let verdicts: [Verdict]
    /// The rules by what they select, each with its position in `rules`.
    private let table: PatternTable

    /// What a rule says, without its URI: a few bytes, so that those of many rules share a cache line.
    private struct Verdict {
        var allow: Actions
        var disclose: Disclosure
        var trustlevel: UInt32?

        init(_ rule: PermissionRule) {
            allow = rule.allow
            disclose = rule.disclose
            trustlevel = rule.trustlevel
        }
    }

    /// Compiles `rules`. `seed` is a random number that stays secret; it keys the hash tables.
    package init(_ rules: [PermissionRule], seed: UInt64) throws(PermissionRuleError) {
        self.rules = rules
        verdicts = rules.map { Verdict($0) }
        var table = PatternTable(seed: seed)
        for (number, rule) in rules.enumerated() {
            let uri = Array(rule.uri.utf8)
            if rule.match == .wildcard, !WildcardTrie.admits(uri.span.bytes) {
                throw .tooManyComponents(rule: number)
            }
            if let other = table.find(uri.span.bytes, match: rule.match) {
                throw .duplicate(rule: number, of: Int(other))
            }
            table.insert(uri, match: rule.match, value: Int32(truncatingIfNeeded: number))
        }
        self.table = table
    }

    /// Decides on an action on one URI, which is valid and has no empty components. Allocates nothing.
    package func decide(_ action: Action, uri: RawSpan) -> Decision {
        guard let number = table.best(of: uri) else { return .noRule }
        return decision(on: action, rule: Int(number))
    }

    /// The prefix rule with the longest prefix that `bytes` begins with.
    func longestPrefixRule(of bytes: [UInt8]) -> Int? {
        table.longestPrefix(of: bytes.span.bytes).map(Int.init)
    }

    /// What rule number `rule` says about `action`.
    func decision(on action: Action, rule: Int) -> Decision {
        let verdict = verdicts[rule]
        guard verdict.allow.contains(action) else {
            return Decision(isAllowed: false, disclose: [], rule: rule)
        }
        return Decision(
            isAllowed: true, disclose: verdict.disclose, trustlevel: verdict.trustlevel, rule: rule)
    }
}
