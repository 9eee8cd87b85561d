import Routing
import WAMP

extension RouterConfiguration {
    /// Checks the configuration; only needed for one that was made in code.
    ///
    /// - Throws: everything that is wrong with it.
    public func validate() throws(ConfigurationErrors) {
        let problems = problems()
        guard problems.isEmpty else {
            throw ConfigurationErrors(
                file: nil,
                errors: problems.map {
                    ConfigurationError(path: $0.path.description, line: nil, column: nil, message: $0.message)
                })
        }
    }

    /// Everything that is wrong with the values, one by one and together.
    func problems() -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        check(at: .root, &problems)
        checkListeners(&problems)
        let path = ConfigurationPath.root.key("realms")
        let names = realms.map(\.name)
        problems += duplicates(names, at: { path.position($0).key("name") }) {
            "\"\($0)\" is already the name of \($1)"
        }
        for (position, realm) in realms.enumerated() {
            realm.checkReferences(path.position(position), &problems)
        }
        if limits.maximumOutboundBytes < limits.maximumMessageSize {
            problems.append(
                .init(
                    .root.key("limits").key("max_outbound_bytes"),
                    "found \(limits.maximumOutboundBytes), expected not less than max_message_size, "
                        + "which is \(limits.maximumMessageSize): else no client could receive the largest messages"
                ))
        }
        return problems
    }

    private func checkListeners(_ problems: inout [ConfigurationProblem]) {
        let path = ConfigurationPath.root.key("listeners")
        // Every listener on port 0 gets a port of its own.
        let addresses = listeners.map { $0.port == 0 ? "" : "\($0.host.lowercased()):\($0.port)" }
        problems += duplicates(addresses, at: { path.position($0).key("port") }) {
            "\($0) is already the address of \($1)"
        }
    }
}

/// A problem for each name that occurs before; empty names do not count.
private func duplicates(
    _ names: [String], at path: (Int) -> ConfigurationPath, message: (String, ConfigurationPath) -> String
) -> [ConfigurationProblem] {
    var first: [String: Int] = [:]
    return names.enumerated().compactMap { position, name in
        guard !name.isEmpty else { return nil }
        guard let other = first[name] else {
            first[name] = position
            return nil
        }
        return .init(path(position), message(name, path(other)))
    }
}

extension RouterConfiguration.Realm {
    fileprivate func checkReferences(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let rolesPath = path.key("roles")
        problems += duplicates(roles.map(\.name), at: { rolesPath.position($0).key("name") }) {
            "\"\($0)\" is already the name of \($1)"
        }
        for (position, role) in roles.enumerated() {
            role.checkPermissions(rolesPath.position(position).key("permissions"), uriRules, &problems)
        }
        let methods = path.key("authentication")
        guard let anonymous = authentication.anonymous else {
            problems.append(.init(methods, "nobody can join: expected the key \"anonymous\""))
            return
        }
        guard !roles.contains(where: { $0.name == anonymous.role || $0.name.isEmpty }), !roles.isEmpty else {
            return
        }
        let known = roles.map { "\"\($0.name)\"" }.joined(separator: ", ")
        problems.append(
            .init(
                methods.key("anonymous").key("role"),
                "found \"\(anonymous.role.escapedForOneLine)\", which is no role of this realm, expected one of \(known)"
            ))
    }
}

extension RouterConfiguration.Role {
    fileprivate func checkPermissions(
        _ path: ConfigurationPath, _ rules: RouterConfiguration.Realm.URIRules,
        _ problems: inout [ConfigurationProblem]
    ) {
        var first: [[UInt8]: Int] = [:]
        for (position, permission) in permissions.enumerated() {
            let place = path.position(position)
            let uri = permission.uri
            if let expected = permission.expectedURI(rules) {
                problems.append(
                    .init(place.key("uri"), "found \(Value.string(uri).summary), expected \(expected)"))
            }
            let identity = Array("\(permission.match.rawValue) \(uri)".utf8)
            if let other = first[identity] {
                problems.append(
                    .init(
                        place,
                        "\(Value.string(uri).summary) with match \"\(permission.match.rawValue)\" is already the rule \(path.position(other))"
                    ))
            } else {
                first[identity] = position
            }
        }
    }
}
