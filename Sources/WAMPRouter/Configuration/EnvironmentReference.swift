/// `${NAME}` in a text of the configuration, which stands for the value of an environment variable. `$${`
/// stands for `${`.
enum EnvironmentReference {
    /// What a text with a reference looks like, as a regular expression of the JSON Schema.
    static let pattern = #"\$\{[A-Za-z_][A-Za-z0-9_]*\}"#

    /// Why a text cannot be expanded.
    enum Failure: Error, Equatable {
        case missing(String)
        case malformed(String)

        var message: String {
            switch self {
            case .missing(let name): "the environment variable \(name) is not set"
            case .malformed(let text):
                "found \"\(text.escapedForOneLine)\", expected ${NAME}, or $${ for the text ${"
            }
        }
    }

    /// Puts values in the place of references. Values are not looked at again.
    static func expand(_ text: String, _ environment: [String: String]) throws(Failure) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else { throw .malformed(String(rest)) }
                let name = String(rest[..<end].dropFirst(2))
                guard isName(name) else { throw .malformed(String(rest[...end])) }
                guard let value = environment[name] else { throw .missing(name) }
                result += value
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func isName(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard let first = name.utf8.first else { return false }
        return isWord && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }
}
