/// What a request of the long-poll transport is about, told by its path (advanced profile, "HTTP Longpoll Transport").
enum LongPollResource: Equatable {
    /// Where a transport is opened.
    case open
    /// Where the transport's messages to the client are fetched.
    case receive(transport: String)
    /// Where the client's messages are sent.
    case send(transport: String)
    /// Where the transport is closed.
    case close(transport: String)

    /// `nil` for a path that is none of these.
    ///
    /// - Parameters:
    ///   - path: of the request, without its query.
    ///   - base: what the paths of the transport begin with, such as `/longpoll`.
    init?(path: String, base: String) {
        guard path.hasPrefix(base) else { return nil }
        let rest = path.dropFirst(base.count)
        guard rest.first == "/" else { return nil }
        let parts = rest.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1 where parts[0] == "open": self = .open
        case 2 where !parts[0].isEmpty:
            let transport = String(parts[0])
            switch parts[1] {
            case "receive": self = .receive(transport: transport)
            case "send": self = .send(transport: transport)
            case "close": self = .close(transport: transport)
            default: return nil
            }
        default: return nil
        }
    }
}
