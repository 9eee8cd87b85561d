import Routing
import Testing
import WAMP

@Suite("Resource keys at the dealer: advanced profile, Sharded Registration")
struct DealerResourceKeyTests {
    private static let keys = (0..<600).map { "sn\($0)" }
    private static let callees = (1...6).map { SessionIndex($0) }

    private func dealer(_ callees: [SessionIndex], invoke: InvocationPolicy = .roundrobin) -> Dealer {
        var dealer = Dealer(joined: .alice)
        for callee in Self.callees { dealer.join(callee) }
        for callee in callees { _ = dealer.register(callee, 1, "com.a", invoke: invoke) }
        return dealer
    }

    private func owners(_ dealer: inout Dealer) -> [SessionIndex?] {
        Self.keys.map { dealer.served("com.a", rkey: $0) }
    }

    @Test(
        "A key picks the callee whatever the policy says, each time the same",
        arguments: [InvocationPolicy.roundrobin, .random, .first, .last])
    func whateverThePolicy(invoke: InvocationPolicy) {
        var roundrobin = dealer(Self.callees)
        let expected = owners(&roundrobin)
        var dealer = dealer(Self.callees, invoke: invoke)
        #expect(owners(&dealer) == expected)
        #expect(owners(&dealer) == expected)
    }

    @Test("Who owns a key depends on who the callees are, not on the order in which they registered")
    func order() {
        var ascending = dealer(Self.callees)
        var descending = dealer(Self.callees.reversed())
        #expect(owners(&ascending) == owners(&descending))
    }

    @Test("Keys are spread evenly over the callees")
    func spread() {
        var dealer = dealer(Self.callees)
        var counts: [SessionIndex?: Int] = [:]
        for owner in owners(&dealer) { counts[owner, default: 0] += 1 }
        // 100 each, with a standard deviation of 9.
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (60...140).contains($0) })
    }

    @Test("A callee goes: only its keys move, and to all of the others")
    func goes() {
        var dealer = dealer(Self.callees)
        let before = owners(&dealer)
        let gone = Self.callees[2]
        _ = dealer.leave(gone)
        let after = owners(&dealer)
        var heirs: Set<SessionIndex?> = []
        for (old, new) in zip(before, after) {
            if old == gone { heirs.insert(new) } else { #expect(new == old) }
        }
        #expect(heirs == Set(Self.callees).subtracting([gone]))
    }

    @Test("A callee comes: it takes a share from each of the others, and nothing else moves")
    func comes() {
        var dealer = dealer(Array(Self.callees.dropLast()))
        let before = owners(&dealer)
        let new = Self.callees[5]
        _ = dealer.register(new, 1, "com.a", invoke: .roundrobin)
        var givers: [SessionIndex?: Int] = [:]
        for (old, now) in zip(before, owners(&dealer)) where old != now {
            #expect(now == new)
            givers[old, default: 0] += 1
        }
        #expect(givers.count == 5)
        #expect((60...140).contains(givers.values.reduce(0, +)))
    }

    @Test("A callee that goes and comes back has the keys it had")
    func comesBack() {
        var dealer = dealer(Self.callees)
        let before = owners(&dealer)
        _ = dealer.unregister(Self.callees[0], 2, 1)
        _ = dealer.register(Self.callees[0], 3, "com.a", invoke: .roundrobin)
        #expect(owners(&dealer) == before)
    }

    @Test("A key does not take the turn of a call without one")
    func turns() {
        var dealer = dealer([.bob, .carol])
        #expect(dealer.served("com.a") == .bob)
        _ = owners(&dealer)
        #expect(dealer.served("com.a") == .carol)
    }

    @Test("The empty key is a key, too")
    func empty() {
        var dealer = dealer(Self.callees)
        let owner = dealer.served("com.a", rkey: "")
        #expect(owner != nil)
        for _ in 0..<5 { #expect(dealer.served("com.a", rkey: "") == owner) }
    }

    @Test("A call waits for the owner of its key, also where others have nothing to do")
    func busyOwner() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        }
        let key = Dealer.key(of: .bob, others: .carol)
        #expect(
            dealer.call(.alice, 1, "com.a", rkey: key)
                == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 2, "com.a", rkey: key) == [])
        #expect(dealer.call(.alice, 3, "com.a", rkey: key) == [])
        // When the owner goes, the other callee owns the key.
        #expect(
            dealer.leave(.bob) == [
                .kept(to: .carol, request: 1, .call(2, "com.a")),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        #expect(
            dealer.yield(.carol, 1)
                == .taken(
                    .kept(to: .carol, request: 2, .call(3, "com.a")), .result(to: .alice, request: 2)))
    }
}
