/// How a session ended.
public enum SessionEnd: Sendable {
    /// `leave` was called and the router has answered with GOODBYE, for this reason.
    case left(reason: String)
    /// The router has said GOODBYE: its reason, and its message for people (empty if it gave none).
    case goodbye(reason: String, message: String)
    /// ABORT, a violation of the protocol, or the loss of the connection.
    case failed(WAMPError)
}

extension SessionEnd {
    /// What requests get that the end left without an answer.
    var error: WAMPError {
        switch self {
        case .left: WAMPError(.sessionClosed, "the session has been left")
        case .goodbye(let reason, let message): WAMPError(WAMPError.Code(reason), message)
        case .failed(let error): error
        }
    }
}
