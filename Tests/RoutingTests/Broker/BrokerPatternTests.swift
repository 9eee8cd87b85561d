import Routing
import Testing
import WAMP

@Suite("Which subscriptions an event belongs to: advanced profile, Pattern-based Subscription")
struct BrokerPatternTests {
    private func receives(_ uri: String, _ pattern: String, _ match: MatchPolicy) -> Bool {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.bob, 1, pattern, match: match)
        let effects = broker.publish(.alice, uri)
        if effects == [] { return false }
        return effects == [
            .event(to: [.bob], subscription: 1, publication: 77, namesTopic: match != .exact)
        ]
    }

    @Test(
        "prefix: every topic that begins with the bytes of the pattern, also within a component",
        arguments: [
            ("com.myapp.topic.emergency.11", true),
            ("com.myapp.topic.emergency-low", true),
            ("com.myapp.topic.emergency.category.severe", true),
            ("com.myapp.topic.emergency", true),
            ("com.myapp.topic.emerge", false),
            ("com.myapp.topic.emergencz", false),
        ])
    func prefix(uri: String, matches: Bool) {
        #expect(receives(uri, "com.myapp.topic.emergency", .prefix) == matches)
    }

    @Test(
        "wildcard: every topic with as many components, where an empty one of the pattern stands for any",
        arguments: [
            ("com.myapp.foo.userevent", true),
            ("com.myapp.bar.userevent", true),
            ("com.myapp.a12.userevent", true),
            ("com.myapp.foo.userevent.bar", false),
            ("com.myapp.foo.user", false),
            ("com.myapp2.foo.userevent", false),
            ("com.myapp.userevent", false),
        ])
    func wildcard(uri: String, matches: Bool) {
        #expect(receives(uri, "com.myapp..userevent", .wildcard) == matches)
    }

    @Test("exact: the topic and no other")
    func exact() {
        #expect(receives("com.a", "com.a", .exact))
        #expect(!receives("com.a.b", "com.a", .exact))
    }

    @Test("One event for each subscription that matches: exact, prefixes from the shortest, wildcards")
    func order() {
        var broker = Broker(joined: .alice, .bob, .carol)
        let subscriptions: [(SessionIndex, String, MatchPolicy)] = [
            (.bob, "..", .wildcard), (.bob, "com.a", .prefix), (.carol, "com.a.b", .exact),
            (.bob, "com.", .prefix), (.carol, "com..b", .wildcard), (.bob, "com.x", .prefix),
            (.carol, "com.a.b", .prefix),
        ]
        for (position, (session, uri, match)) in subscriptions.enumerated() {
            _ = broker.subscribe(session, UInt64(position + 1), uri, match: match)
        }
        func event(_ id: UInt64, _ session: SessionIndex, namesTopic: Bool = true) -> EffectRecord {
            .event(to: [session], subscription: id, publication: 77, namesTopic: namesTopic)
        }
        #expect(
            broker.publish(.alice, "com.a.b") == [
                event(3, .carol, namesTopic: false), event(4, .bob), event(2, .bob), event(7, .carol),
                event(5, .carol), event(1, .bob),
            ])
        #expect(broker.subscriptions(matching: "com.a.b".utf8Bytes.span.bytes) == [3, 4, 2, 7, 5, 1])
    }

    @Test("A session gets one event for each of its subscriptions, all of one publication")
    func severalOfOne() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.bob, 1, "com.a")
        _ = broker.subscribe(.bob, 2, "com.a", match: .prefix)
        _ = broker.subscribe(.bob, 3, "com.a", match: .wildcard)
        #expect(
            broker.publish(.alice, "com.a") == [
                .event(to: [.bob], subscription: 1, publication: 77),
                .event(to: [.bob], subscription: 2, publication: 77, namesTopic: true),
                .event(to: [.bob], subscription: 3, publication: 77, namesTopic: true),
            ])
        // No set semantics: to end one is not to end another.
        _ = broker.unsubscribe(.bob, 4, 2)
        #expect(
            broker.publish(.alice, "com.a") == [
                .event(to: [.bob], subscription: 1, publication: 77),
                .event(to: [.bob], subscription: 3, publication: 77, namesTopic: true),
            ])
    }

    @Test("Publisher, trust level and exclusion hold for every one of them")
    func terms() {
        var broker = Broker(joined: .alice, .bob)
        _ = broker.subscribe(.alice, 1, "com", match: .prefix)
        _ = broker.subscribe(.bob, 1, "com", match: .prefix)
        _ = broker.subscribe(.bob, 2, "com.a")
        #expect(
            broker.publish(.alice, "com.a", discloseMe: true, trustlevel: 3) == [
                .event(to: [.bob], subscription: 2, publication: 77, publisher: .alice, trustlevel: 3),
                .event(
                    to: [.bob], subscription: 1, publication: 77, publisher: .alice, trustlevel: 3,
                    namesTopic: true),
            ])
    }

    @Test(
        "Subscribers of the same pattern share a subscription; the same bytes under another policy are another one"
    )
    func ids() {
        var broker = Broker(joined: .alice, .bob)
        for (session, match, id) in [
            (SessionIndex.alice, MatchPolicy.prefix, 1), (.alice, .wildcard, 2), (.alice, .exact, 3),
            (.bob, .prefix, 1), (.bob, .exact, 3), (.bob, .wildcard, 2),
        ] as [(SessionIndex, MatchPolicy, UInt64)] {
            #expect(
                broker.subscribe(session, 1, "com.a", match: match)
                    == [.accepted(.subscribed, to: session, request: 1, id: id)])
        }
        #expect(broker.subscriptionCount == 3)
        _ = broker.leave(.alice)
        _ = broker.leave(.bob)
        #expect(broker.subscriptionCount == 0)
        #expect(broker.publish(.alice, "com.a") == [])
    }
}
