import Routing
import Testing
import WAMP

@Suite("What meta events tell of subscriptions: advanced profile, Subscriptions Meta API")
struct BrokerChangeTests {
    @Test("The subscription is created, then the session has subscribed; the next one only subscribes")
    func subscribe() {
        var broker = Broker(joined: .alice, .bob)
        #expect(
            broker.subscribe(.alice, 1, "com.a", changes: true) == [
                .accepted(.subscribed, to: .alice, request: 1, id: 1),
                .changed(.subscriptionCreated(by: .alice, id: 1)),
                .changed(.subscribed(.alice, id: 1)),
            ])
        #expect(
            broker.subscribe(.bob, 1, "com.a", changes: true) == [
                .accepted(.subscribed, to: .bob, request: 1, id: 1),
                .changed(.subscribed(.bob, id: 1)),
            ])
    }

    @Test("Who has subscribed already is no event, nor is what is refused")
    func none() {
        var broker = Broker(joined: .alice, subscriptionsPerSession: 1)
        _ = broker.subscribe(.alice, 1, "com.a")
        #expect(
            broker.subscribe(.alice, 2, "com.a", nodeKey: "node1", changes: true)
                == [.accepted(.subscribed, to: .alice, request: 2, id: 1)])
        #expect(
            broker.subscribe(.alice, 3, "com.b", changes: true)
                == [.refused(.subscribe, to: .alice, request: 3, .limitExceeded)])
        #expect(
            broker.unsubscribe(.alice, 4, 7, changes: true)
                == [.refused(.unsubscribe, to: .alice, request: 4, .noSuchSubscription)])
    }

    @Test("The session has unsubscribed, and with the last one the subscription is deleted")
    func unsubscribe() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.bob, 1, "com.a")
        #expect(
            broker.unsubscribe(.alice, 2, 1, changes: true) == [
                .withdrawn(.unsubscribed, to: .alice, request: 2),
                .changed(.unsubscribed(.alice, id: 1)),
            ])
        #expect(
            broker.unsubscribe(.bob, 2, 1, changes: true) == [
                .withdrawn(.unsubscribed, to: .bob, request: 2),
                .changed(.unsubscribed(.bob, id: 1)),
                .changed(.subscriptionDeleted(by: .bob, id: 1)),
            ])
    }

    @Test("A session leaves: its subscriptions end one by one, in the order of their ids")
    func leave() {
        var broker = Broker(joined: .alice, .bob)
        for topic in 1...5 { _ = broker.subscribe(.alice, 1, "com.\(topic)") }
        _ = broker.subscribe(.bob, 1, "com.3")
        var expected: [EffectRecord] = []
        for id in 1...5 as ClosedRange<UInt64> {
            expected.append(.changed(.unsubscribed(.alice, id: id)))
            if id != 3 { expected.append(.changed(.subscriptionDeleted(by: .alice, id: id))) }
        }
        #expect(broker.leave(.alice, changes: true) == expected)
        #expect(broker.leave(.alice, changes: true) == [])
    }

    @Test(
        "Of subscriptions to meta events no meta events are told, or they would go round in circles",
        arguments: [
            ("wamp.subscription.on_subscribe", MatchPolicy.exact, true), ("wamp.", .prefix, true),
            ("wamp..on_create", .wildcard, true), ("wampum.a", .exact, false), ("com.wamp", .exact, false),
        ])
    func reserved(uri: String, match: MatchPolicy, isReserved: Bool) {
        var broker = Broker(joined: .alice)
        let changes = broker.subscribe(.alice, 1, uri, match: match, changes: true).dropFirst()
        #expect(changes.isEmpty == isReserved)
        #expect(broker.leave(.alice, changes: true).isEmpty == isReserved)
        #expect(broker.subscriptionCount == 0)
    }

    @Test("How many subscriptions could get a meta event is known, be they meant for them or not")
    func reservedCount() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.alice, 2, "com", match: .prefix)
        _ = broker.subscribe(.alice, 3, "com..a", match: .wildcard)
        #expect(broker.reservedCount == 0)
        let patterns: [(String, MatchPolicy)] = [
            ("wamp.session.on_join", .exact), ("wa", .prefix), ("", .prefix), (".session.on_join", .wildcard),
        ]
        for (position, (uri, match)) in patterns.enumerated() {
            _ = broker.subscribe(.alice, 4, uri, match: match)
            _ = broker.subscribe(.bob, 4, uri, match: match)
            #expect(broker.reservedCount == position + 1)
        }
        _ = broker.leave(.alice)
        #expect(broker.reservedCount == 4)
        _ = broker.unsubscribe(.bob, 5, 4)
        #expect(broker.reservedCount == 3)
        _ = broker.leave(.bob)
        #expect(broker.reservedCount == 0)
    }
}
