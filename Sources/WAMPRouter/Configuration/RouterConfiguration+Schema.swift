import WAMP

extension RouterConfiguration {
    /// The JSON Schema (draft 2020-12) of configuration files, for editors. It is made from the same
    /// description that the reader goes by. What it cannot say is checked by the reader only: references,
    /// duplicates, numbers that contradict each other, URIs under their match policy and the realm's rules,
    /// and texts that refer to the environment.
    public static var jsonSchema: String {
        jsonSchema(of: schema, titled: "Configuration of the WAMP router")
    }

    /// The JSON Schema of files with principals, `users_file`.
    public static var usersJSONSchema: String {
        jsonSchema(of: UsersFile.schema, titled: "Principals of the WAMP router")
    }

    private static func jsonSchema(of schema: ValueDictionary, titled title: String) -> String {
        var document: ValueDictionary = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title),
        ]
        for (key, value) in schema { document[key] = value }
        return Value.dictionary(document).indentedText + "\n"
    }
}

extension Value {
    /// The value as JSON for people, without a line break at the end.
    var indentedText: String {
        var text = ""
        writeIndented(to: &text, indentation: "")
        return text
    }

    /// The value as JSON for people: one member to a line, and lists of simple values in one.
    fileprivate func writeIndented(to text: inout String, indentation: String) {
        switch self {
        case .dictionary(let members) where !members.isEmpty:
            let inner = indentation + "  "
            text += "{"
            for (position, member) in members.enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner + Value.string(member.key).compact + ": "
                member.value.writeIndented(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "}"
        case .list(let elements) where elements.contains(where: { $0.dictionary != nil }):
            let inner = indentation + "  "
            text += "["
            for (position, element) in elements.enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner
                element.writeIndented(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "]"
        case .list(let elements): text += "[" + elements.map(\.compact).joined(separator: ", ") + "]"
        case .null, .bool, .integer, .unsigned, .double, .string, .binary, .dictionary: text += compact
        }
    }

    private var compact: String {
        var output = OutputBytes()
        JSON.write(self, to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }
}
