/// What a listener speaks, on one port: which of the protocols that are told apart as a connection begins.
package struct ListenerTransports: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// WAMP over WebSocket (basic profile, "WebSocket Transport").
    package static let webSocket = ListenerTransports(rawValue: 1 << 0)
    /// WAMP over RawSocket (advanced profile, "RawSocket Transport").
    package static let rawSocket = ListenerTransports(rawValue: 1 << 1)
    /// WAMP over HTTP requests (advanced profile, "HTTP Longpoll Transport").
    package static let longPoll = ListenerTransports(rawValue: 1 << 2)
    /// Plain HTTP: a page, `/health` and files.
    package static let http = ListenerTransports(rawValue: 1 << 3)

    package static let all: ListenerTransports = [.webSocket, .rawSocket, .longPoll, .http]

    /// Whether HTTP requests are read at all.
    var readRequests: Bool { !isDisjoint(with: [.webSocket, .longPoll, .http]) }
}
