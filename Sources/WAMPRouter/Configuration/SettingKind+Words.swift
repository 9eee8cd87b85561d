import WAMP

extension SettingKind {
    /// A list of different words that `Word` has, at least one; the order means nothing.
    static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>() -> Self
    where Content == Set<Word> {
        let word = SettingKind<Word>.choice()
        return Self(
            schema: [
                "type": "array", "minItems": 1, "uniqueItems": true, "items": .dictionary(word.schema()),
            ],
            read: { value, path, reader in
                guard let list = value.list else {
                    reader.refuse(value, path, expected: "a list")
                    return nil
                }
                var words: Set<Word> = []
                var isComplete = true
                for (position, value) in list.enumerated() {
                    guard let found = word.read(value, path.position(position), &reader) else {
                        isComplete = false
                        continue
                    }
                    if !words.insert(found).inserted {
                        reader.refuse(path.position(position), "\"\(found.rawValue)\" occurs twice")
                        isComplete = false
                    }
                }
                return isComplete ? words : nil
            },
            check: { content, path, problems in
                guard content.isEmpty else { return }
                problems.append(.init(path, "found an empty list, expected at least one element"))
            },
            encode: { content in
                .list(Word.allCases.filter(content.contains).map { .string($0.rawValue) })
            })
    }
}

extension SettingKind<UInt16> {
    /// The permission bits of a file, in octal digits.
    static var fileMode: Self {
        let expected = #"an octal mode like "0660""#
        return Self(
            schema: .text(["pattern": "^0?[0-7]{3}$"]),
            read: { value, path, reader in
                guard let text = reader.text(value, path, expected: expected) else { return nil }
                let digits =
                    text.utf8.count == 4 && text.utf8.first == UInt8(ascii: "0")
                    ? text.dropFirst() : text[...]
                let isOctal = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
                if isOctal, digits.utf8.count == 3, let mode = UInt16(digits, radix: 8) { return mode }
                reader.refuse(.string(text), path, expected: expected)
                return nil
            },
            check: { content, path, problems in
                guard content > 0o777 else { return }
                problems.append(.init(path, "found 0\(String(content, radix: 8)), expected \(expected)"))
            },
            encode: { .string("0" + String(0o1000 | $0, radix: 8).dropFirst()) })
    }
}
