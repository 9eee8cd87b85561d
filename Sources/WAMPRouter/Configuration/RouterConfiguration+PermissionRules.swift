import Routing
import WAMP

extension RouterConfiguration.Permission {
    /// The rule in the form in which it is compiled.
    var rule: PermissionRule {
        var actions: Permissions.Actions = []
        if allow.call { actions.insert(.call) }
        if allow.register { actions.insert(.register) }
        if allow.publish { actions.insert(.publish) }
        if allow.subscribe { actions.insert(.subscribe) }
        var disclosure: Permissions.Disclosure = []
        if disclose.caller { disclosure.insert(.caller) }
        if disclose.publisher { disclosure.insert(.publisher) }
        return PermissionRule(
            uri: uri, match: match.policy, allow: actions, disclose: disclosure,
            trustlevel: trustlevel.map { UInt32(clamping: $0) })
    }
}

extension RouterConfiguration.Permission.Match {
    /// The match policy that the word names.
    var policy: MatchPolicy {
        switch self {
        case .exact: .exact
        case .prefix: .prefix
        case .wildcard: .wildcard
        }
    }

    /// What a URI or pattern that selects in this way should be under the URI rules of the realm; nil where
    /// it is that.
    func expectedURI(_ uri: String, _ rules: RouterConfiguration.Realm.URIRules) -> String? {
        let bytes = Array(uri.utf8)
        let range = ByteRange(start: 0, count: UInt32(clamping: bytes.count))
        let rule: URIRule = rules == .strict ? .strict : .loose
        guard rule.allows(range, in: bytes.span.bytes, match: policy) else {
            let characters =
                rules == .strict
                ? "components of lower-case letters, digits and _ (uri_rules are strict)"
                : "components without whitespace and #"
            switch self {
            case .exact: return "a URI with \(characters), none of them empty"
            case .prefix: return "a URI prefix with \(characters), none of them empty but the last"
            case .wildcard: return "a URI pattern with \(characters)"
            }
        }
        let count = bytes.count { $0 == UInt8(ascii: ".") } + 1
        guard self == .wildcard, count > WildcardTrie.maximumComponents else { return nil }
        return "not more than \(WildcardTrie.maximumComponents) components"
    }
}

extension RouterConfiguration.Role {
    /// The role's rules, compiled. `seed` is a random number that stays secret. A configuration that was
    /// checked does not throw.
    func compiledPermissions(seed: UInt64) throws(PermissionRuleError) -> Permissions {
        try Permissions(permissions.map(\.rule), seed: seed)
    }
}
