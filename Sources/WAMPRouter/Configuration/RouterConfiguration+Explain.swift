import Routing
import WAMP

extension RouterConfiguration {
    /// What a session can ask to do with a URI.
    public enum Action: String, CaseIterable, Sendable {
        case call, register, publish, subscribe
    }

    /// Which rule decides about an action, and why.
    public struct Explanation: Equatable, Sendable {
        /// `nil`: the role's authorizer decides.
        public var isAllowed: Bool?
        /// The deciding rule as a JSON path, such as `$.realms[0].roles[1].permissions[2]`; `nil` where no rule selects the URI.
        public var rule: String?
        /// Sentences for a person.
        public var lines: [String]
    }

    /// Says which rule decides about an action of a role.
    ///
    /// - Parameter match: how the URI is meant, in SUBSCRIBE and REGISTER; the others take the URI itself only.
    /// - Throws: `StartError` where there is no such realm or role, or where the URI cannot be used.
    public func explain(
        realm name: String, role roleName: String, _ action: Action, uri: String,
        match: Permission.Match = .exact
    ) throws -> Explanation {
        guard let realmPosition = realms.firstIndex(where: { $0.name == name }) else {
            throw StartError(
                description:
                    "there is no realm \"\(name)\", only \(realms.map(\.name).joined(separator: ", "))")
        }
        let realm = realms[realmPosition]
        guard let rolePosition = realm.roles.firstIndex(where: { $0.name == roleName }) else {
            throw StartError(
                description:
                    "realm \(name) has no role \"\(roleName)\", only "
                    + realm.roles.map(\.name).joined(separator: ", "))
        }
        let role = realm.roles[rolePosition]
        if match != .exact, action == .call || action == .publish {
            throw StartError(description: "\(action.rawValue) takes a URI, not a pattern")
        }
        if let expected = match.expectedURI(uri, realm.uriRules) {
            throw StartError(description: "found \"\(uri.escapedForOneLine)\", expected \(expected)")
        }
        let permissions: Permissions
        do throws(PermissionRuleError) {
            permissions = try role.compiledPermissions(seed: 0)
        } catch {
            throw StartError(description: "\(error)")
        }
        let bytes = Array(uri.utf8)
        let decision = permissions.decidePattern(
            action.permission, pattern: bytes.span.bytes, match: match.policy)
        let path = ConfigurationPath.root.key("realms").position(realmPosition).key("roles")
            .position(rolePosition)
        return Explanation(decision, action, uri: uri, match: match, role: role, path)
    }
}

extension RouterConfiguration.Explanation {
    fileprivate init(
        _ decision: Permissions.Decision, _ action: RouterConfiguration.Action, uri: String,
        match: RouterConfiguration.Permission.Match, role: RouterConfiguration.Role, _ path: ConfigurationPath
    ) {
        let asked =
            match == .exact ? "\(action.rawValue) \(uri)" : "\(action.rawValue) \(uri) (\(match.rawValue))"
        let bytes = Array(uri.utf8)
        let whole = ByteRange(start: 0, count: UInt32(clamping: bytes.count))
        let isReserved =
            (action == .publish || action == .register)
            && ReservedURI.couldMatch(whole, in: bytes.span.bytes, match: match.policy)
        if isReserved {
            isAllowed = false
            lines = ["\(asked): denied, whatever the rules say: URIs that begin with wamp. are reserved"]
            return
        }
        guard let position = decision.rule else {
            guard let authorizer = role.authorizer else {
                isAllowed = false
                lines = ["\(asked): denied, because no rule of the role selects it"]
                return
            }
            isAllowed = nil
            lines = ["\(asked): no rule of the role selects it, so \(authorizer.procedure) is asked"]
            return
        }
        isAllowed = decision.isAllowed
        rule = path.key("permissions").position(position).description
        let deciding = role.permissions[position]
        lines = ["\(asked): \(decision.isAllowed ? "allowed" : "denied")"]
        lines.append(
            "the rule \"\(deciding.uri)\" (\(deciding.match.rawValue)) at \(rule ?? "") decides: "
                + Self.reason(deciding, asked: match))
        if decision.isAllowed, !decision.disclose.isEmpty {
            lines.append("it discloses the session's identity")
        }
        let others = role.permissions.indices.filter {
            $0 != position && role.permissions[$0].selects(uri, match)
        }
        for other in others {
            let rule = role.permissions[other]
            lines.append(
                "the rule \"\(rule.uri)\" (\(rule.match.rawValue)) at "
                    + "\(path.key("permissions").position(other)) matches, too, and comes after it")
        }
    }

    private static func reason(
        _ rule: RouterConfiguration.Permission, asked match: RouterConfiguration.Permission.Match
    ) -> String {
        if match != .exact {
            return "a pattern is allowed only where every URI that it can match is"
        }
        switch rule.match {
        case .exact: return "an exact rule comes before all others"
        case .prefix: return "it has the longest prefix, and no exact rule is there"
        case .wildcard:
            return "it is the most specific wildcard, and neither an exact nor a prefix rule is there"
        }
    }
}

extension RouterConfiguration.Action {
    fileprivate var permission: Permissions.Action {
        switch self {
        case .call: .call
        case .register: .register
        case .publish: .publish
        case .subscribe: .subscribe
        }
    }
}

extension RouterConfiguration.Permission {
    /// Whether the rule, by itself, selects a URI.
    fileprivate func selects(_ uri: String, _ match: Match) -> Bool {
        guard match == .exact, let alone = try? Permissions([rule], seed: 0) else { return false }
        let bytes = Array(uri.utf8)
        return alone.decide(.call, uri: bytes.span.bytes).rule != nil
    }
}
