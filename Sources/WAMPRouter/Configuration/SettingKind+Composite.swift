import WAMP

extension SettingKind<String> {
    /// A text that a regular expression matches as a whole. The expression also goes into the JSON Schema, so
    /// that it keeps to what Swift and ECMA-262 understand in the same way.
    static func string(_ pattern: String, _ expected: String) -> Self {
        Self(
            schema: .text(["pattern": .string(pattern)]),
            placeholder: "",
            read: { value, path, reader in reader.text(value, path, expected: expected) },
            check: { content, path, problems in
                guard !content.matches(pattern) else { return }
                problems.append(.init(path, "found \(Value.string(content).summary), expected \(expected)"))
            },
            encode: { .string($0) })
    }

    /// A URI or URI pattern. It is checked with its match policy, under the rules of its realm.
    static var uriPattern: Self {
        var kind = string(#"^(([^\s.#]+\.)|\.)*([^\s.#]+)?$"#, "a URI or URI pattern")
        kind.check = { _, _, _ in }
        return kind
    }

    /// A name: some text without whitespace.
    static var name: Self { string(#"^[^\s]+$"#, "a name without whitespace") }
}

extension String {
    fileprivate func matches(_ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return (try? expression.wholeMatch(in: self)) != nil
    }
}

extension SettingKind {
    /// A list, of at least one element unless it may be empty.
    static func list<Element: Equatable>(_ element: SettingKind<Element>, mayBeEmpty: Bool = false) -> Self
    where Content == [Element] {
        Self(
            schema: mayBeEmpty
                ? ["type": "array", "items": .dictionary(element.schema())]
                : ["type": "array", "minItems": 1, "items": .dictionary(element.schema())],
            read: { value, path, reader in
                guard let list = value.list else {
                    reader.refuse(value, path, expected: "a list")
                    return nil
                }
                return list.enumerated().compactMap { position, value in
                    element.read(value, path.position(position), &reader) ?? element.placeholder
                }
            },
            check: { content, path, problems in
                if content.isEmpty, !mayBeEmpty {
                    problems.append(.init(path, "found an empty list, expected at least one element"))
                }
                for (position, value) in content.enumerated() {
                    element.check(value, path.position(position), &problems)
                }
            },
            encode: { $0.isEmpty ? .list([]) : nil },
            comparesParts: { compareLists($0, $1, element, $2, &$3) })
    }
}

extension SettingKind where Content: Configurable {
    /// An object with the keys that `Content` describes.
    static func object() -> Self {
        Self(
            schema: Content.schema,
            placeholder: Content.initial,
            read: { value, path, reader in reader.object(value, path) },
            check: { content, path, problems in content.check(at: path, &problems) },
            encode: { _ in nil },
            comparesParts: { $0.compare(to: $1, at: $2, &$3) })
    }
}

extension Configurable {
    /// Records what is wrong with the values of all keys.
    func check(at path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        for setting in Self.settings {
            let place = path.key(setting.key)
            if let objection = setting.objection(self) {
                let grounds = setting.condition.map { [path.key($0.key)] } ?? []
                if setting.isSet(self) { problems.append(.init(place, objection, grounds: grounds)) }
            } else {
                setting.check(self, place, &problems)
            }
        }
    }

    /// The JSON Schema of the object.
    static var schema: ValueDictionary {
        var properties = ValueDictionary()
        var required: [Value] = []
        for setting in settings {
            var schema: ValueDictionary = ["description": .string(setting.summary)]
            for (key, value) in setting.schema(initial) { schema[key] = value }
            properties[setting.key] = .dictionary(schema)
            if setting.isRequired, setting.condition == nil { required.append(.string(setting.key)) }
        }
        var schema: ValueDictionary = ["type": "object", "properties": .dictionary(properties)]
        if !required.isEmpty { schema["required"] = .list(required) }
        if needsOneKey { schema["minProperties"] = 1 }
        schema["additionalProperties"] = false
        let conditions = schemaOfConditions
        if !conditions.isEmpty { schema["allOf"] = .list(conditions) }
        return schema
    }
}

extension ValueDictionary {
    /// The schema of a text that keeps `rule`, or refers to the environment and so can only be checked by the
    /// router.
    static func text(_ rule: ValueDictionary) -> ValueDictionary {
        ["type": "string", "anyOf": [.dictionary(rule), ["pattern": .string(EnvironmentReference.pattern)]]]
    }
}
