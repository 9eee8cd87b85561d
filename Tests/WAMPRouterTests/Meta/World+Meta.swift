import Testing

@testable import WAMPRouter

extension World {
    /// A world whose role `anonymous` may do everything, also with the whole meta API.
    static func open(_ adjust: (inout RouterConfiguration) -> Void = { _ in }) throws -> World {
        try World {
            $0.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)]
            adjust(&$0)
        }
    }
}

extension RouterConfiguration {
    /// Adds a role that may do everything.
    mutating func addRole(_ name: String) {
        realms[0].roles.append(
            Role(name: name, permissions: [Permission(uri: "", match: .prefix, allow: .all)]))
    }
}

extension ScriptedPeer {
    /// ERROR for a CALL.
    func isRefused(
        _ request: Int, _ error: String, _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        receives(
            "[8,48,\(request),{},\"wamp.error.\(error)\",[\"\(message)\"]]",
            sourceLocation: sourceLocation)
    }
}
