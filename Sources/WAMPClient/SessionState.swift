/// The life of a session as the client sees it, from WELCOME on (basic profile, "Session Closing").
///
/// ```
///                 leave: GOODBYE sent              GOODBYE received
///   established ----------------------> leaving ----------------------> ended
///        |  '-------------- GOODBYE received: answered ------------------^ ^
///        '--------- ABORT, violation, loss of the transport -------------'
/// ```
struct SessionState: Sendable {
    private enum State {
        case established
        /// The client has sent GOODBYE and waits for the router's.
        case leaving
        case ended(SessionEnd)
    }

    /// What to do with a message.
    enum ReceiveAction: Equatable {
        case deliver
        /// The session is closing or has ended: the message came too late.
        case drop
        /// Answer with ABORT `wamp.error.protocol_violation`.
        case violate(String)
    }

    /// What to do when the application wants to leave.
    enum LeaveAction: Equatable {
        case sayGoodbye
        /// The session is closing or has ended.
        case ignore
    }

    /// What to do about the router's GOODBYE.
    enum GoodbyeAction: Equatable {
        /// Answer `wamp.close.goodbye_and_out`, then close the transport.
        case answer
        /// It is the answer to ours: close the transport.
        case finish
        case drop
    }

    private var state = State.established

    /// How the session ended, if it has.
    var end: SessionEnd? {
        switch state {
        case .established, .leaving: nil
        case .ended(let end): end
        }
    }

    /// Why there can be no more requests; nil while there can.
    var refusal: WAMPError? {
        switch state {
        case .established: nil
        case .leaving: SessionEnd.left(reason: "").error
        case .ended(let end): end.error
        }
    }

    /// A message has arrived.
    func receive(_ type: MessageType) -> ReceiveAction {
        switch state {
        case .ended: return .drop
        case .leaving: return type == .goodbye || type == .abort ? .deliver : .drop
        case .established: break
        }
        switch type {
        case .result, .error, .registered, .unregistered, .invocation, .interrupt, .published, .subscribed,
            .unsubscribed, .event, .goodbye, .abort:
            return .deliver
        case .welcome, .challenge: return .violate("received \(type.name) on an established session")
        case .hello, .authenticate, .publish, .subscribe, .unsubscribe, .eventReceived, .call, .cancel,
            .register, .unregister, .yield:
            return .violate("received \(type.name), which only a client may send")
        }
    }

    /// The application wants to leave.
    mutating func leave() -> LeaveAction {
        let next: State
        let action: LeaveAction
        switch state {
        case .established: (next, action) = (.leaving, .sayGoodbye)
        case .leaving: (next, action) = (.leaving, .ignore)
        case .ended: (next, action) = (state, .ignore)
        }
        state = next
        return action
    }

    /// The router's GOODBYE has arrived.
    mutating func goodbyeReceived(reason: String, message: String) -> GoodbyeAction {
        let next: State
        let action: GoodbyeAction
        switch state {
        case .established: (next, action) = (.ended(.goodbye(reason: reason, message: message)), .answer)
        case .leaving: (next, action) = (.ended(.left(reason: reason)), .finish)
        case .ended: (next, action) = (state, .drop)
        }
        state = next
        return action
    }

    /// ABORT, a violation, or the loss of the transport; what came first counts.
    mutating func fail(_ error: WAMPError) {
        switch state {
        case .established, .leaving: state = .ended(.failed(error))
        case .ended: break
        }
    }
}
