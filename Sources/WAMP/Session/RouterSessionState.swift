/// The life of a session on one transport, as the router sees it (basic profile, "Session Establishment",
/// "Session Closing" and "Protocol errors").
///
/// ```
///                    HELLO             WELCOME
///  waitingForHello ---------> opening ---------> established ---.
///    ^   ^    |  ^             |  ^                 |  |        | client GOODBYE: answered
///    |   |    |  |   CHALLENGE v  | AUTHENTICATE    |  |        |
///    |   |    |  |         challenged               |  |        |
///    |   |    |  '----------------------------------'--|--------'
///    |   |    | anything else                          | router GOODBYE
///    |   |    v                                        v
///    |   |  ended <------ violation, ABORT -------- closing
///    |   '-------------- its GOODBYE arrives ----------'
/// ```
///
/// After a GOODBYE from either side the transport may carry a new session: a new HELLO may follow.
package struct RouterSessionState: Sendable {
    private enum State {
        case waitingForHello
        /// Both sides may have said GOODBYE at the same time; then the client's answer to the router's is still on its way.
        case waitingForHelloOrLateGoodbye
        /// HELLO or AUTHENTICATE is being decided, which may take until somebody else has answered.
        case opening
        /// The router has sent CHALLENGE.
        case challenged
        case established
        /// The router has sent GOODBYE and waits for the client's.
        case closing
        case ended
    }

    /// What the owner has to do with a received message.
    package enum Action: Equatable, Sendable {
        /// HELLO: find the realm and answer with WELCOME, CHALLENGE or ABORT.
        case open
        /// AUTHENTICATE: answer with WELCOME, CHALLENGE or ABORT.
        case authenticate
        /// A request or answer within the session.
        case route
        /// GOODBYE of the client: answer `wamp.close.goodbye_and_out`; the session is over.
        case answerGoodbye
        /// The client's answer to the router's GOODBYE: the session is over.
        case finishGoodbye
        /// ABORT of the client: the session is over, nothing is answered.
        case abandon
        /// The session is closing or has ended: the message came too late.
        case drop
        /// Answer with ABORT `wamp.error.protocol_violation`, end the session, close the transport.
        case violate(Violation)
    }

    /// A message that is not allowed in the session's state.
    package enum Violation: Error, Equatable, Sendable {
        case secondHello
        case notHello(MessageType)
        /// Before the router has answered HELLO or AUTHENTICATE.
        case tooEarly(MessageType)
        case notAuthenticate(MessageType)
        case unexpectedAuthenticate
        case routerOnly(MessageType)

        /// The sentence for ABORT.Details.message.
        package var description: String {
            switch self {
            case .secondHello: "received HELLO on an established session"
            case .notHello(let type): "received \(type.name) where HELLO was expected"
            case .tooEarly(let type): "received \(type.name) before the session was established"
            case .notAuthenticate(let type): "received \(type.name) where AUTHENTICATE was expected"
            case .unexpectedAuthenticate: "received AUTHENTICATE without a pending CHALLENGE"
            case .routerOnly(let type): "received \(type.name), which only a router may send"
            }
        }
    }

    private var state = State.waitingForHello

    package init() {}

    package var isEstablished: Bool { state == .established }
    package var isEnded: Bool { state == .ended }
    package var isWaitingForHello: Bool {
        state == .waitingForHello || state == .waitingForHelloOrLateGoodbye
    }
    /// The router has not yet answered HELLO or AUTHENTICATE.
    package var isOpening: Bool { state == .opening }
    /// There is no session, but one may come of what goes on.
    package var isBeforeSession: Bool {
        switch state {
        case .waitingForHello, .waitingForHelloOrLateGoodbye, .opening, .challenged: true
        case .established, .closing, .ended: false
        }
    }

    /// A message has arrived.
    package mutating func receive(_ type: MessageType) -> Action {
        let next: State
        let action: Action
        switch state {
        case .waitingForHello, .waitingForHelloOrLateGoodbye:
            switch type {
            case .hello: (next, action) = (.opening, .open)
            case .abort: (next, action) = (.ended, .abandon)
            case .goodbye where state == .waitingForHelloOrLateGoodbye:
                (next, action) = (.waitingForHello, .drop)
            case .goodbye, .welcome, .challenge, .authenticate, .error, .publish, .published, .subscribe,
                .subscribed,
                .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result, .register,
                .registered, .unregister, .unregistered, .invocation, .interrupt, .yield:
                (next, action) = (.ended, .violate(.notHello(type)))
            }
        case .opening:
            switch type {
            case .abort: (next, action) = (.ended, .abandon)
            case .authenticate: (next, action) = (.ended, .violate(.unexpectedAuthenticate))
            case .hello, .welcome, .challenge, .goodbye, .error, .publish, .published, .subscribe,
                .subscribed,
                .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result, .register,
                .registered, .unregister, .unregistered, .invocation, .interrupt, .yield:
                (next, action) = (.ended, .violate(.tooEarly(type)))
            }
        case .challenged:
            switch type {
            case .authenticate: (next, action) = (.opening, .authenticate)
            case .abort: (next, action) = (.ended, .abandon)
            case .hello, .welcome, .challenge, .goodbye, .error, .publish, .published, .subscribe,
                .subscribed,
                .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result, .register,
                .registered, .unregister, .unregistered, .invocation, .interrupt, .yield:
                (next, action) = (.ended, .violate(.notAuthenticate(type)))
            }
        case .established:
            switch type {
            case .publish, .subscribe, .unsubscribe, .call, .cancel, .register, .unregister, .yield, .error,
                .eventReceived:
                (next, action) = (.established, .route)
            case .goodbye: (next, action) = (.waitingForHello, .answerGoodbye)
            case .abort: (next, action) = (.ended, .abandon)
            case .hello: (next, action) = (.ended, .violate(.secondHello))
            case .authenticate: (next, action) = (.ended, .violate(.unexpectedAuthenticate))
            case .welcome, .challenge, .published, .subscribed, .unsubscribed, .event, .result, .registered,
                .unregistered, .invocation, .interrupt:
                (next, action) = (.ended, .violate(.routerOnly(type)))
            }
        case .closing:
            switch type {
            case .goodbye: (next, action) = (.waitingForHelloOrLateGoodbye, .finishGoodbye)
            case .abort: (next, action) = (.ended, .abandon)
            case .hello, .welcome, .challenge, .authenticate, .error, .publish, .published, .subscribe,
                .subscribed, .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result,
                .register, .registered, .unregister, .unregistered, .invocation, .interrupt, .yield:
                (next, action) = (.closing, .drop)
            }
        case .ended: (next, action) = (.ended, .drop)
        }
        state = next
        return action
    }

    /// The router has sent WELCOME.
    package mutating func welcomed() {
        assert(state == .opening)
        state = .established
    }

    /// The router has sent CHALLENGE.
    package mutating func challenged() {
        assert(state == .opening)
        state = .challenged
    }

    /// The router sends GOODBYE; tells whether there is a session to say it to.
    package mutating func sayGoodbye() -> Bool {
        guard state == .established else { return false }
        state = .closing
        return true
    }

    /// The router has sent ABORT, or the transport is gone.
    package mutating func end() {
        state = .ended
    }
}
