import Routing
import Testing
import WAMP

@Suite("What the meta API asks the broker: advanced profile, Subscriptions Meta API")
struct BrokerInspectTests {
    private func broker() -> Broker {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com.a", at: 111)
        _ = broker.subscribe(.bob, 1, "com.a", at: 222)
        _ = broker.subscribe(.bob, 2, "com.a", match: .prefix, at: 333)
        _ = broker.subscribe(.alice, 2, "com..b", match: .wildcard, at: 444)
        _ = broker.subscribe(.alice, 3, "com.c", at: 555)
        return broker
    }

    private func find(_ broker: Broker, _ uri: String, _ match: MatchPolicy) -> UInt64? {
        broker.subscription(to: uri.utf8Bytes.span.bytes, match: match)
    }

    @Test("get: a subscription with all that was said when it was created, and its subscribers")
    func get() throws {
        let details = try #require(broker().subscription(1))
        #expect(details.id == 1)
        #expect(details.topic == "com.a".utf8Bytes)
        #expect(details.match == .exact)
        #expect(details.created == 111)
        #expect(details.subscribers == [.alice, .bob])
        let pattern = try #require(broker().subscription(3))
        #expect(pattern.topic == "com..b".utf8Bytes)
        #expect(pattern.match == .wildcard)
        #expect(pattern.created == 444)
    }

    @Test("get: nothing under an id that was never given, or has ended", arguments: [0, 5, .max] as [UInt64])
    func getNothing(id: UInt64) {
        var broker = broker()
        #expect(broker.subscription(id) == nil)
        _ = broker.unsubscribe(.alice, 4, 4)
        #expect(broker.subscription(4) == nil)
    }

    @Test("lookup: the subscription to exactly this URI under this policy")
    func lookup() {
        let broker = broker()
        #expect(find(broker, "com.a", .exact) == 1)
        #expect(find(broker, "com.a", .prefix) == 2)
        #expect(find(broker, "com.a", .wildcard) == nil)
        #expect(find(broker, "com..b", .wildcard) == 3)
        #expect(find(broker, "com.x.b", .wildcard) == nil)
        #expect(find(broker, "com.a.x", .prefix) == nil)
    }

    @Test("match: all subscriptions that an event of the topic would belong to")
    func match() {
        let broker = broker()
        #expect(broker.subscriptions(matching: "com.a".utf8Bytes.span.bytes) == [1, 2])
        #expect(broker.subscriptions(matching: "com.a.b".utf8Bytes.span.bytes) == [2, 3])
        #expect(broker.subscriptions(matching: "com.d".utf8Bytes.span.bytes) == [])
    }

    @Test("list: the ids under each policy, ascending")
    func list() {
        var broker = broker()
        #expect(broker.subscriptionIDs(.exact) == [1, 4])
        #expect(broker.subscriptionIDs(.prefix) == [2])
        #expect(broker.subscriptionIDs(.wildcard) == [3])
        _ = broker.leave(.bob)
        #expect(broker.subscriptionIDs(.exact) == [1, 4])
        #expect(broker.subscriptionIDs(.prefix) == [])
    }
}
