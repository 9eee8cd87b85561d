/// The request by which a client opens a WebSocket, as a scripted router reads it.
struct ScriptedRequest: Sendable {
    /// Path and query.
    let target: String
    /// The names of the subprotocols, as the client lists them.
    let subprotocols: String
    /// Sec-WebSocket-Key.
    let key: String

    /// - Parameter head: the request up to the empty line.
    init(head: String) {
        let lines = head.split(separator: "\r\n")
        target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let field = { (name: String) -> String in
            let line = lines.first { $0.hasPrefix(name + ": ") }
            return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
        }
        subprotocols = field("Sec-WebSocket-Protocol")
        key = field("Sec-WebSocket-Key")
    }
}
