import Foundation
import WAMP

/// `users.json`: principals in a file of their own.
struct UsersFile: Equatable, Sendable {
    var principals: [RouterConfiguration.Principal] = []
}

extension UsersFile: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            .ignored("$schema", "The JSON Schema of this file, for editors."),
            .constant("version", 1, "The version of this file's format."),
            Setting(
                required: "principals", \.principals, .list(.object(), mayBeEmpty: true),
                "Who may join, by name, and how they show who they are."),
        ]
    }
}

extension RouterConfiguration {
    /// Reads the users files of all realms into their `authentication.users`.
    ///
    /// - Throws: everything that is wrong with the first file that is wrong, with line and column.
    mutating func loadUsers(environment: [String: String]) throws(ConfigurationErrors) {
        for position in realms.indices {
            guard let file = realms[position].authentication.usersFile else { continue }
            let realm = realms[position]
            let bytes = try ConfigurationErrors.contents(of: file)
            let users = try UsersFile.decode(bytes, file: file, environment: environment) { users in
                var problems: [ConfigurationProblem] = []
                users.check(at: .root, &problems)
                realm.checkUsers(users.principals, .root.key("principals"), &problems)
                return problems
            }
            realms[position].authentication.users = users.principals
        }
    }

    /// Reads the keys that are in files of their own.
    ///
    /// - Returns: a problem for each that cannot be read, or is no key.
    mutating func loadKeys() -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        for (position, realm) in realms.enumerated() {
            let path = ConfigurationPath.root.key("realms").position(position).key("authentication")
                .key("jwt").key("keys")
            for (number, key) in (realm.authentication.jwt?.keys ?? []).enumerated() {
                guard let file = key.publicKeyFile else { continue }
                var loaded = key
                loaded.publicKey = (try? ConfigurationErrors.contents(of: file))
                    .map { String(decoding: $0, as: UTF8.self) }
                let place = path.position(number).key("public_key_file")
                if loaded.publicKey == nil {
                    problems.append(.init(place, "the file \(file) cannot be read"))
                } else if !key.isSymmetric, loaded.compiled == nil {
                    let name = key.algorithm.rawValue
                    problems.append(.init(place, "the file \(file) has no public key in PEM for \(name)"))
                }
                realms[position].authentication.jwt?.keys[number] = loaded
            }
        }
        return problems
    }
}
