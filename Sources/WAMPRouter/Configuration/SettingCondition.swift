import WAMP

/// When a key of an object may be there: only with certain values of another key of the same object.
struct SettingCondition<Owner> {
    /// The other key.
    let key: String
    /// Whether the key may be there.
    let isMet: (Owner) -> Bool
    /// What is said about a key that may not.
    let objection: (Owner) -> String
    /// What JSON Schema says of the other key's value where this key may be there.
    let met: ValueDictionary
    /// The same for values with which it may not.
    let unmet: ValueDictionary
}

extension Setting {
    /// The same key, which may only be there under a condition, and is only required under it.
    func when(_ condition: SettingCondition<Owner>) -> Setting {
        var setting = self
        setting.condition = condition
        return setting
    }

    /// What is wrong with the key being there; nil where nothing is.
    func objection(_ owner: Owner) -> String? {
        guard let condition, !condition.isMet(owner) else { return nil }
        return condition.objection(owner)
    }
}

extension Configurable {
    /// What the conditions of keys are in JSON Schema: a list of `if` and `then`.
    static var schemaOfConditions: [Value] {
        let conditional = settings.compactMap { setting in setting.condition.map { (setting, $0) } }
        var groups: [(other: ValueDictionary, excluded: ValueDictionary)] = []
        for (setting, condition) in conditional {
            let other: ValueDictionary = [condition.key: .dictionary(condition.unmet)]
            if let position = groups.firstIndex(where: { $0.other == other }) {
                groups[position].excluded[setting.key] = false
            } else {
                groups.append((other, [setting.key: false]))
            }
        }
        let exclusions = groups.map { implication($0.other, ["properties": .dictionary($0.excluded)]) }
        let requirements = conditional.filter(\.0.isRequired).map { setting, condition in
            implication(
                [condition.key: .dictionary(condition.met)], ["required": .list([.string(setting.key)])])
        }
        return exclusions + requirements
    }

    private static func implication(_ members: ValueDictionary, _ then: ValueDictionary) -> Value {
        [
            "if": ["properties": .dictionary(members), "required": .list(members.map { .string($0.key) })],
            "then": .dictionary(then),
        ]
    }
}
