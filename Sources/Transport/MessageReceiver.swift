import WebSocket

/// What a transport delivers its messages to: a client's session on the router's side. Confined to the transport's loop.
package protocol MessageReceiver: AnyObject {
    /// The way back, for closing; set before the first message, and to be given up in `transportClosed`.
    var transport: (any ClientTransport)? { get set }
    /// One read has brought messages: pull them until there are none.
    func receive(_ messages: inout InboundMessages)
    /// The transport is gone. Called once.
    func transportClosed(_ cause: TransportEnd)
    /// The session is established; until it is, the transport waits for a limited time only.
    var isEstablished: Bool { get }
    /// A limited time has passed without a session.
    func openingDeadlinePassed()
}

/// How a transport came to its end.
package enum TransportEnd: Equatable, Sendable {
    /// The peer ended the connection in order.
    case closedByPeer
    /// This side ended the connection in order.
    case closedByRouter
    /// The socket ended before the connection had.
    case lost
    /// The peer broke the rules of the transport: which one.
    case violated(String)
    /// Pings were not answered in time.
    case unresponsive
    /// The peer took less than it was sent.
    case overflowed
}

/// The way from a receiver back to its transport.
package protocol ClientTransport: AnyObject {
    /// Ends the connection in order, behind everything that has been written; nothing is sent after it.
    func close(_ reason: ClosingReason)
    /// A session has been established: until then, only messages up to `ConnectionLimits.maximumOpeningMessageSize` are taken.
    func sessionOpened()
    /// The session is over in order, and another one may begin.
    func sessionClosed()
}

extension ClientTransport {
    /// Ends the connection without anything being wrong with it, or with what has been said by ABORT.
    package func close() { close(.normal) }
}

/// Why the router closes a transport, for those that say it.
package enum ClosingReason: Sendable {
    case normal
    /// The peer has used more than it may (RFC 6455 §7.4.1, status code 1008).
    case policy
}

extension ClosingReason {
    /// The status code of WebSocket.
    var code: CloseCode {
        switch self {
        case .normal: .normalClosure
        case .policy: .policyViolation
        }
    }
}
