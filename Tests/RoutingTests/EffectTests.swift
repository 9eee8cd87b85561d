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
        dealer.register(.bob, request: 1, procedure: uri.span.bytes, terms: .init(), now: 0, into: &outbox)
        _ = dealer.call(
            .alice, request: 1, procedure: uri.span.bytes, terms: .init(), now: { 0 },
            keep: { StoredMessage.call(1, "com.a", "", $0) }, into: &outbox)
        dealer.cancel(.alice, request: 1, mode: .killnowait, into: &outbox)
        #expect(
            outbox.effects.map { EffectRecord($0) } == [
                .accepted(.registered, to: .bob, request: 1, id: 1),
                .changed(.registrationCreated(by: .bob, id: 1)),
                .changed(.registered(.bob, id: 1)),
                .invocation(to: .bob, request: 1, registration: 1),
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        outbox.removeAll()
        #expect(outbox.effects.isEmpty)
        dealer.cancel(.alice, request: 1, mode: .killnowait, into: &outbox)
        #expect(outbox.effects.isEmpty)
        dealer.unregister(.bob, request: 2, registration: 1, into: &outbox)
        #expect(
            outbox.effects.first.map { EffectRecord($0) }
                == .withdrawn(.unregistered, to: .bob, request: 2))
    }

    @Test("Every refusal of the dealer and the broker says why in a sentence of its own")
    func messages() {
        var outbox = Outbox()
        var broker = Broker(joined: .alice, subscriptionsPerSession: 0)
        var dealer = Dealer(
            joined: .alice, pendingCallsPerSession: 1, calleesPerRegistration: 1, waitingCalls: 0)
        dealer.join(.bob, without: .progressiveCallInvocations, .payloadPassthruMode)
        let uri = "com.a".utf8Bytes
        _ = broker.subscribe(
            .alice, request: 1, topic: uri.span.bytes, match: .exact, nodeKey: nil, now: 0, into: &outbox)
        broker.unsubscribe(.alice, request: 2, subscription: 1, into: &outbox)

        var terms = Dealer.RegisterTerms()
        terms.invoke = .first
        dealer.register(.bob, request: 1, procedure: uri.span.bytes, terms: terms, now: 0, into: &outbox)
        dealer.register(.alice, request: 3, procedure: uri.span.bytes, terms: terms, now: 0, into: &outbox)
        terms.invoke = .last
        dealer.register(.alice, request: 4, procedure: uri.span.bytes, terms: terms, now: 0, into: &outbox)
        dealer.unregister(.alice, request: 5, registration: 1, into: &outbox)
        var chunk = Dealer.CallTerms()
        chunk.isProgress = true
        var passthru = Dealer.CallTerms()
        passthru.usesPayloadPassthru = true
        let calls: [(UInt64, Dealer.CallTerms)] = [(6, chunk), (7, passthru), (8, .init()), (9, .init())]
        for (request, terms) in calls {
            _ = dealer.call(
                .alice, request: request, procedure: uri.span.bytes, terms: terms, now: { 0 },
                keep: { StoredMessage.call(request, "com.a", "", $0) }, into: &outbox)
        }
        dealer.cancel(.alice, request: 8, mode: .skip, into: &outbox)

        var messages: [String] = []
        for case .refused(_, _, _, let refusal) in outbox.effects {
            messages.append(refusal.message.description)
        }
        #expect(messages.count == 9)
        #expect(Set(messages).count == 9)
        #expect(messages.allSatisfy { $0.contains(" ") })
    }
}
