import Routing
import Testing
import WAMP

@Suite("PUBLISH at the broker: basic profile, Publishing; advanced profile, Publisher Exclusion")
struct BrokerPublishTests {
    /// `alice` and `bob` have subscribed to com.a, `carol` to com.b.
    private func broker() -> Broker {
        var broker = Broker(joined: .alice, .bob, .carol, .dave)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.subscribe(.carol, 1, "com.b")
        return broker
    }

    @Test("A topic without subscribers: nobody is told anything")
    func noSubscribers() {
        #expect(broker().publish(.alice, "com.c") == [])
        #expect(broker().publish(.alice, "com.a.b") == [])
        #expect(broker().publish(.alice, "com") == [])
        #expect(broker().publish(.alice, "") == [])
    }

    @Test("An event goes to all subscribers of the topic and to nobody else")
    func subscribers() {
        #expect(
            broker().publish(.dave, "com.a")
                == [.event(to: [.alice, .bob], subscription: 1, publication: 77)])
        #expect(
            broker().publish(.dave, "com.b") == [.event(to: [.carol], subscription: 2, publication: 77)])
    }

    @Test("A publisher gets its own event only where exclude_me is false")
    func exclusion() {
        #expect(
            broker().publish(.alice, "com.a", excludeMe: true)
                == [.event(to: [.bob], subscription: 1, publication: 77)])
        #expect(
            broker().publish(.alice, "com.a", excludeMe: false)
                == [.event(to: [.alice, .bob], subscription: 1, publication: 77)])
    }

    @Test("A publisher that is the only subscriber and excluded: no event has a receiver")
    func onlySubscriber() {
        let effects = broker().publish(.carol, "com.b", excludeMe: true)
        #expect(effects.filter { !$0.isEventWithoutReceivers } == [])
    }

    @Test("The publisher is named only where its identity is disclosed")
    func disclosure() {
        #expect(
            broker().publish(.dave, "com.b", discloseMe: true)
                == [.event(to: [.carol], subscription: 2, publication: 77, publisher: .dave)])
        #expect(
            broker().publish(.dave, "com.b", discloseMe: false)
                == [.event(to: [.carol], subscription: 2, publication: 77, publisher: nil)])
    }

    @Test(
        "The receivers of an event are those of the moment: who unsubscribes before it is delivered is still in it"
    )
    func receiversAreFixed() {
        var broker = broker()
        var outbox = Outbox()
        let topic = "com.a".utf8Bytes
        broker.publish(topic.span.bytes, Broker.PublishTerms(publication: 1), into: &outbox)
        _ = broker.unsubscribe(.alice, 2, 1)
        #expect(
            outbox.effects.map { EffectRecord($0) }
                == [.event(to: [.alice, .bob], subscription: 1, publication: 1)])
    }
}
