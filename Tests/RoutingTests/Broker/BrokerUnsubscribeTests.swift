import Routing
import Testing
import WAMP

@Suite("UNSUBSCRIBE at the broker: basic profile, Unsubscribing")
struct BrokerUnsubscribeTests {
    private static let all = [SessionIndex.alice, .bob, .carol, .dave]

    /// All four have subscribed to com.a, in order.
    private func broker() -> Broker {
        var broker = Broker(joined: .alice, .bob, .carol, .dave)
        for session in Self.all { _ = broker.subscribe(session, 1, "com.a") }
        return broker
    }

    @Test("Unsubscribing is confirmed, the session gets no more events, and the others still do")
    func confirmed() {
        var broker = broker()
        #expect(
            broker.unsubscribe(.bob, 2, 1) == [.withdrawn(.unsubscribed, to: .bob, request: 2)])
        #expect(
            broker.publish(.alice, "com.a", excludeMe: false)
                == [.event(to: [.alice, .carol, .dave], subscription: 1, publication: 77)])
    }

    @Test("The subscription ends with its last subscriber")
    func last() {
        var broker = Broker(joined: .alice)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.alice, 2, "com.b")
        _ = broker.unsubscribe(.alice, 3, 1)
        #expect(broker.subscriptionCount == 1)
        #expect(broker.publish(.alice, "com.a", excludeMe: false) == [])
        _ = broker.unsubscribe(.alice, 4, 2)
        #expect(broker.subscriptionCount == 0)
    }

    @Test(
        "A subscription that the session does not hold is refused",
        arguments: [0, 2, 3, 1 << 53, .max] as [UInt64])
    func notHeld(id: UInt64) {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a")
        // 2 is held by another session.
        _ = broker.subscribe(.bob, 1, "com.b")
        #expect(
            broker.unsubscribe(.alice, 2, id)
                == [.refused(.unsubscribe, to: .alice, request: 2, .noSuchSubscription)])
        #expect(broker.subscriptionCount == 2)
    }

    @Test("A subscription can be ended once")
    func twice() {
        var broker = broker()
        _ = broker.unsubscribe(.alice, 2, 1)
        #expect(
            broker.unsubscribe(.alice, 3, 1)
                == [.refused(.unsubscribe, to: .alice, request: 3, .noSuchSubscription)])
    }

    @Test("Subscribers go in any order, and after each those that are left get the event once")
    func anyOrder() {
        var random = SplitMix(seed: 2)
        for _ in 0..<200 {
            var broker = broker()
            var left = Self.all
            for gone in Self.all.shuffled(using: &random) {
                left.removeAll { $0 == gone }
                #expect(
                    broker.unsubscribe(gone, 2, 1)
                        == [.withdrawn(.unsubscribed, to: gone, request: 2)])
                let expected = EffectRecord.event(to: left, subscription: 1, publication: 77)
                #expect(
                    broker.publish(.alice, "com.a", excludeMe: false) == (left.isEmpty ? [] : [expected]))
            }
            #expect(broker.subscriptionCount == 0)
        }
    }

    @Test("A session that has moved in the list of subscribers can still leave it")
    func moved() {
        var broker = broker()
        // dave takes the place of alice, then carol that of dave.
        _ = broker.unsubscribe(.alice, 2, 1)
        _ = broker.unsubscribe(.dave, 2, 1)
        #expect(
            broker.publish(.alice, "com.a") == [.event(to: [.bob, .carol], subscription: 1, publication: 77)])
        _ = broker.unsubscribe(.carol, 2, 1)
        #expect(broker.publish(.alice, "com.a") == [.event(to: [.bob], subscription: 1, publication: 77)])
    }
}
