import Routing
import Testing
import WAMP

@Suite("The broker: basic profile, Publish and Subscribe")
struct BrokerTests {
    @Test("A new broker holds nothing")
    func new() {
        let broker = Broker(joined: .alice)
        #expect(broker.subscriptionCount == 0)
        #expect(broker.publish(.alice, "com.a", excludeMe: false) == [])
    }

    @Test("Sessions may join in any order of their indexes")
    func join() {
        var broker = Broker(joined: .dave, .bob)
        broker.join(.alice)
        for session in [SessionIndex.dave, .alice, .bob] { _ = broker.subscribe(session, 1, "com.a") }
        #expect(
            broker.publish(.bob, "com.a")
                == [.event(to: [.alice, .dave], subscription: 1, publication: 77)])
    }

    @Test("A thousand topics come and go, and each event reaches the subscribers of its topic")
    func many() {
        var broker = Broker(joined: .alice, .bob, subscriptionsPerSession: 1_000)
        for topic in 1...1_000 as ClosedRange<UInt64> {
            let session: SessionIndex = topic % 2 == 0 ? .alice : .bob
            #expect(
                broker.subscribe(session, topic, "com.topic.\(topic)")
                    == [.accepted(.subscribed, to: session, request: topic, id: topic)])
        }
        for topic in stride(from: 3 as UInt64, through: 1_000, by: 3) {
            let session: SessionIndex = topic % 2 == 0 ? .alice : .bob
            #expect(
                broker.unsubscribe(session, topic, topic)
                    == [.withdrawn(.unsubscribed, to: session, request: topic)])
        }
        #expect(broker.subscriptionCount == 667)
        for topic in 1...1_000 as ClosedRange<UInt64> {
            let session: SessionIndex = topic % 2 == 0 ? .alice : .bob
            let event = EffectRecord.event(to: [session], subscription: topic, publication: 77)
            #expect(
                broker.publish(.bob, "com.topic.\(topic)", excludeMe: false)
                    == (topic % 3 == 0 ? [] : [event]))
        }
    }
}
