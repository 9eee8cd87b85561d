import Routing
import Testing
import WAMP

@Suite("A subscription is taken back: advanced profile, Subscription Revocation")
struct BrokerRevokeTests {
    @Test("The subscriber is told without having asked, and gets no more events")
    func revoked() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        #expect(
            broker.revoke(1, from: .bob, changes: true) == [
                .revoked(.unsubscribed, from: .bob, id: 1),
                .changed(.unsubscribed(.bob, id: 1)),
                .changed(.subscriptionDeleted(by: .bob, id: 1)),
            ])
        #expect(broker.subscriptionCount == 0)
        #expect(broker.publish(.alice, "com.a") == [])
    }

    @Test("The reason that is told is the one that was given")
    func reason() {
        var broker = Broker(joined: .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        var outbox = Outbox()
        #expect(broker.revoke(1, from: .bob, reason: "no longer authorized", into: &outbox) == true)
        guard case .revoked(_, _, _, let reason) = outbox.effects.first else {
            Issue.record("not revoked")
            return
        }
        #expect(reason == "no longer authorized")
    }

    @Test("A subscriber that did not announce the feature is not told, but loses the subscription")
    func withoutFeature() {
        var broker = Broker(joined: .alice)
        broker.join(.bob, features: [])
        _ = broker.subscribe(.bob, 1, "com.a")
        #expect(
            broker.revoke(1, from: .bob, changes: true) == [
                .changed(.unsubscribed(.bob, id: 1)),
                .changed(.subscriptionDeleted(by: .bob, id: 1)),
            ])
        #expect(
            broker.unsubscribe(.bob, 2, 1)
                == [.refused(.unsubscribe, to: .bob, request: 2, .noSuchSubscription)])
    }

    @Test("The feature is that of the session, not of the one that had its index before")
    func indexAgain() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.leave(.bob)
        broker.join(.bob, features: [])
        _ = broker.subscribe(.bob, 1, "com.a")
        #expect(broker.revoke(1, from: .bob) == [])
    }

    @Test("One of several subscribers: the others keep the subscription")
    func others() {
        var broker = Broker(joined: .alice, .bob, .carol)
        for session in [SessionIndex.alice, .bob, .carol] { _ = broker.subscribe(session, 1, "com.a") }
        #expect(
            broker.revoke(1, from: .alice, changes: true) == [
                .revoked(.unsubscribed, from: .alice, id: 1), .changed(.unsubscribed(.alice, id: 1)),
            ])
        #expect(
            broker.publish(.alice, "com.a") == [.event(to: [.bob, .carol], subscription: 1, publication: 77)])
        _ = broker.unsubscribe(.carol, 2, 1)
        #expect(broker.publish(.alice, "com.a") == [.event(to: [.bob], subscription: 1, publication: 77)])
    }

    @Test("What the session does not hold cannot be taken from it", arguments: [0, 2, 3, .max] as [UInt64])
    func notHeld(id: UInt64) {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.subscribe(.alice, 1, "com.b")
        #expect(broker.revoke(id, from: .bob) == nil)
        #expect(broker.subscriptionCount == 2)
    }

    @Test("It can be taken once, and subscribed again")
    func again() {
        var broker = Broker(joined: .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.revoke(1, from: .bob)
        #expect(broker.revoke(1, from: .bob) == nil)
        #expect(
            broker.subscribe(.bob, 2, "com.a") == [.accepted(.subscribed, to: .bob, request: 2, id: 2)])
    }
}
