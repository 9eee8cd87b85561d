/// Who has sent a close frame (RFC 6455 §7.1).
///
/// ```
///   open ──sends close──► closeSent ──close received──► closed
///     │                                                   ▲
///     ├──close received──► closeReceived ──sends close────┤
///     └──fails the connection (its close frame is the last thing sent)
/// ```
package struct ClosingHandshake: Equatable, Sendable {
    private enum State: Equatable {
        case open
        case closeSent
        case closeReceived
        case closed
    }

    /// What to do when this end wants to close.
    package enum SendAction: Equatable {
        /// Append the close frame; nothing may be sent after it.
        case sendClose
        /// A close frame was sent before.
        case ignore
    }

    /// What to do about the peer's close frame.
    package enum ReceiveAction: Equatable {
        /// Answer with a close frame (the peer's code echoed, or empty), then end as `EndAction` says.
        case answer
        /// Ours was sent before: the handshake is complete.
        case complete
        /// A second close frame, or one after a failure.
        case ignore
    }

    /// How the TCP connection ends after the handshake (§7.1.1): the server closes first, so that the
    /// client does not hold TIME_WAIT; the client waits for it, for a limited time.
    package enum EndAction: Equatable {
        case closeTransport
        case awaitPeer
    }

    private var state = State.open

    package init() {}

    /// Whether frames may still be sent.
    package var maySend: Bool {
        switch state {
        case .open, .closeReceived: true
        case .closeSent, .closed: false
        }
    }

    /// Whether both close frames went their way, or the connection failed.
    package var isComplete: Bool { state == .closed }

    /// This end begins the handshake, or answers.
    package mutating func closeRequested() -> SendAction {
        let next: State
        let action: SendAction
        switch state {
        case .open: (next, action) = (.closeSent, .sendClose)
        case .closeReceived: (next, action) = (.closed, .sendClose)
        case .closeSent: (next, action) = (.closeSent, .ignore)
        case .closed: (next, action) = (.closed, .ignore)
        }
        state = next
        return action
    }

    /// The peer's close frame came.
    package mutating func closeReceived() -> ReceiveAction {
        let next: State
        let action: ReceiveAction
        switch state {
        case .open: (next, action) = (.closeReceived, .answer)
        case .closeSent: (next, action) = (.closed, .complete)
        case .closeReceived: (next, action) = (.closeReceived, .ignore)
        case .closed: (next, action) = (.closed, .ignore)
        }
        state = next
        return action
    }

    /// The peer broke the protocol (§7.1.7): a close frame is sent unless one was, and no more is read.
    package mutating func failed() -> SendAction {
        let action: SendAction = maySend ? .sendClose : .ignore
        state = .closed
        return action
    }

    /// How `role` ends the TCP connection once the handshake is complete.
    package static func end(as role: Role) -> EndAction {
        switch role {
        case .server: .closeTransport
        case .client: .awaitPeer
        }
    }
}
