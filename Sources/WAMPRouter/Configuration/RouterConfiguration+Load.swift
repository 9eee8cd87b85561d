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
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
            throw ConfigurationErrors(file: file, message: "the file cannot be read: \(reason)")
        }
        return try read(Array(data), file: file, environment: environment) {
            $0.missingFolders() + $0.unusableCertificates()
        }
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
        check: (RouterConfiguration) -> [ConfigurationProblem]
    ) throws(ConfigurationErrors) -> RouterConfiguration {
        let value: Value
        do throws(WireError) {
            value = try JSON.parse(bytes.span.bytes)
        } catch {
            throw ConfigurationErrors(file: file, syntax: error, in: bytes.span.bytes)
        }
        let map = SourceMap(bytes.span.bytes)
        var reader = SettingReader(environment: environment)
        var configuration: RouterConfiguration = reader.object(value, .root) ?? .initial
        if let file { configuration.resolvePaths(against: file) }
        reader.add(configuration.problems())
        reader.add(check(configuration))
        let found = reader.problems.map { ($0, map.offset(of: $0)) } + map.duplicates
        guard found.isEmpty else {
            throw ConfigurationErrors(file: file, problems: found, in: bytes.span.bytes)
        }
        return configuration
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

extension ConfigurationErrors {
    fileprivate init(file: String, message: String) {
        self.file = file
        errors = [ConfigurationError(path: "$", line: nil, column: nil, message: message)]
    }

    fileprivate init(file: String?, syntax error: WireError, in text: RawSpan) {
        self.file = file
        let place = error.offset.map { TextPlace(of: $0, in: text) }
        errors = [
            ConfigurationError(
                path: "$", line: place?.line, column: place?.column,
                message: "not valid JSON: \(error.description)")
        ]
    }

    fileprivate init(
        file: String?, problems: [(problem: ConfigurationProblem, offset: Int)], in text: RawSpan
    ) {
        self.file = file
        errors = problems.sorted { $0.offset < $1.offset }.map { problem, offset in
            let place = TextPlace(of: offset, in: text)
            return ConfigurationError(
                path: problem.path.description, line: place.line, column: place.column,
                message: problem.message)
        }
    }
}
