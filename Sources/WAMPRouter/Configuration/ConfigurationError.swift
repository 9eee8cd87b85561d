/// One thing that is wrong in a configuration, with its place.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place as a JSON path: `$.realms[0].roles[1].permissions[2].match`.
    public let path: String
    /// The line in the file, from 1; nil for what was not read from a text.
    public let line: Int?
    /// The column in the line, in characters of its UTF-8 text from 1.
    public let column: Int?
    /// What was found and what was expected.
    public let message: String

    /// `$.limits.max_sessions: found 0, expected an integer from 1 to 10000000`
    public var description: String { "\(path): \(message)" }
}

/// Everything that is wrong in a configuration; at least one error, in the order of the file.
public struct ConfigurationErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the file; nil for what was not read from one.
    public let file: String?
    /// What is wrong.
    public let errors: [ConfigurationError]

    /// One line for each error: `router.json:12:20: $.limits.max_sessions: found 0, expected …`.
    public var description: String {
        errors.map { error in
            var place = file.map { "\($0):" } ?? ""
            if let line = error.line, let column = error.column { place += "\(line):\(column):" }
            return place.isEmpty ? error.description : "\(place) \(error)"
        }
        .joined(separator: "\n")
    }
}

/// An error whose place in the text is not yet known.
struct ConfigurationProblem: Equatable {
    /// The value or object that is wrong.
    var path: ConfigurationPath
    /// The key of the object at `path` that is wrong by itself, whatever its value.
    var key: String?
    var message: String
    /// Other values that the judgement rests on.
    var grounds: [ConfigurationPath]

    init(
        _ path: ConfigurationPath, key: String? = nil, _ message: String, grounds: [ConfigurationPath] = []
    ) {
        self.path = path
        self.key = key
        self.message = message
        self.grounds = grounds
    }
}
