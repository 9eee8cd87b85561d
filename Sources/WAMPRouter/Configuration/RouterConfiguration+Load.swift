import Foundation
import WAMP

extension RouterConfiguration {
    /// Reads a configuration file, and looks at the folders, certificates and keys that it names.
    ///
    /// - Parameters:
    ///   - file: the path of the file, usually `router.json`.
    ///   - environment: what `${NAME}` in its texts stands for.
    /// - Returns: the configuration, checked; relative paths in it start at the folder of the file.
    /// - Throws: everything that is wrong with it, with line and column.
    public static func load(
        file: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> RouterConfiguration {
        let bytes = try ConfigurationErrors.contents(of: file)
        var configuration = try read(bytes, file: file, environment: environment) {
            $0.missingFolders() + $0.unusableCertificates() + $0.loadKeys()
        }
        try configuration.loadUsers(environment: environment)
        return configuration
    }

    /// Reads the text of a configuration, without touching the file system.
    ///
    /// - Parameters:
    ///   - bytes: JSON in UTF-8.
    ///   - file: where the text comes from, for messages and relative paths; nil leaves these as they are.
    ///   - environment: what `${NAME}` in its texts stands for.
    /// - Returns: the configuration, checked.
    /// - Throws: everything that is wrong with it, with line and column.
    public static func parse(
        _ bytes: [UInt8], file: String? = nil, environment: [String: String] = [:]
    ) throws(ConfigurationErrors) -> RouterConfiguration {
        try read(bytes, file: file, environment: environment) { _ in [] }
    }

    private static func read(
        _ bytes: [UInt8], file: String?, environment: [String: String],
        check: (inout RouterConfiguration) -> [ConfigurationProblem]
    ) throws(ConfigurationErrors) -> RouterConfiguration {
        try decode(bytes, file: file, environment: environment) { configuration in
            if let file { configuration.resolvePaths(against: file) }
            let problems = configuration.problems()
            return problems + check(&configuration)
        }
    }

    private mutating func resolvePaths(against file: String) {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        for position in listeners.indices {
            resolve(&listeners[position].socket)
            listeners[position].tls?.changePaths(resolve)
            if var path = listeners[position].staticFiles {
                resolve(&path)
                listeners[position].staticFiles = path
            }
        }
        for position in realms.indices {
            if var path = realms[position].authentication.usersFile {
                resolve(&path)
                realms[position].authentication.usersFile = path
            }
            for key in (realms[position].authentication.jwt?.keys ?? []).indices {
                guard var path = realms[position].authentication.jwt?.keys[key].publicKeyFile else {
                    continue
                }
                resolve(&path)
                realms[position].authentication.jwt?.keys[key].publicKeyFile = path
            }
        }
        func resolve(_ path: inout String) {
            if !path.isEmpty { path = URL(fileURLWithPath: path, relativeTo: folder).path }
        }
    }

    /// A problem for each folder that does not exist.
    func missingFolders() -> [ConfigurationProblem] {
        listeners.enumerated().compactMap { position, listener in
            guard let folder = listener.staticFiles else { return nil }
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
            if exists && isFolder.boolValue { return nil }
            let path = ConfigurationPath.root.key("listeners").position(position).key("static_files")
            return .init(path, exists ? "\(folder) is not a folder" : "the folder \(folder) does not exist")
        }
    }
}
