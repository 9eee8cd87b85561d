/// Which of several certificates has the name that a client asks for (RFC 6066 §3, RFC 6125 §6.4.3).
struct ServerNameChoice: Sendable {
    private var exact: [String: Int] = [:]
    /// By what follows the `*.`.
    private var wildcards: [String: Int] = [:]

    /// - Parameter names: of each certificate, in lower case; of two with the same name the first counts.
    init(_ names: [[String]]) {
        for (position, names) in names.enumerated() {
            for name in names {
                if name.hasPrefix("*.") {
                    let domain = String(name.dropFirst(2))
                    if wildcards[domain] == nil { wildcards[domain] = position }
                } else if exact[name] == nil {
                    exact[name] = position
                }
            }
        }
    }

    /// The certificate with that name, or else with a `*` in place of its first label; `nil` where none has it.
    func position(of name: String) -> Int? {
        let name = name.lowercased()
        if let position = exact[name] { return position }
        guard let dot = name.firstIndex(of: "."), dot > name.startIndex else { return nil }
        return wildcards[String(name[dot...].dropFirst())]
    }
}
