import Routing
import Testing
import WAMP

@Suite("SUBSCRIBE at the broker: basic profile, Subscribing")
struct BrokerSubscribeTests {
    @Test("A topic has one subscription, which all its subscribers share; another topic has another")
    func ids() {
        var broker = Broker(joined: .alice, .bob)
        #expect(
            broker.subscribe(.alice, 1, "com.a") == [.accepted(.subscribed, to: .alice, request: 1, id: 1)])
        #expect(
            broker.subscribe(.bob, 1, "com.a") == [.accepted(.subscribed, to: .bob, request: 1, id: 1)])
        #expect(
            broker.subscribe(.bob, 2, "com.b") == [.accepted(.subscribed, to: .bob, request: 2, id: 2)])
        #expect(broker.subscriptionCount == 2)
    }

    @Test("A session that subscribes again is given the same subscription and gets one event")
    func again() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a")
        #expect(
            broker.subscribe(.alice, 2, "com.a") == [.accepted(.subscribed, to: .alice, request: 2, id: 1)])
        #expect(broker.subscriptionCount == 1)
        #expect(
            broker.publish(.bob, "com.a") == [.event(to: [.alice], subscription: 1, publication: 77)])
        // And one UNSUBSCRIBE ends it.
        _ = broker.unsubscribe(.alice, 3, 1)
        #expect(broker.subscriptionCount == 0)
    }

    @Test("The id of a subscription that has ended is never given again")
    func idsAreNotReused() {
        var broker = Broker(joined: .alice)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.unsubscribe(.alice, 2, 1)
        #expect(
            broker.subscribe(.alice, 3, "com.a") == [.accepted(.subscribed, to: .alice, request: 3, id: 2)])
    }

    @Test("Topics are compared byte by byte: a prefix, another case or the empty URI is another topic")
    func comparison() {
        var broker = Broker(joined: .alice)
        for (position, uri) in ["com.a", "com.A", "com.a.", "com", ""].enumerated() {
            let id = UInt64(position + 1)
            #expect(
                broker.subscribe(.alice, id, uri)
                    == [.accepted(.subscribed, to: .alice, request: id, id: id)])
        }
    }

    @Test("A session that holds as many subscriptions as it may is refused one more, and others are not")
    func limit() {
        var broker = Broker(joined: .alice, .bob, subscriptionsPerSession: 2)
        _ = broker.subscribe(.alice, 1, "com.a")
        _ = broker.subscribe(.alice, 2, "com.b")
        #expect(
            broker.subscribe(.alice, 3, "com.c")
                == [.refused(.subscribe, to: .alice, request: 3, .limitExceeded)])
        #expect(broker.subscriptionCount == 2)
        #expect(broker.publish(.bob, "com.c") == [])
        #expect(
            broker.subscribe(.bob, 1, "com.c") == [.accepted(.subscribed, to: .bob, request: 1, id: 3)])
        _ = broker.unsubscribe(.alice, 4, 2)
        #expect(
            broker.subscribe(.alice, 5, "com.c") == [.accepted(.subscribed, to: .alice, request: 5, id: 3)])
    }

    @Test("Also a subscription of others is refused at the limit, but one that is held is given again")
    func limitAndExisting() {
        var broker = Broker(joined: .alice, .bob, subscriptionsPerSession: 1)
        _ = broker.subscribe(.bob, 1, "com.b")
        _ = broker.subscribe(.alice, 1, "com.a")
        #expect(
            broker.subscribe(.alice, 2, "com.b")
                == [.refused(.subscribe, to: .alice, request: 2, .limitExceeded)])
        #expect(
            broker.subscribe(.alice, 3, "com.a") == [.accepted(.subscribed, to: .alice, request: 3, id: 2)])
        #expect(
            broker.publish(.alice, "com.b") == [.event(to: [.bob], subscription: 1, publication: 77)])
    }
}
