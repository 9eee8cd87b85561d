import Routing
import Testing
import WAMP

@Suite("Which callee gets a call: advanced profile, Shared Registration")
struct DealerChooseTests {
    private static let erin = SessionIndex(4)

    /// `bob`, `carol` and `dave` have registered com.a, in this order.
    private func dealer(_ invoke: InvocationPolicy, random: IDSource = .seeded(1)) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave, Self.erin, random: random)
        for callee in [SessionIndex.bob, .carol, .dave] {
            _ = dealer.register(callee, 1, "com.a", invoke: invoke)
        }
        return dealer
    }

    private func served(_ dealer: inout Dealer, _ count: Int) -> [SessionIndex?] {
        (0..<count).map { _ in dealer.served("com.a") }
    }

    @Test(
        "A shared registration has one id for all its callees",
        arguments: [InvocationPolicy.roundrobin, .random, .first, .last])
    func oneID(invoke: InvocationPolicy) {
        var dealer = dealer(invoke)
        #expect(dealer.registrationCount == 1)
        #expect(
            dealer.register(Self.erin, 7, "com.a", invoke: invoke)
                == [.accepted(.registered, to: Self.erin, request: 7, id: 1)])
    }

    @Test(
        "Whatever the policy, a registration with one callee is called there",
        arguments: [InvocationPolicy.single, .roundrobin, .random, .first, .last])
    func alone(invoke: InvocationPolicy) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", invoke: invoke)
        #expect(served(&dealer, 5) == [.bob, .bob, .bob, .bob, .bob])
    }

    // Hot Stand-By.

    @Test("first: the callee that registered first is called, and when it goes the one after it")
    func first() {
        var dealer = dealer(.first)
        #expect(served(&dealer, 2) == [.bob, .bob])
        _ = dealer.register(Self.erin, 1, "com.a", invoke: .first)
        #expect(served(&dealer, 1) == [.bob])
        _ = dealer.leave(.bob)
        #expect(served(&dealer, 2) == [.carol, .carol])
        _ = dealer.unregister(.dave, 2, 1)
        _ = dealer.leave(.carol)
        #expect(served(&dealer, 1) == [Self.erin])
        _ = dealer.leave(Self.erin)
        #expect(served(&dealer, 1) == [nil])
    }

    @Test("first: who comes back stands behind the others")
    func firstComesBack() {
        var dealer = dealer(.first)
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.register(.bob, 3, "com.a", invoke: .first)
        #expect(served(&dealer, 1) == [.carol])
        _ = dealer.leave(.carol)
        _ = dealer.leave(.dave)
        #expect(served(&dealer, 1) == [.bob])
    }

    @Test("last: the callee that registered last is called, and when it goes the one before it")
    func last() {
        var dealer = dealer(.last)
        #expect(served(&dealer, 2) == [.dave, .dave])
        _ = dealer.register(Self.erin, 1, "com.a", invoke: .last)
        #expect(served(&dealer, 1) == [Self.erin])
        _ = dealer.leave(Self.erin)
        #expect(served(&dealer, 1) == [.dave])
        _ = dealer.unregister(.carol, 2, 1)
        _ = dealer.unregister(.dave, 2, 1)
        #expect(served(&dealer, 1) == [.bob])
    }

    // Load Balancing.

    @Test("roundrobin: callees are called in the order in which they registered, and again from the first")
    func roundrobin() {
        var dealer = dealer(.roundrobin)
        #expect(served(&dealer, 7) == [.bob, .carol, .dave, .bob, .carol, .dave, .bob])
    }

    @Test("roundrobin: a callee that comes has its turn after the others of this round")
    func roundrobinComes() {
        var dealer = dealer(.roundrobin)
        #expect(served(&dealer, 1) == [.bob])
        _ = dealer.register(Self.erin, 1, "com.a", invoke: .roundrobin)
        #expect(served(&dealer, 6) == [.carol, .dave, Self.erin, .bob, .carol, .dave])
    }

    @Test(
        "roundrobin: when a callee goes, all others keep their turn",
        arguments: [
            (0, SessionIndex.bob, [SessionIndex.carol, .dave, .carol]),
            (0, .carol, [.bob, .dave, .bob]),
            (0, .dave, [.bob, .carol, .bob]),
            (1, .bob, [.carol, .dave, .carol]),
            (1, .carol, [.dave, .bob, .dave]),
            (1, .dave, [.carol, .bob, .carol]),
            (2, .bob, [.dave, .carol, .dave]),
            (2, .carol, [.dave, .bob, .dave]),
            (2, .dave, [.bob, .carol, .bob]),
        ])
    func roundrobinGoes(before: Int, gone: SessionIndex, after: [SessionIndex?]) {
        var dealer = dealer(.roundrobin)
        _ = served(&dealer, before)
        _ = dealer.leave(gone)
        #expect(served(&dealer, 3) == after)
    }

    @Test("roundrobin: the turns go on over calls that are still under way")
    func roundrobinUnderWay() {
        var dealer = dealer(.roundrobin)
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .dave, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 4, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 2)))
    }

    @Test("roundrobin: each registration has turns of its own")
    func roundrobinPerRegistration() {
        var dealer = dealer(.roundrobin)
        for callee in [SessionIndex.dave, .carol] {
            _ = dealer.register(callee, 2, "com.b", invoke: .roundrobin)
        }
        #expect(dealer.served("com.a") == .bob)
        #expect(dealer.served("com.b") == .dave)
        #expect(dealer.served("com.a") == .carol)
        #expect(dealer.served("com.b") == .carol)
        #expect(dealer.served("com.b") == .dave)
        #expect(dealer.served("com.a") == .dave)
    }

    @Test("random: the random number says which callee, one number for each call")
    func random() {
        var dealer = dealer(.random, random: .repeating([3, 7, 2, 4]))
        #expect(served(&dealer, 5) == [.bob, .carol, .dave, .carol, .bob])
    }

    @Test("random: all callees are called about as often")
    func randomSpread() {
        var dealer = dealer(.random)
        var counts: [SessionIndex?: Int] = [:]
        for callee in served(&dealer, 3_000) { counts[callee, default: 0] += 1 }
        // 1000 each, with a standard deviation of 26.
        #expect(counts.count == 3)
        #expect(counts.values.allSatisfy { (870...1_130).contains($0) })
    }

    @Test("random: no number is drawn where the policy is another one")
    func noDraw() {
        for invoke in [InvocationPolicy.single, .roundrobin, .first, .last] {
            var draws = 0
            let counting = IDSource { _ in draws += 1 }
            var dealer = Dealer(joined: .alice, .bob, random: counting)
            _ = dealer.register(.bob, 1, "com.a", invoke: invoke)
            _ = served(&dealer, 3)
            #expect(draws == 0)
        }
    }

    // Callees that are busy.

    @Test("roundrobin: a busy callee is passed over, and the turns go on behind the one that is called")
    func roundrobinBusy() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        for callee in [SessionIndex.bob, .carol, .dave] {
            _ = dealer.register(
                callee, 1, "com.a", invoke: .roundrobin, concurrency: callee == .carol ? 1 : 2)
        }
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .dave, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 4, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.call(.alice, 5, "com.a") == [.invocation(to: .dave, request: 2, registration: 1)])
        _ = dealer.yield(.carol, 1)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.call(.alice, 6, "com.a") == [.invocation(to: .bob, request: 3, registration: 1)])
        #expect(dealer.call(.alice, 7, "com.a") == [.invocation(to: .carol, request: 2, registration: 1)])
    }

    @Test("random: one of those that are not busy is drawn")
    func randomBusy() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave, random: .repeating([3]))
        for callee in [SessionIndex.bob, .carol, .dave] {
            _ = dealer.register(callee, 1, "com.a", invoke: .random, concurrency: 1)
        }
        // 3 modulo 3 callees, 3 modulo 2, 3 modulo 1.
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .dave, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 4, "com.a") == [])
    }

    @Test(
        "first and last name one callee: a call waits for it, also where others have nothing to do",
        arguments: [(InvocationPolicy.first, SessionIndex.bob), (.last, .dave)])
    func standbyBusy(invoke: InvocationPolicy, chosen: SessionIndex) {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        for callee in [SessionIndex.bob, .carol, .dave] {
            _ = dealer.register(callee, 1, "com.a", invoke: invoke, concurrency: 1)
        }
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: chosen, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 2, "com.a") == [])
        #expect(
            dealer.yield(chosen, 1)
                == .taken(
                    .kept(to: chosen, request: 2, .call(2, "com.a")), .result(to: .alice, request: 1)))
    }
}
