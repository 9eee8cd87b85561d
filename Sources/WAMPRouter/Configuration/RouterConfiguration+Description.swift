// What holds secrets says little of itself, wherever it is printed.

extension RouterConfiguration: CustomStringConvertible, CustomReflectable {
    /// Its realms and the number of its listeners.
    public var description: String {
        "RouterConfiguration(\(listeners.count) listeners, realms: \(realms.map(\.name).joined(separator: ", ")))"
    }

    /// Nothing of its inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RouterConfiguration.Authentication: CustomStringConvertible, CustomReflectable {
    /// The number of its principals.
    public var description: String { "Authentication(\(principals.count + users.count) principals)" }

    /// Nothing of its inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RouterConfiguration.Principal: CustomStringConvertible, CustomReflectable {
    /// The name and the role.
    public var description: String { "Principal(authid: \(authid), role: \(role))" }

    /// Nothing of its inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
