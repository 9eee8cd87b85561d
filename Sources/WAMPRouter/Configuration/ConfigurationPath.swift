/// The way from the whole configuration to one of its values.
struct ConfigurationPath: Hashable, CustomStringConvertible {
    enum Step: Hashable {
        case key(String)
        case position(Int)
    }

    private(set) var steps: [Step] = []

    /// The whole configuration.
    static let root = ConfigurationPath()

    /// The value of a key of the object here.
    func key(_ key: String) -> ConfigurationPath { appending(.key(key)) }

    /// An element of the list here.
    func position(_ position: Int) -> ConfigurationPath { appending(.position(position)) }

    private func appending(_ step: Step) -> ConfigurationPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// The object or list that the value is in; nil for the whole configuration.
    var parent: ConfigurationPath? {
        guard !steps.isEmpty else { return nil }
        var path = self
        path.steps.removeLast()
        return path
    }

    /// The value may be a secret, or a part of one.
    var isSecret: Bool { steps.contains(.key("authentication")) }

    /// This value is `other` or a part of it.
    func isPart(of other: ConfigurationPath) -> Bool {
        steps.starts(with: other.steps)
    }

    /// A JSON path: `$.realms[0].name`. Keys that are not words are written `$['like this']`.
    var description: String {
        steps.reduce(into: "$") { text, step in
            switch step {
            case .position(let position): text += "[\(position)]"
            case .key(let key):
                let isWord = !key.isEmpty && key.utf8.allSatisfy { $0.isWordCharacter }
                text += isWord ? ".\(key)" : "['\(key.escapedForOneLine)']"
            }
        }
    }
}

extension UInt8 {
    fileprivate var isWordCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}

extension String {
    /// The text without line breaks, other control characters and excessive length, for messages of one line.
    var escapedForOneLine: String {
        let limit = 60
        let shown = unicodeScalars.prefix(limit).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return shown.joined() + (unicodeScalars.count > limit ? "…" : "")
    }
}
