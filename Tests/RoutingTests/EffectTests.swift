import Routing
import Testing
import WAMP

@Suite("Effects in the order in which they were decided")
struct EffectTests {
    @Test("An outbox keeps effects in order, over several decisions, until it is emptied")
    func order() {
        var outbox = Outbox()
        var dealer = Dealer(joined: .alice, .bob)
        let uri = "com.a".utf8Bytes
        dealer.register(.bob, request: 1, procedure: uri.span.bytes, into: &outbox)
        dealer.call(
            .alice, request: 1, procedure: uri.span.bytes, disclosesCaller: false, receivesProgress: false,
            into: &outbox)
        dealer.cancel(.alice, request: 1, mode: .killnowait, into: &outbox)
        #expect(
            outbox.effects.map { EffectRecord($0) } == [
                .accepted(.registered, to: .bob, request: 1, id: 1),
                .invocation(to: .bob, request: 1, registration: 1),
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        outbox.removeAll()
        #expect(outbox.effects.isEmpty)
        dealer.unregister(.bob, request: 2, registration: 1, into: &outbox)
        #expect(
            outbox.effects.map { EffectRecord($0) } == [.withdrawn(.unregistered, to: .bob, request: 2)])
    }

    @Test("Every refusal of the dealer and the broker says why in a sentence")
    func messages() {
        var outbox = Outbox()
        var broker = Broker(joined: .alice, subscriptionsPerSession: 0)
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 0, pendingCallsPerSession: 0)
        let uri = "com.a".utf8Bytes
        broker.subscribe(.alice, request: 1, topic: uri.span.bytes, into: &outbox)
        broker.unsubscribe(.alice, request: 2, subscription: 1, into: &outbox)
        dealer.register(.alice, request: 3, procedure: uri.span.bytes, into: &outbox)
        dealer.unregister(.alice, request: 4, registration: 1, into: &outbox)
        dealer.call(
            .alice, request: 5, procedure: uri.span.bytes, disclosesCaller: false, receivesProgress: false,
            into: &outbox)
        var messages: Set<String> = []
        for case .refused(_, _, _, let refusal) in outbox.effects {
            messages.insert(refusal.message.description)
        }
        #expect(messages.count == 5)
        #expect(messages.allSatisfy { $0.contains(" ") })
    }
}
