import WAMP
import WAMPAuth

extension SettingKind<String> {
    /// A text that a function judges, which is faster than an expression where there are thousands of them.
    ///
    /// - Parameters:
    ///   - pattern: what JSON Schema says of it.
    ///   - isSecret: what was found is not shown in messages.
    static func text(
        _ pattern: String, _ expected: String, isSecret: Bool = false,
        _ isValid: @escaping (String) -> Bool
    ) -> Self {
        Self(
            schema: .text(["pattern": .string(pattern)]),
            placeholder: "",
            read: { value, path, reader in
                guard isSecret, case .string(let text) = value else {
                    return reader.text(value, path, expected: expected)
                }
                guard let content = try? EnvironmentReference.expand(text, reader.environment) else {
                    reader.refuse(
                        path, "refers to an environment variable that is not set, or not in the form ${NAME}")
                    return nil
                }
                return content
            },
            check: { content, path, problems in
                guard !isValid(content) else { return }
                let found = isSecret ? "what is not shown here" : Value.string(content).summary
                problems.append(.init(path, "found \(found), expected \(expected)"))
            },
            encode: { isSecret ? nil : .string($0) })
    }

    /// The name of a principal: 1 to 256 bytes without control characters.
    static var authid: Self {
        text(#"^[^\x00-\x1f\x7f]+$"#, "an authid of 1 to 256 bytes") { text in
            (1...AuthenticationOffer.maximumAuthidSize).contains(text.utf8.count)
                && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        }
    }

    /// A text of some length at least, in bytes of UTF-8.
    static func text(atLeast size: Int, _ expected: String, isSecret: Bool = false) -> Self {
        text("^[\\s\\S]{\(size),}$", expected, isSecret: isSecret) { $0.utf8.count >= size }
    }

    /// Bytes in base64.
    static func base64(_ sizes: ClosedRange<Int>, isSecret: Bool = false) -> Self {
        text(
            "^[A-Za-z0-9+/]{\((sizes.lowerBound * 4 + 2) / 3),\((sizes.upperBound * 4 + 2) / 3)}={0,2}$",
            "\(sizes.words) bytes in base64", isSecret: isSecret
        ) { text in
            Base64Text.decode(text).map { sizes.contains($0.count) } ?? false
        }
    }
}

extension ClosedRange<Int> {
    /// `32`, or `8 to 64`.
    fileprivate var words: String {
        lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)"
    }
}
