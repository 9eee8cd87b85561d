import WAMP

/// A type of values in the configuration: how one is read from the file, checked, and described for editors.
///
/// Reading only converts types; whether the value is allowed is said by `check`, so that a value that was
/// made in code is judged by the same words.
struct SettingKind<Content> {
    /// Its keywords in JSON Schema (draft 2020-12), made when they are asked for: reading does not need them.
    var schema: () -> ValueDictionary
    /// Stands in a list for an element that could not be read, so that those after it keep their positions.
    var placeholder: Content?
    /// The value in Swift; nil after a problem was recorded.
    var read: (_ value: Value, _ path: ConfigurationPath, _ reader: inout SettingReader) -> Content?
    /// Records what is wrong with a value.
    var check:
        (_ content: Content, _ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) -> Void
    /// The value as it is written in the file, to be shown as a default; nil where its parts have their own.
    var encode: (_ content: Content) -> Value?
    /// Records how two values differ; `nil`: as a whole, see `compareWhole`.
    var comparesParts:
        (
            (
                _ old: Content, _ new: Content, _ path: ConfigurationPath,
                _ changes: inout [ConfigurationChange]
            ) -> Void
        )?

    init(
        schema: @autoclosure @escaping () -> ValueDictionary, placeholder: Content? = nil,
        read: @escaping (Value, ConfigurationPath, inout SettingReader) -> Content?,
        check: @escaping (Content, ConfigurationPath, inout [ConfigurationProblem]) -> Void,
        encode: @escaping (Content) -> Value?,
        comparesParts: (
            (Content, Content, ConfigurationPath, inout [ConfigurationChange]) -> Void
        )? = nil
    ) {
        self.schema = schema
        self.placeholder = placeholder
        self.read = read
        self.check = check
        self.encode = encode
        self.comparesParts = comparesParts
    }

    /// Records how two values differ.
    func compare(
        _ old: Content, _ new: Content, _ path: ConfigurationPath, _ changes: inout [ConfigurationChange]
    ) {
        (comparesParts ?? compareWhole)(old, new, path, &changes)
    }
}

extension SettingKind<Bool> {
    /// true or false.
    static var boolean: Self {
        Self(
            schema: ["type": "boolean"],
            read: { value, path, reader in
                if let content = value.bool { return content }
                reader.refuse(value, path, expected: "true or false")
                return nil
            },
            check: { _, _, _ in },
            encode: { .bool($0) })
    }
}

extension SettingKind<Int> {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
        return Self(
            schema: [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ],
            read: { value, path, reader in
                if let number = value.wholeNumber { return number }
                reader.refuse(value, path, expected: expected)
                return nil
            },
            check: { content, path, problems in
                guard !range.contains(content) else { return }
                problems.append(.init(path, "found \(content), expected \(expected)"))
            },
            encode: { .integer(Int64($0)) })
    }
}

extension SettingKind<Duration> {
    /// A time, which in the file is a number of milliseconds.
    static func milliseconds(_ range: ClosedRange<Int>) -> Self {
        let number = SettingKind<Int>.integer(range)
        return Self(
            schema: number.schema(),
            read: { value, path, reader in number.read(value, path, &reader).map { .milliseconds($0) } },
            check: { content, path, problems in
                guard
                    content < .milliseconds(range.lowerBound) || content > .milliseconds(range.upperBound)
                else { return }
                problems.append(
                    .init(
                        path,
                        "found \(content.inMilliseconds), expected \(range.lowerBound) to \(range.upperBound) "
                            + "milliseconds"))
            },
            encode: {
                .integer($0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000)
            })
    }
}

extension SettingKind where Content: RawRepresentable<String> & CaseIterable {
    /// One of the words that `Content` has.
    static func choice() -> Self {
        let words = Content.allCases.map(\.rawValue)
        let expected = words.map { "\"\($0)\"" }.alternatives
        return Self(
            schema: .text(["enum": .list(words.map { .string($0) })]),
            read: { value, path, reader in
                guard let text = reader.text(value, path, expected: expected) else { return nil }
                if let content = Content(rawValue: text) { return content }
                reader.refuse(.string(text), path, expected: expected)
                return nil
            },
            check: { _, _, _ in },
            encode: { .string($0.rawValue) })
    }
}

extension [String] {
    /// `a, b or c`.
    var alternatives: String {
        (dropLast(2) + [suffix(2).joined(separator: " or ")]).joined(separator: ", ")
    }
}

extension Duration {
    /// The number of milliseconds as text, for messages.
    var inMilliseconds: String {
        let milliseconds = self / .milliseconds(1)
        return Int(exactly: milliseconds).map { "\($0)" } ?? "\(milliseconds)"
    }
}
