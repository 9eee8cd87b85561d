import WAMP

/// Judges a value by a JSON Schema (draft 2020-12), written from that document and not from the reader of
/// configurations. It knows the keywords that the schema uses, and says so when it meets another.
enum JSONSchemaValidator {
    struct UnknownKeyword: Error {
        let keyword: String
    }

    static func accepts(_ value: Value, _ schema: ValueDictionary) throws -> Bool {
        for (keyword, rule) in schema {
            switch keyword {
            case "$schema", "title", "description", "default": break
            case "type": guard hasType(value, rule.string ?? "") else { return false }
            case "const": guard isSame(value, rule) else { return false }
            case "enum": guard (rule.list ?? []).contains(where: { isSame(value, $0) }) else { return false }
            case "minimum":
                if let number = number(value), let bound = self.number(rule), number < bound { return false }
            case "maximum":
                if let number = number(value), let bound = self.number(rule), number > bound { return false }
            case "pattern": guard try matches(value, rule) else { return false }
            case "anyOf":
                guard try (rule.list ?? []).contains(where: { try accepts(value, $0.dictionary ?? [:]) })
                else { return false }
            case "allOf":
                guard try (rule.list ?? []).allSatisfy({ try accepts(value, $0.dictionary ?? [:]) })
                else { return false }
            case "if":
                guard try accepts(value, rule.dictionary ?? [:]) else { break }
                guard try accepts(value, schema["then"]?.dictionary ?? [:]) else { return false }
            case "then": break
            case "uniqueItems":
                let list = value.list ?? []
                let isUnique = list.indices.allSatisfy { position in
                    !list[..<position].contains { isSame($0, list[position]) }
                }
                guard isUnique else { return false }
            case "minItems":
                if let list = value.list, let bound = number(rule), Double(list.count) < bound {
                    return false
                }
            case "items":
                for element in value.list ?? [] {
                    guard try accepts(element, rule.dictionary ?? [:]) else { return false }
                }
            case "minProperties":
                if let object = value.dictionary, let bound = number(rule), Double(object.count) < bound {
                    return false
                }
            case "required":
                guard let object = value.dictionary else { break }
                for key in rule.list ?? [] where object[key.string ?? ""] == nil { return false }
            case "properties":
                for (key, member) in value.dictionary ?? [:] {
                    if rule.dictionary?[key] == .bool(false) { return false }
                    guard let schema = rule.dictionary?[key]?.dictionary else { continue }
                    guard try accepts(member, schema) else { return false }
                }
            case "additionalProperties":
                guard rule == .bool(false), let object = value.dictionary else { break }
                let known = schema["properties"]?.dictionary ?? [:]
                guard object.allSatisfy({ known[$0.key] != nil }) else { return false }
            default: throw UnknownKeyword(keyword: keyword)
            }
        }
        return true
    }

    private static func hasType(_ value: Value, _ type: String) -> Bool {
        switch type {
        case "object": value.dictionary != nil
        case "array": value.list != nil
        case "string": value.string != nil
        case "boolean": value.bool != nil
        // Any number with a zero fractional part (JSON Schema Validation, section 6.1.1).
        case "integer": number(value).map { $0 == $0.rounded() } ?? false
        default: false
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .unsigned(let integer): Double(integer)
        case .double(let double): double
        case .null, .bool, .string, .binary, .list, .dictionary: nil
        }
    }

    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        if let left = number(left), let right = number(right) { return left == right }
        return left == right
    }

    /// A pattern is found anywhere in a text, and says nothing about other values.
    private static func matches(_ value: Value, _ pattern: Value) throws -> Bool {
        guard let text = value.string, let pattern = pattern.string else { return true }
        return try Regex(pattern).matchingSemantics(.unicodeScalar).firstMatch(in: text) != nil
    }
}
