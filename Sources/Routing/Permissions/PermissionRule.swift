import WAMP

/// One rule of a role: what a session of that role may do with the URIs that `uri` and `match` select
/// (advanced profile, "Authorization").
package struct PermissionRule: Equatable, Sendable {
    /// The URI or URI pattern; the empty prefix selects every URI.
    package var uri: String
    /// How `uri` selects.
    package var match: MatchPolicy
    /// The actions that are allowed. What is not in it is denied, whatever less specific rules say.
    package var allow: Permissions.Actions
    /// Whose identity receivers are told, whether the client asked for it or not.
    package var disclose: Permissions.Disclosure
    /// How far receivers are told to trust what is called or published under the rule (advanced profile, "Call
    /// Trust Levels", "Publication Trust Levels").
    package var trustlevel: UInt32?

    package init(
        uri: String, match: MatchPolicy, allow: Permissions.Actions, disclose: Permissions.Disclosure = [],
        trustlevel: UInt32? = nil
    ) {
        self.uri = uri
        self.match = match
        self.allow = allow
        self.disclose = disclose
        self.trustlevel = trustlevel
    }
}

/// Why a list of rules cannot become `Permissions`. The numbers are positions in that list.
package enum PermissionRuleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two rules have the same URI and match policy, so that neither comes before the other.
    case duplicate(rule: Int, of: Int)
    /// A wildcard rule has more components than `WildcardTrie.maximumComponents`.
    case tooManyComponents(rule: Int)

    package var description: String {
        switch self {
        case .duplicate(let rule, let of):
            "rule \(rule) has the same uri and match as rule \(of)"
        case .tooManyComponents(let rule):
            "rule \(rule) has more than \(WildcardTrie.maximumComponents) components"
        }
    }
}
