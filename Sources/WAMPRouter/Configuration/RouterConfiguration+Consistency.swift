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
        checkLimits(&problems)
        let path = ConfigurationPath.root.key("realms")
        problems += duplicateNames(realms.map(\.name), path)
        for (position, realm) in realms.enumerated() {
            let place = path.position(position)
            problems += duplicateNames(realm.roles.map(\.name), place.key("roles"))
            realm.checkPermissions(place, &problems)
            realm.checkAuthentication(place.key("authentication"), &problems)
        }
        return problems
    }

    private func checkListeners(_ problems: inout [ConfigurationProblem]) {
        let path = ConfigurationPath.root.key("listeners")
        var first: [String: Int] = [:]
        // Every listener on port 0 gets a port of its own.
        for (position, listener) in listeners.enumerated() where listener.port != 0 {
            let address = "\(listener.host.lowercased()):\(listener.port)"
            guard let other = first[address] else {
                first[address] = position
                continue
            }
            let places = [path.position(position), path.position(other)]
            problems.append(
                .init(
                    places[0].key("port"), "\(address) is already the address of \(places[1])",
                    grounds: places.flatMap { [$0.key("host"), $0.key("port")] }))
        }
    }

    private func checkLimits(_ problems: inout [ConfigurationProblem]) {
        guard limits.maximumOutboundBytes < limits.maximumMessageSize else { return }
        let path = ConfigurationPath.root.key("limits")
        problems.append(
            .init(
                path.key("max_outbound_bytes"),
                "found \(limits.maximumOutboundBytes), expected not less than max_message_size, "
                    + "which is \(limits.maximumMessageSize): else no client could receive the largest messages",
                grounds: [path.key("max_message_size")]))
    }
}

/// A problem for each name in a list of named objects that occurs before; empty names are wrong by
/// themselves.
private func duplicateNames(_ names: [String], _ path: ConfigurationPath) -> [ConfigurationProblem] {
    var first: [String: Int] = [:]
    return names.enumerated().compactMap { position, name in
        guard !name.isEmpty else { return nil }
        guard let other = first[name] else {
            first[name] = position
            return nil
        }
        return .init(
            path.position(position).key("name"),
            "\"\(name.escapedForOneLine)\" is already the name of \(path.position(other))")
    }
}

extension RouterConfiguration.Realm {
    fileprivate func checkAuthentication(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem])
    {
        guard let anonymous = authentication.anonymous else {
            problems.append(
                .init(
                    path, "nobody can join: expected the key \"anonymous\"", grounds: [path.key("anonymous")])
            )
            return
        }
        // A role whose name could not be read may be the one.
        guard !anonymous.role.isEmpty, !roles.isEmpty,
            roles.allSatisfy({ !$0.name.isEmpty && $0.name != anonymous.role })
        else { return }
        let known = roles.map { "\"\($0.name.escapedForOneLine)\"" }.joined(separator: ", ")
        problems.append(
            .init(
                path.key("anonymous").key("role"),
                "found \"\(anonymous.role.escapedForOneLine)\", expected a role of this realm: \(known)"))
    }

    fileprivate func checkPermissions(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        for (position, role) in roles.enumerated() {
            let rules = path.key("roles").position(position).key("permissions")
            for (position, permission) in role.permissions.enumerated() {
                guard let expected = permission.expectedURI(uriRules) else { continue }
                let place = rules.position(position)
                problems.append(
                    .init(
                        place.key("uri"),
                        "found \(Value.string(permission.uri).summary), expected \(expected)",
                        grounds: [place.key("match"), path.key("uri_rules")]))
            }
            role.checkDuplicates(rules, &problems)
        }
    }
}

extension RouterConfiguration.Role {
    /// Rules with the same URI and match policy, of which neither comes first in the order of precedence.
    fileprivate func checkDuplicates(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        var first: [[UInt8]: Int] = [:]
        for (position, permission) in permissions.enumerated() {
            // Bytes, because texts that are canonically equivalent are different URIs.
            let identity = Array("\(permission.match.rawValue) \(permission.uri)".utf8)
            guard let other = first[identity] else {
                first[identity] = position
                continue
            }
            let places = [path.position(position), path.position(other)]
            problems.append(
                .init(
                    places[0],
                    "uri \(Value.string(permission.uri).summary) with match \"\(permission.match.rawValue)\" "
                        + "is already the rule \(places[1])",
                    grounds: places.flatMap { [$0.key("uri"), $0.key("match")] }))
        }
    }
}
