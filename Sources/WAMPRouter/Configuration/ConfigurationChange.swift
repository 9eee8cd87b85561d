import WAMP

/// What one configuration has and another one has not, at one place.
public struct ConfigurationChange: Equatable, Sendable, CustomStringConvertible {
    /// The place as a JSON path.
    public var path: String
    /// What is different there: `4194304 -> 1048576`, `added` or `removed`; values that may be secret are not shown.
    public var change: String

    /// The path with the change.
    public var description: String { "\(path): \(change)" }

    init(_ path: ConfigurationPath, _ change: String) {
        self.path = path.description
        self.change = change
    }
}

extension RouterConfiguration {
    /// What is different in another configuration, in the order of the file.
    public func changes(to other: RouterConfiguration) -> [ConfigurationChange] {
        var changes: [ConfigurationChange] = []
        withoutUsers.compare(to: other.withoutUsers, at: .root, &changes)
        for (position, realm) in realms.enumerated() {
            guard let new = other.realms.first(where: { $0.name == realm.name }) else { continue }
            let path = ConfigurationPath.root.key("realms").position(position).key("authentication").key(
                "users_file")
            realm.authentication.compareUsers(to: new.authentication, at: path, &changes)
        }
        return changes
    }
}

extension RouterConfiguration {
    /// What the file itself says.
    fileprivate var withoutUsers: RouterConfiguration {
        var configuration = self
        for position in realms.indices { configuration.realms[position].authentication.users = [] }
        return configuration
    }
}

extension RouterConfiguration.Authentication {
    /// Records how many principals of the users file have come, gone and changed.
    fileprivate func compareUsers(
        to other: Self, at path: ConfigurationPath, _ changes: inout [ConfigurationChange]
    ) {
        if users == other.users { return }
        let old = Dictionary(users.map { ($0.authid, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(other.users.map { ($0.authid, $0) }, uniquingKeysWith: { first, _ in first })
        let added = new.keys.count { old[$0] == nil }
        let removed = old.keys.count { new[$0] == nil }
        let changed = old.count { new[$0.key] != nil && new[$0.key] != $0.value }
        changes.append(.init(path, "\(added) principals added, \(removed) removed, \(changed) changed"))
    }
}

extension Configurable {
    /// Records the keys with different values.
    func compare(to other: Self, at path: ConfigurationPath, _ changes: inout [ConfigurationChange]) {
        for setting in Self.settings { setting.compare(self, other, path.key(setting.key), &changes) }
    }
}

extension SettingKind where Content: Equatable {
    /// Records how two values differ, and that they do where that cannot be shown.
    func note(
        _ old: Content, _ new: Content, _ path: ConfigurationPath, _ changes: inout [ConfigurationChange]
    ) {
        if old == new { return }
        let count = changes.count
        compare(old, new, path, &changes)
        if changes.count == count { changes.append(.init(path, "changed")) }
    }
}

extension SettingKind {
    /// Records one change of a value, which is shown where it can be written in one line.
    func compareWhole(
        _ old: Content, _ new: Content, _ path: ConfigurationPath, _ changes: inout [ConfigurationChange]
    ) {
        let values = (encode(old), encode(new))
        guard let from = values.0, let to = values.1 else { return }
        if from != to {
            changes.append(.init(path, path.isSecret ? "changed" : "\(from.summary) -> \(to.summary)"))
        }
    }
}

extension SettingKind {
    /// Records the elements that two lists do not share. What stands between a common beginning and a common end is compared
    /// one by one where it is as long in both, and else named as a whole.
    static func compareLists<Element: Equatable>(
        _ old: [Element], _ new: [Element], _ element: SettingKind<Element>, _ path: ConfigurationPath,
        _ changes: inout [ConfigurationChange]
    ) where Content == [Element] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }
            .count
        let (gone, come) = (start..<old.count - end, start..<new.count - end)
        if gone.count == come.count {
            for position in gone {
                element.note(old[position], new[position], path.position(position), &changes)
            }
            return
        }
        for position in gone { changes.append(.init(path.position(position), "removed")) }
        for position in come { changes.append(.init(path.position(position), "added")) }
    }
}
