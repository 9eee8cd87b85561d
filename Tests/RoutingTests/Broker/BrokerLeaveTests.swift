import Routing
import Testing
import WAMP

@Suite("A session leaves the broker: basic profile, Session Closing")
struct BrokerLeaveTests {
    @Test("All subscriptions of the session end, those of others stay")
    func ends() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.alice, 2, "com.b")
        _ = broker.subscribe(.bob, 1, "com.b")
        _ = broker.leave(.alice)
        #expect(broker.subscriptionCount == 1)
        #expect(broker.publish(.bob, "com.a") == [])
        #expect(
            broker.publish(.bob, "com.b", excludeMe: false)
                == [.event(to: [.bob], subscription: 2, publication: 77)])
    }

    @Test("A session without subscriptions leaves, and nothing changes")
    func nothing() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.leave(.alice)
        #expect(broker.subscriptionCount == 1)
    }

    @Test("Who comes to the index of a session that left inherits nothing")
    func indexAgain() {
        var broker = Broker(joined: .alice, .bob, subscriptionsPerSession: 1)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.leave(.alice)
        broker.join(.alice)
        #expect(
            broker.publish(.alice, "com.a", excludeMe: false)
                == [.event(to: [.bob], subscription: 1, publication: 77)])
        #expect(
            broker.unsubscribe(.alice, 1, 1)
                == [.refused(.unsubscribe, to: .alice, request: 1, .noSuchSubscription)])
        #expect(
            broker.subscribe(.alice, 2, "com.a") == [.accepted(.subscribed, to: .alice, request: 2, id: 1)])
    }

    @Test("Sessions with many subscriptions in common leave in any order, and each takes only its own")
    func manyInCommon() {
        var random = SplitMix(seed: 3)
        let all = [SessionIndex.alice, .bob, .carol, .dave]
        for _ in 0..<50 {
            var broker = Broker(joined: .alice, .bob, .carol, .dave, subscriptionsPerSession: 20)
            for topic in 0..<20 {
                for session in all.shuffled(using: &random) {
                    _ = broker.subscribe(session, 1, "com.\(topic)")
                }
            }
            var left = all
            for gone in all.shuffled(using: &random) {
                _ = broker.leave(gone)
                left.removeAll { $0 == gone }
                #expect(broker.subscriptionCount == (left.isEmpty ? 0 : 20))
                for topic in 0..<20 {
                    let expected = EffectRecord.event(
                        to: left, subscription: UInt64(topic + 1), publication: 77)
                    #expect(
                        broker.publish(gone, "com.\(topic)", excludeMe: false)
                            == (left.isEmpty ? [] : [expected]))
                }
            }
        }
    }
}
