import WAMP

/// A part of the configuration that is an object in the file: which keys it has, and what stands where a key
/// is absent.
///
/// This description drives everything: reading, checking values that were made in code, and the JSON Schema.
protocol Configurable {
    /// The value before any key was read; its members are the defaults.
    static var initial: Self { get }
    static var settings: [Setting<Self>] { get }
    /// An object without any key makes no sense.
    static var needsOneKey: Bool { get }
}

extension Configurable {
    static var needsOneKey: Bool { false }
}

/// One key of an object: its name, what it is for, and how its value is read, checked and described.
struct Setting<Owner> {
    let key: String
    /// One or two sentences for the person who writes the file.
    let summary: String
    let isRequired: Bool
    /// Reads the value of the key and stores it.
    let read:
        (_ value: Value, _ path: ConfigurationPath, _ reader: inout SettingReader, _ owner: inout Owner) ->
            Void
    /// Checks what `owner` has for the key.
    let check: (_ owner: Owner, _ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) -> Void
    /// Records how the values of two owners differ.
    let compare:
        (_ old: Owner, _ new: Owner, _ path: ConfigurationPath, _ changes: inout [ConfigurationChange]) ->
            Void
    /// The JSON Schema of the key's value, with what `owner` has as the default.
    let schema: (_ owner: Owner) -> ValueDictionary
    /// Whether `owner` has a value for the key that stands for more than the key's absence; only known of keys whose absence
    /// means something that no value says.
    var isSet: (_ owner: Owner) -> Bool = { _ in false }
    /// When the key may be there; nil: always.
    var condition: SettingCondition<Owner>?
}

extension Setting {
    /// A key that may be absent; then its default stands.
    init<Content: Equatable>(
        _ key: String, _ member: WritableKeyPath<Owner, Content>, _ kind: SettingKind<Content>,
        _ summary: String
    ) {
        self.init(key, member, kind, isRequired: false, summary)
    }

    /// A key that must be there.
    init<Content: Equatable>(
        required key: String, _ member: WritableKeyPath<Owner, Content>, _ kind: SettingKind<Content>,
        _ summary: String
    ) {
        self.init(key, member, kind, isRequired: true, summary)
    }

    /// A key whose absence means something that no value says.
    init<Content: Equatable>(
        optional key: String, _ member: WritableKeyPath<Owner, Content?>, _ kind: SettingKind<Content>,
        _ summary: String
    ) {
        self.init(
            key: key, summary: summary, isRequired: false,
            read: { value, path, reader, owner in
                if let content = kind.read(value, path, &reader) { owner[keyPath: member] = content }
            },
            check: { owner, path, problems in
                if let content = owner[keyPath: member] { kind.check(content, path, &problems) }
            },
            compare: { old, new, path, changes in
                switch (old[keyPath: member], new[keyPath: member]) {
                case (nil, nil): break
                case (nil, _?): changes.append(.init(path, "added"))
                case (_?, nil): changes.append(.init(path, "removed"))
                case (let old?, let new?): kind.note(old, new, path, &changes)
                }
            },
            schema: { _ in kind.schema() }, isSet: { $0[keyPath: member] != nil })
    }

    private init<Content: Equatable>(
        _ key: String, _ member: WritableKeyPath<Owner, Content>, _ kind: SettingKind<Content>,
        isRequired: Bool,
        _ summary: String
    ) {
        self.init(
            key: key, summary: summary, isRequired: isRequired,
            read: { value, path, reader, owner in
                if let content = kind.read(value, path, &reader) { owner[keyPath: member] = content }
            },
            check: { owner, path, problems in kind.check(owner[keyPath: member], path, &problems) },
            compare: { old, new, path, changes in
                kind.note(old[keyPath: member], new[keyPath: member], path, &changes)
            },
            schema: { owner in
                var schema = kind.schema()
                if !isRequired { schema["default"] = kind.encode(owner[keyPath: member]) }
                return schema
            })
    }

    /// A key that must be there and has only one right value.
    static func constant(_ key: String, _ number: Int, _ summary: String) -> Setting {
        Setting(
            key: key, summary: summary, isRequired: true,
            read: { value, path, reader, _ in
                if value.wholeNumber != number { reader.refuse(value, path, expected: "\(number)") }
            },
            check: { _, _, _ in }, compare: { _, _, _, _ in },
            schema: { _ in ["const": .integer(Int64(number))] })
    }

    /// A key that means nothing to the router, whose value is some text.
    static func ignored(_ key: String, _ summary: String) -> Setting {
        Setting(
            key: key, summary: summary, isRequired: false,
            read: { value, path, reader, _ in
                if value.string == nil { reader.refuse(value, path, expected: "a string") }
            },
            check: { _, _, _ in }, compare: { _, _, _, _ in },
            schema: { _ in ["type": "string"] })
    }
}
