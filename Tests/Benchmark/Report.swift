import WAMP

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The result of a run: one line of JSON, its members in the order in which they were added.
struct Report: Sendable {
    private var members: [String] = []

    /// One JSON object without line breaks.
    var line: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ name: String, _ value: Int) {
        members.append("\"\(name)\":\(value)")
    }

    mutating func add(_ name: String, _ value: Bool) {
        members.append("\"\(name)\":\(value)")
    }

    /// Three digits behind the point; what is not finite becomes null.
    mutating func add(_ name: String, _ value: Double) {
        members.append("\"\(name)\":\(value.isFinite ? Self.fixed(value) : "null")")
    }

    mutating func add(_ name: String, _ value: String) {
        let escaped = value.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\0"..<" ": "?"
            default: String(scalar)
            }
        }
        members.append("\"\(name)\":\"\(escaped.joined())\"")
    }

    /// The names; nothing where there are none.
    mutating func add(_ name: String, _ serializers: [Serializer]) {
        if serializers.isEmpty { return }
        add(name, serializers.map(\.name).joined(separator: ","))
    }

    private static func fixed(_ value: Double) -> String {
        let thousandths = (abs(value) * 1000).rounded()
        guard thousandths < 1e15 else { return "\(value)" }
        let (whole, rest) = Int(thousandths).quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest)
        let sign = value < 0 && thousandths > 0 ? "-" : ""
        return "\(sign)\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}

/// Prints one line on standard error.
func printToStandardError(_ line: String) {
    let bytes = Array("wamp-bench: \(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
