import Routing
import Testing
import WAMP

@Suite("Node keys and resource keys at the broker: advanced profile, Sharded Subscription")
struct BrokerNodeKeyTests {
    private static let resources = (0..<600).map { "sn\($0)" }
    private static let nodes: [(SessionIndex, String)] = (0..<6).map { (SessionIndex($0 + 1), "node\($0)") }

    private func broker(_ subscribers: [(SessionIndex, String)]) -> Broker {
        var broker = Broker(joined: .alice)
        for (session, _) in Self.nodes { broker.join(session) }
        for (session, node) in subscribers { _ = broker.subscribe(session, 1, "com.a", nodeKey: node) }
        return broker
    }

    /// Who gets the event, in ascending order.
    private func receivers(_ broker: Broker, _ rkey: String?) -> [SessionIndex] {
        guard case .event(let receivers, _, _, _, _, _, _) = broker.publish(.alice, "com.a", rkey: rkey).first
        else { return [] }
        return receivers
    }

    private func owners(_ broker: Broker) -> [[SessionIndex]] {
        Self.resources.map { receivers(broker, $0) }
    }

    @Test("An event with a resource key goes to one of the nodes, for the same key always to the same")
    func one() {
        let broker = broker(Self.nodes)
        let first = owners(broker)
        #expect(first.allSatisfy { $0.count == 1 })
        #expect(owners(broker) == first)
    }

    @Test("An event without a resource key goes to all nodes")
    func withoutKey() {
        #expect(receivers(broker(Self.nodes), nil) == Self.nodes.map(\.0))
    }

    @Test("Resource keys are spread evenly over the nodes")
    func spread() {
        var counts: [[SessionIndex]: Int] = [:]
        for owner in owners(broker(Self.nodes)) { counts[owner, default: 0] += 1 }
        // 100 each, with a standard deviation of 9.
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (60...140).contains($0) })
    }

    @Test("A node goes: only its resource keys move, and to all of the others")
    func goes() {
        var broker = broker(Self.nodes)
        let before = owners(broker)
        _ = broker.leave(Self.nodes[2].0)
        var heirs: Set<[SessionIndex]> = []
        for (old, new) in zip(before, owners(broker)) {
            if old == [Self.nodes[2].0] { heirs.insert(new) } else { #expect(new == old) }
        }
        #expect(heirs.count == 5)
    }

    @Test("A node comes: what moves moves to it")
    func comes() {
        var broker = broker(Array(Self.nodes.dropLast()))
        let before = owners(broker)
        _ = broker.subscribe(Self.nodes[5].0, 1, "com.a", nodeKey: Self.nodes[5].1)
        let moved = zip(before, owners(broker)).filter { $0 != $1 }
        #expect(moved.allSatisfy { $0.1 == [Self.nodes[5].0] })
        #expect((60...140).contains(moved.count))
    }

    @Test("The node key says which node it is, not the session, nor the order of the subscriptions")
    func nodeKeyRules() {
        let straight = owners(broker(Self.nodes))
        // The same node keys, at the sessions in reverse.
        let sessions = Self.nodes.map(\.0)
        let reversed = zip(sessions.reversed(), Self.nodes.map(\.1)).map { ($0, $1) }
        let mirrored = owners(broker(reversed))
        for (one, other) in zip(straight, mirrored) {
            let number = one.first.flatMap { sessions.firstIndex(of: $0) } ?? 0
            #expect(other == [sessions[sessions.count - 1 - number]])
        }
    }

    @Test("Those without a node key get every event, whatever its resource key")
    func withoutNodeKey() {
        let broker = broker([(.bob, ""), (.carol, "node1"), (.dave, "node2")])
        for resource in Self.resources.prefix(50) {
            let receivers = receivers(broker, resource)
            #expect(receivers == [.bob, .carol] || receivers == [.bob, .dave])
        }
        #expect(Set(owners(broker)).count == 2)
    }

    @Test("Where nobody has a node key a resource key chooses nobody")
    func noNodeKeys() {
        #expect(receivers(broker([(.bob, ""), (.carol, "")]), "sn1") == [.bob, .carol])
    }

    @Test("Sessions with the same node key are one node: all of them get its events")
    func sameNode() {
        let broker = broker([(.bob, "node1"), (.carol, "node1"), (.dave, "node2")])
        #expect(Set(owners(broker)) == [[.bob, .carol], [.dave]])
    }

    @Test("Who subscribes again has its new node key, or none any more")
    func again() {
        var broker = broker([(.bob, "node1"), (.carol, "node2")])
        let before = owners(broker)
        #expect(Set(before) == [[.bob], [.carol]])
        #expect(
            broker.subscribe(.bob, 2, "com.a", nodeKey: "node2")
                == [.accepted(.subscribed, to: .bob, request: 2, id: 1)])
        #expect(Set(owners(broker)) == [[.bob, .carol]])
        _ = broker.subscribe(.carol, 2, "com.a", nodeKey: "node1")
        #expect(owners(broker) == before.map { $0 == [.bob] ? [.carol] : [.bob] })
        _ = broker.subscribe(.carol, 3, "com.a")
        #expect(Set(owners(broker)) == [[.bob, .carol]])
        _ = broker.subscribe(.bob, 3, "com.a", nodeKey: "node9")
        _ = broker.unsubscribe(.carol, 4, 1)
        #expect(Set(owners(broker)) == [[.bob]])
    }

    @Test("A subscriber that takes the place of one that went takes its node key along")
    func moved() {
        var broker = broker([(.bob, "node1"), (.carol, ""), (.dave, "node2")])
        let before = owners(broker)
        _ = broker.unsubscribe(.bob, 2, 1)
        #expect(Set(owners(broker)) == [[.carol, .dave]])
        _ = broker.subscribe(.bob, 3, "com.a", nodeKey: "node1")
        #expect(owners(broker) == before)
    }

    @Test("A node key given late does not touch those who came before")
    func late() {
        var broker = broker([(.bob, ""), (.carol, "")])
        _ = broker.subscribe(.dave, 1, "com.a", nodeKey: "node1")
        #expect(receivers(broker, "sn1") == [.bob, .carol, .dave])
        _ = broker.subscribe(.carol, 2, "com.a", nodeKey: "node2")
        #expect(Set(owners(broker)) == [[.bob, .carol], [.bob, .dave]])
    }

    @Test("Patterns have node keys, too, each subscription its own")
    func patterns() {
        var broker = Broker(joined: .alice, .bob, .carol)
        _ = broker.subscribe(.bob, 1, "com", match: .prefix, nodeKey: "node1")
        _ = broker.subscribe(.carol, 1, "com", match: .prefix, nodeKey: "node2")
        _ = broker.subscribe(.carol, 2, "com.a")
        for resource in Self.resources.prefix(20) {
            let events = broker.publish(.alice, "com.a", rkey: resource)
            #expect(events.count == 2)
            #expect(events.first == .event(to: [.carol], subscription: 2, publication: 77))
            let owner: SessionIndex =
                events.last == .event(to: [.bob], subscription: 1, publication: 77, namesTopic: true)
                ? .bob : .carol
            #expect(
                events.last
                    == .event(to: [owner], subscription: 1, publication: 77, namesTopic: true))
        }
    }

    @Test("An excluded publisher that owns the resource key: nobody gets the event in its stead")
    func excludedOwner() {
        let broker = broker([(.bob, "node1"), (.carol, "node2")])
        for resource in Self.resources.prefix(20) where receivers(broker, resource) == [.bob] {
            #expect(
                broker.publish(.bob, "com.a", rkey: resource)
                    == [.event(to: [], subscription: 1, publication: 77)])
        }
    }
}
