import Testing
import WAMP

@Suite("A session's life (basic profile, Session Lifecycle)")
struct RouterSessionStateTests {
    private static let requests: [MessageType] = [
        .publish, .subscribe, .unsubscribe, .call, .cancel, .register, .unregister, .yield, .error,
        .eventReceived,
    ]
    private static let ofTheRouter: [MessageType] = [
        .welcome, .challenge, .published, .subscribed, .unsubscribed, .event, .result, .registered,
        .unregistered, .invocation, .interrupt,
    ]

    private func established() -> RouterSessionState {
        var state = RouterSessionState()
        #expect(state.receive(.hello) == .open)
        state.welcomed()
        return state
    }

    @Test("HELLO opens, and the session is established once WELCOME was sent")
    func opens() {
        var state = RouterSessionState()
        #expect(state.isWaitingForHello)
        #expect(state.receive(.hello) == .open)
        #expect(!state.isEstablished)
        state.welcomed()
        #expect(state.isEstablished)
    }

    @Test("Before HELLO everything but ABORT is a violation", arguments: MessageType.allCases)
    func beforeHello(type: MessageType) {
        var state = RouterSessionState()
        switch type {
        case .hello: #expect(state.receive(type) == .open)
        case .abort: #expect(state.receive(type) == .abandon)
        default:
            #expect(state.receive(type) == .violate(.notHello(type)))
            #expect(state.isEnded)
        }
    }

    @Test("Within a session the client's messages are routed", arguments: requests)
    func routes(type: MessageType) {
        var state = established()
        #expect(state.receive(type) == .route)
        #expect(state.isEstablished)
    }

    @Test("Messages that only a router sends are violations", arguments: ofTheRouter)
    func refusesRouterMessages(type: MessageType) {
        var state = established()
        #expect(state.receive(type) == .violate(.routerOnly(type)))
        #expect(state.isEnded)
    }

    @Test("A second HELLO and an AUTHENTICATE without CHALLENGE are violations")
    func refusesOpeningTwice() {
        var state = established()
        #expect(state.receive(.hello) == .violate(.secondHello))
        state = established()
        #expect(state.receive(.authenticate) == .violate(.unexpectedAuthenticate))
    }

    @Test("Every message type within a session has exactly one meaning")
    func isTotal() {
        let others: Set<MessageType> = [.hello, .authenticate, .goodbye, .abort]
        #expect(Set(Self.requests).union(Self.ofTheRouter).union(others) == Set(MessageType.allCases))
    }

    @Test("After the client's GOODBYE a new session may open on the same transport")
    func reopens() {
        var state = established()
        #expect(state.receive(.goodbye) == .answerGoodbye)
        #expect(state.isWaitingForHello)
        #expect(state.receive(.hello) == .open)
    }

    @Test("A second GOODBYE after the client's own is a violation")
    func refusesGoodbyeTwice() {
        var state = established()
        #expect(state.receive(.goodbye) == .answerGoodbye)
        #expect(state.receive(.goodbye) == .violate(.notHello(.goodbye)))
    }

    @Test("After the router's GOODBYE everything is dropped until the client's arrives", arguments: requests)
    func dropsWhileClosing(type: MessageType) {
        var state = established()
        #expect(state.sayGoodbye() == true)
        #expect(state.receive(type) == .drop)
        #expect(state.receive(.goodbye) == .finishGoodbye)
        #expect(state.isWaitingForHello)
    }

    @Test("When both say GOODBYE at once, the client's late answer is dropped, once")
    func crossingGoodbyes() {
        var state = established()
        #expect(state.sayGoodbye() == true)
        #expect(state.receive(.goodbye) == .finishGoodbye)
        #expect(state.receive(.goodbye) == .drop)
        #expect(state.receive(.goodbye) == .violate(.notHello(.goodbye)))
    }

    @Test("The router says GOODBYE only to an established session")
    func goodbyeNeedsASession() {
        var state = RouterSessionState()
        #expect(state.sayGoodbye() == false)
        state = established()
        #expect(state.sayGoodbye() == true)
        #expect(state.sayGoodbye() == false)
    }

    @Test("After the end everything is dropped", arguments: MessageType.allCases)
    func dropsAfterTheEnd(type: MessageType) {
        var state = established()
        state.end()
        #expect(state.receive(type) == .drop)
        #expect(state.isEnded)
    }
}
