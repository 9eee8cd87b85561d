import Testing
import WAMP

@testable import WAMPClient

@Suite("The life of a session (basic profile, Session Closing)")
struct SessionStateTests {
    static let fromRouter: Set<MessageType> = [
        .result, .error, .registered, .unregistered, .invocation, .interrupt, .published, .subscribed,
        .unsubscribed, .event, .goodbye, .abort,
    ]

    @Test(
        "An established session takes what a router may send, and nothing else",
        arguments: MessageType.allCases)
    func established(type: MessageType) {
        let action = SessionState().receive(type)
        if Self.fromRouter.contains(type) {
            #expect(action == .deliver)
        } else if type == .welcome || type == .challenge {
            #expect(action == .violate("received \(type.name) on an established session"))
        } else {
            #expect(action == .violate("received \(type.name), which only a client may send"))
        }
    }

    @Test("After its own GOODBYE a client waits for GOODBYE or ABORT only", arguments: MessageType.allCases)
    func leaving(type: MessageType) {
        var state = SessionState()
        #expect(state.leave() == .sayGoodbye)
        #expect(state.leave() == .ignore)
        #expect(state.end == nil)
        #expect(state.refusal?.code == .sessionClosed)
        #expect(state.receive(type) == (type == .goodbye || type == .abort ? .deliver : .drop))
    }

    @Test("The router's answer to GOODBYE ends the session as left")
    func left() {
        var state = SessionState()
        _ = state.leave()
        #expect(state.goodbyeReceived(reason: "wamp.close.goodbye_and_out", message: "") == .finish)
        #expect(state.end?.summary == "left wamp.close.goodbye_and_out")
        #expect(state.refusal?.code == .sessionClosed)
    }

    @Test("A GOODBYE of the router is answered once and ends the session for its reason")
    func dismissed() {
        var state = SessionState()
        #expect(state.goodbyeReceived(reason: "wamp.close.system_shutdown", message: "bye") == .answer)
        #expect(state.goodbyeReceived(reason: "wamp.close.normal", message: "") == .drop)
        #expect(state.leave() == .ignore)
        #expect(state.end?.summary == "goodbye wamp.close.system_shutdown")
        #expect(state.refusal?.code == .systemShutdown)
        #expect(state.refusal?.message == "bye")
    }

    @Test("The first end counts, and nothing is taken after it", arguments: MessageType.allCases)
    func ended(type: MessageType) {
        var state = SessionState()
        state.fail(WAMPError(.protocolViolation, "first"))
        state.fail(WAMPError(.connectionLost, "second"))
        #expect(state.end?.error.message == "first")
        #expect(state.refusal?.code == .protocolViolation)
        #expect(state.receive(type) == .drop)
    }
}
