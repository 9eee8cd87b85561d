import WAMP

/// URIs and URI patterns that come and go, each with a small integer: what subscriptions, registrations and
/// permissions are found by (advanced profile, "Pattern-based Subscription", "Pattern-based Registrations").
///
/// A pattern is known by its bytes and its match policy: the same bytes under three policies are three patterns. A
/// lookup allocates nothing. With exact patterns only it is one lookup in a hash table. With prefixes it takes time in
/// proportion to the length of the URI, and with wildcard patterns to the number of those that begin as the URI does,
/// however many others there are.
package struct PatternTable: Sendable {
    private var exact: URITable
    private var prefixes: PrefixTrie
    private var wildcards: WildcardTrie

    /// - Parameter seed: a random number that stays secret; it keys the hash tables.
    package init(seed: UInt64) {
        exact = URITable(seed: seed)
        prefixes = PrefixTrie(seed: seed)
        wildcards = WildcardTrie(seed: seed)
    }

    /// The number of patterns under all three policies.
    package var count: Int { exact.count + prefixes.count + wildcards.count }
    /// There are no patterns.
    package var isEmpty: Bool { exact.count == 0 && prefixes.isEmpty && wildcards.isEmpty }

    /// The value of `pattern` itself under this policy; not of a pattern that matches it.
    package func find(_ pattern: RawSpan, match: MatchPolicy) -> Int32? {
        switch match {
        case .exact: exact.find(pattern)
        case .prefix: prefixes.find(pattern)
        case .wildcard: wildcards.find(pattern)
        }
    }

    /// Stores `value`, which must not be negative, for `pattern`, which must not be in the table under this policy.
    /// A wildcard pattern has at most `WildcardTrie.maximumComponents` components; a longer one is a mistake of the
    /// caller and is not stored.
    package mutating func insert(_ pattern: [UInt8], match: MatchPolicy, value: Int32) {
        switch match {
        case .exact: exact.insert(pattern, value: value)
        case .prefix: prefixes.insert(pattern, value: value)
        case .wildcard: wildcards.insert(pattern, value: value)
        }
    }

    /// Removes `pattern` under this policy; does nothing where it is not in the table.
    package mutating func remove(_ pattern: RawSpan, match: MatchPolicy) {
        switch match {
        case .exact: exact.remove(pattern)
        case .prefix: prefixes.remove(pattern)
        case .wildcard: wildcards.remove(pattern)
        }
    }

    /// The value of the pattern that comes first among those that `uri` matches: the exact one, else the longest
    /// prefix, else the most specific wildcard pattern (see `WildcardTrie`). The order is total.
    @inline(__always)
    package func best(of uri: RawSpan) -> Int32? {
        if exact.count > 0, let value = exact.find(uri) { return value }
        if !prefixes.isEmpty, let value = prefixes.longest(of: uri) { return value }
        return wildcards.isEmpty ? nil : wildcards.mostSpecific(of: uri)
    }

    /// The value of the longest prefix that `uri` begins with, whatever else it matches.
    func longestPrefix(of uri: RawSpan) -> Int32? {
        prefixes.longest(of: uri)
    }

    /// Calls `body` with the value of every pattern that `uri` matches: the exact one, then the prefixes from the
    /// shortest to the longest, then the wildcard patterns, most specific first.
    @inline(__always)
    package func forEachMatch(of uri: RawSpan, _ body: (Int32) -> Void) {
        if exact.count > 0, let value = exact.find(uri) { body(value) }
        forEachPattern(of: uri, body)
    }

    /// There are prefixes or wildcard patterns.
    @inline(__always)
    package var hasPatterns: Bool { !prefixes.isEmpty || !wildcards.isEmpty }

    /// The same without the exact one.
    @inline(__always)
    package func forEachPattern(of uri: RawSpan, _ body: (Int32) -> Void) {
        if !prefixes.isEmpty { prefixes.forEachMatch(of: uri, body) }
        if !wildcards.isEmpty { wildcards.forEachMatch(of: uri, body) }
    }
}
