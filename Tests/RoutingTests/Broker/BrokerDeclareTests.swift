import Routing
import Testing
import WAMP

@Suite("Subscriptions whose events are kept: advanced profile, Event History")
struct BrokerDeclareTests {
    private func event(_ receivers: [SessionIndex], namesTopic: Bool = false) -> EffectRecord {
        .event(to: receivers, subscription: 1, publication: 77, namesTopic: namesTopic, isRecorded: true)
    }

    @Test("A declared topic has an id at once, and its events are kept without a subscriber")
    func withoutSubscribers() {
        var broker = Broker(joined: .alice)
        #expect(broker.declare("com.a".utf8Bytes, match: .exact, now: 9) == 1)
        #expect(broker.subscriptionCount == 1)
        #expect(broker.publish(.alice, "com.a") == [event([])])
        #expect(broker.publish(.alice, "com.b") == [])
        #expect(broker.subscription(1)?.created == 9)
        #expect(broker.subscription(1)?.subscribers == [])
    }

    @Test("A declared pattern keeps all events that it matches")
    func pattern() {
        var broker = Broker(joined: .alice)
        _ = broker.declare("com".utf8Bytes, match: .prefix, now: 0)
        #expect(broker.publish(.alice, "com.a") == [event([], namesTopic: true)])
    }

    @Test("Who subscribes to it joins a subscription that is there: it is not created")
    func subscribe() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.declare("com.a".utf8Bytes, match: .exact, now: 0)
        #expect(
            broker.subscribe(.bob, 1, "com.a", changes: true) == [
                .accepted(.subscribed, to: .bob, request: 1, id: 1),
                .changed(.subscribed(.bob, id: 1)),
            ])
        #expect(broker.publish(.alice, "com.a") == [event([.bob])])
    }

    @Test("It stays when its last subscriber goes, in whatever way, and is not deleted")
    func stays() {
        for end in 0..<3 {
            var broker = Broker(joined: .alice, .bob)
            _ = broker.declare("com.a".utf8Bytes, match: .exact, now: 0)
            _ = broker.subscribe(.bob, 1, "com.a")
            let changes =
                switch end {
                case 0: broker.unsubscribe(.bob, 2, 1, changes: true)
                case 1: broker.leave(.bob, changes: true)
                default: broker.revoke(1, from: .bob, changes: true) ?? []
                }
            #expect(changes.last == .changed(.unsubscribed(.bob, id: 1)))
            #expect(broker.subscriptionCount == 1)
            #expect(broker.publish(.alice, "com.a") == [event([])])
        }
    }

    @Test("Other subscriptions that match are not kept, and end like any other")
    func others() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.declare("com.a".utf8Bytes, match: .exact, now: 0)
        _ = broker.subscribe(.bob, 1, "com", match: .prefix)
        #expect(
            broker.publish(.alice, "com.a") == [
                event([]), .event(to: [.bob], subscription: 2, publication: 77, namesTopic: true),
            ])
        _ = broker.leave(.bob)
        #expect(broker.subscriptionCount == 1)
    }

    @Test("What is declared is nobody's: it does not count against a session's limit")
    func limit() {
        var broker = Broker(joined: .alice, subscriptionsPerSession: 1)
        _ = broker.declare("com.a".utf8Bytes, match: .exact, now: 0)
        _ = broker.declare("com.b".utf8Bytes, match: .exact, now: 0)
        #expect(
            broker.subscribe(.alice, 1, "com.a") == [.accepted(.subscribed, to: .alice, request: 1, id: 1)])
        #expect(
            broker.subscribe(.alice, 2, "com.b")
                == [.refused(.subscribe, to: .alice, request: 2, .limitExceeded)])
    }
}
