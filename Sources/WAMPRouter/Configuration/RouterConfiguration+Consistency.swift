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
            realm.checkSlowConsumers(place.key("roles"), limits, &problems)
            realm.checkAuthentication(place.key("authentication"), &problems)
            realm.checkCallTimeout(place.key("call_timeout"), &problems)
            realm.checkEventHistory(place, &problems)
        }
        return problems
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
