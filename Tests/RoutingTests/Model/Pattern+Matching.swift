import WAMP

extension Pattern {
    /// Advanced profile, "Pattern-based Subscription", "Pattern-based Registrations".
    func matches(_ uri: String) -> Bool {
        switch match {
        case .exact: return uri == self.uri
        case .prefix: return uri.utf8.starts(with: self.uri.utf8)
        case .wildcard:
            let components = Self.components(of: uri)
            let own = Self.components(of: self.uri)
            guard components.count == own.count else { return false }
            for (component, pattern) in zip(components, own) {
                if pattern.isEmpty ? component.isEmpty : component != pattern { return false }
            }
            return true
        }
    }

    /// Whether it comes before another pattern that matches the same URI: exact, then the longest prefix, then the wildcard
    /// pattern whose first portion of literal components is longest, else the second portion, and so on.
    func precedesForCalls(_ other: Pattern) -> Bool {
        if match != other.match { return Self.rank(match) < Self.rank(other.match) }
        switch match {
        case .exact: return false
        case .prefix: return uri.utf8.count > other.uri.utf8.count
        case .wildcard:
            return other.portions.lexicographicallyPrecedes(portions)
        }
    }

    /// The order of a publication's events: exact, prefixes from the shortest on, wildcards as for calls.
    func precedesForEvents(_ other: Pattern) -> Bool {
        if match == .prefix, other.match == .prefix { return uri.utf8.count < other.uri.utf8.count }
        return precedesForCalls(other)
    }

    /// It is `wamp` or lies below it.
    var isReserved: Bool { uri == "wamp" || uri.utf8.starts(with: "wamp.".utf8) }

    /// It matches reserved URIs, be they in use or not.
    var couldMatchReserved: Bool {
        switch match {
        case .exact: return isReserved
        case .prefix: return isReserved || "wamp.".utf8.starts(with: uri.utf8)
        case .wildcard:
            let first = Self.components(of: uri).first ?? ""
            return first.isEmpty || first == "wamp"
        }
    }

    /// The numbers of literal components before each wildcard.
    private var portions: [Int] {
        var portions = [0]
        for component in Self.components(of: uri) {
            if component.isEmpty { portions.append(0) } else { portions[portions.count - 1] += 1 }
        }
        return portions
    }

    private static func rank(_ match: MatchPolicy) -> Int {
        switch match {
        case .exact: 0
        case .prefix: 1
        case .wildcard: 2
        }
    }

    private static func components(of uri: String) -> [Substring] {
        uri.split(separator: ".", omittingEmptySubsequences: false)
    }
}
