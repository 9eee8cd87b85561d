import WAMP

/// Reads a parsed file into configuration values and notes everything that is wrong on the way.
struct SettingReader {
    let environment: [String: String]
    private(set) var problems: [ConfigurationProblem] = []
    /// The values that could not be read; whatever stands in their place now is not worth a second problem.
    private var refused: [ConfigurationPath] = []

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Notes that a value has the wrong type.
    mutating func refuse(_ value: Value, _ path: ConfigurationPath, expected: String) {
        refuse(path, "found \(value.summary), expected \(expected)")
    }

    /// Notes that a value is wrong; what rests on it is not judged.
    mutating func refuse(_ path: ConfigurationPath, _ message: String) {
        problems.append(.init(path, message))
        refused.append(path)
    }

    /// A text, with references to the environment replaced.
    mutating func text(_ value: Value, _ path: ConfigurationPath, expected: String) -> String? {
        guard let text = value.string else {
            refuse(value, path, expected: expected)
            return nil
        }
        do throws(EnvironmentReference.Failure) {
            return try EnvironmentReference.expand(text, environment)
        } catch {
            refuse(path, error.message)
            return nil
        }
    }

    /// An object; keys that cannot be read have their default.
    mutating func object<Content: Configurable>(_ value: Value, _ path: ConfigurationPath) -> Content? {
        guard let members = value.dictionary else {
            refuse(value, path, expected: "an object")
            return nil
        }
        var content = Content.initial
        let settings = Content.settings
        for (key, value) in members {
            if let setting = settings.first(where: { $0.key == key }) {
                setting.read(value, path.key(key), &self, &content)
            } else {
                let message = NearestKey.message(unknown: key, known: settings.map(\.key))
                problems.append(.init(path, key: key, message))
            }
        }
        for setting in settings { checkPresence(of: setting, members[setting.key] != nil, in: content, path) }
        return content
    }

    /// Notes a key that should not be there, or is missing.
    private mutating func checkPresence<Owner>(
        of setting: Setting<Owner>, _ isPresent: Bool, in owner: Owner, _ path: ConfigurationPath
    ) {
        let place = path.key(setting.key)
        // Whether the key belongs there cannot be said where what decides it could not be read.
        if let condition = setting.condition, isRefused(path.key(condition.key)) { return }
        if let objection = setting.objection(owner) {
            if isPresent, !isRefused(place) { refuse(place, objection) }
        } else if setting.isRequired, !isPresent {
            problems.append(.init(path, "the key \"\(setting.key)\" is missing: \(setting.summary)"))
            refused.append(place)
        }
    }

    private func isRefused(_ path: ConfigurationPath) -> Bool {
        refused.contains { path.isPart(of: $0) || $0.isPart(of: path) }
    }

    /// Adds what the checks found, except where it rests on values that could not be read.
    mutating func add(_ found: [ConfigurationProblem]) {
        problems += found.filter { problem in
            !refused.contains { refused in
                problem.path.isPart(of: refused) || problem.grounds.contains { $0.isPart(of: refused) }
            }
        }
    }
}

extension Value {
    /// The number, if this is one without a fraction: JSON Schema takes 80.0 for an integer, too.
    var wholeNumber: Int? {
        switch self {
        case .integer(let integer): Int(integer)
        case .double(let double): Int(exactly: double)
        case .null, .bool, .unsigned, .string, .binary, .list, .dictionary: nil
        }
    }

    /// What it is, in a few words for a message.
    var summary: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .integer(let integer): "\(integer)"
        case .unsigned(let integer): "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string): "\"\(string.escapedForOneLine)\""
        case .binary: "binary data"
        case .list: "a list"
        case .dictionary: "an object"
        }
    }
}
