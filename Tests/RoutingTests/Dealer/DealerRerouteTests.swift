import Testing
import WAMP

@testable import Routing

@Suite("A callee is not available: advanced profile, Call Re-Routing")
struct DealerRerouteTests {
    private static let noneLeft = EffectRecord.refused(.call, to: .alice, request: 1, .noAvailableCallee)
    private static let callees = [SessionIndex.bob, .carol, .dave]

    /// `bob`, `carol` and `dave` have registered com.a in this order.
    private func dealer(
        _ invoke: InvocationPolicy, concurrency: UInt32 = 0, heldBytes: Int = 100_000,
        random: IDSource = .seeded(1)
    ) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave, heldBytes: heldBytes, random: random)
        for callee in Self.callees {
            _ = dealer.register(callee, 1, "com.a", invoke: invoke, concurrency: concurrency)
        }
        return dealer
    }

    private func rerouted(to callee: SessionIndex, as invocation: UInt64 = 1) -> Dealer.Answer {
        .taken(.kept(to: callee, request: invocation, .call(1, "com.a", "x")))
    }

    // The table of rerouting rules.

    @Test("single: the caller is told that no callee is available")
    func single() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a", "x")
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test(
        "The next callee by the policy gets the call, until none is left",
        arguments: [
            (InvocationPolicy.roundrobin, [SessionIndex.bob, .carol, .dave]),
            (.first, [.bob, .carol, .dave]),
            (.last, [.dave, .carol, .bob]),
        ])
    func table(invoke: InvocationPolicy, order: [SessionIndex]) {
        var dealer = dealer(invoke)
        #expect(
            dealer.call(.alice, 1, "com.a", "x") == [.invocation(to: order[0], request: 1, registration: 1)])
        #expect(dealer.fail(order[0], 1, unavailable: true) == rerouted(to: order[1]))
        #expect(dealer.fail(order[1], 1, unavailable: true) == rerouted(to: order[2]))
        #expect(dealer.pendingCount == 1)
        #expect(dealer.fail(order[2], 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("random: another callee is drawn, never one that was asked before")
    func random() {
        for seed in 0..<50 as Range<UInt64> {
            var dealer = dealer(.random, random: .seeded(seed))
            var asked: Set<SessionIndex> = []
            var effects = dealer.call(.alice, 1, "com.a", "x") ?? []
            while let callee = Self.callees.first(where: { callee in
                effects == [.invocation(to: callee, request: 1, registration: 1)]
                    || effects == rerouted(to: callee).effects
            }) {
                #expect(asked.insert(callee).inserted)
                effects = dealer.fail(callee, 1, unavailable: true).effects
            }
            #expect(effects == [Self.noneLeft])
            #expect(asked.count == 3)
        }
    }

    @Test("random: each of the others is drawn about as often")
    func randomSpread() {
        var dealer = dealer(.random)
        var counts: [SessionIndex: Int] = [:]
        for request in 1...2_000 as ClosedRange<UInt64> {
            var outbox = Outbox()
            _ = dealer.call(
                .alice, request: request, procedure: "com.a".utf8Bytes.span.bytes, terms: .init(),
                now: { 0 }, keep: { StoredMessage.call(request, "com.a", "", $0) }, into: &outbox)
            guard case .invocation(let first) = outbox.effects.last else { return }
            _ = dealer.fail(first.callee, invocation: first.request, isUnavailable: true, into: &outbox)
            guard case .invocation(let second) = outbox.effects.last else { return }
            _ = dealer.yield(second.callee, second.request)
            if first.callee == .bob { counts[second.callee, default: 0] += 1 }
        }
        #expect(counts[.bob] == nil)
        // 333 each, with a standard deviation of 17.
        #expect(Self.callees.dropFirst().allSatisfy { (250...420).contains(counts[$0] ?? 0) })
    }

    @Test("A resource key goes to the callee that would own it without the others")
    func resourceKey() {
        for key in (0..<30).map({ "k\($0)" }) {
            var dealer = dealer(.roundrobin)
            var order: [SessionIndex] = []
            var effects = dealer.call(.alice, 1, "com.a", "x", rkey: key) ?? []
            while let callee = Self.callees.first(where: { callee in
                effects == [.invocation(to: callee, request: 1, registration: 1)]
                    || effects == rerouted(to: callee).effects
            }) {
                order.append(callee)
                effects = dealer.fail(callee, 1, unavailable: true).effects
            }
            #expect(effects == [Self.noneLeft])
            #expect(order.count == 3)
            for callee in order {
                #expect(dealer.served("com.a", rkey: key) == callee)
                _ = dealer.leave(callee)
            }
        }
    }

    // What is one callee's answer to one call.

    @Test("The callee that gets the call answers it; the first one's second answer is dropped")
    func answers() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken())
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("Another error of the second callee is the caller's")
    func otherError() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.fail(.carol, 1) == .taken(.failed(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("A callee that did not announce the feature gives its error to the caller, whatever it says")
    func notAnnounced() {
        var dealer = Dealer(joined: .alice, .carol)
        dealer.join(.bob, without: .callReroute)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        _ = dealer.call(.alice, 1, "com.a", "x")
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(.failed(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("The call after it asks the callee again: it is not available for one call")
    func nextCall() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
    }

    @Test("roundrobin: a call that is given to another callee takes that one's turn")
    func turn() {
        var dealer = dealer(.roundrobin)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .dave, request: 1, registration: 1)])
    }

    @Test("first: a callee that came after the call gets it, too")
    func calleeComes() {
        var dealer = dealer(.first)
        _ = dealer.leave(.dave)
        _ = dealer.call(.alice, 1, "com.a", "x")
        dealer.join(.dave)
        _ = dealer.register(.dave, 1, "com.a", invoke: .first)
        _ = dealer.leave(.carol)
        #expect(dealer.fail(.bob, 1, unavailable: true) == rerouted(to: .dave))
    }

    @Test("All others have gone: no callee is available")
    func othersGone() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.leave(.carol)
        _ = dealer.unregister(.dave, 2, 1)
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("The registration has ended, and another one stands in its place: no callee is available")
    func registrationEnded() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.unregister(.carol, 2, 1)
        _ = dealer.register(.carol, 3, "com.z")
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("A callee that has unregistered meanwhile may still say that it is not available")
    func unregistered() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.unregister(.bob, 2, 1)
        #expect(dealer.fail(.bob, 1, unavailable: true) == rerouted(to: .carol))
    }

    // When it is too late.

    @Test("A call that has had results is not begun anew")
    func hasResults() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x", receiveProgress: true)
        _ = dealer.yield(.bob, 1, progress: true)
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("A result that nobody asked for has reached nobody, so it does not count")
    func unwantedResult() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.yield(.bob, 1, progress: true)
        #expect(dealer.fail(.bob, 1, unavailable: true) == rerouted(to: .carol))
    }

    @Test("A call that is being killed is not given to another callee: the caller gets the callee's ERROR")
    func beingKilled() {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(.failed(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test(
        "A call that comes in chunks is not given to another callee, be it complete or not",
        arguments: [true, false])
    func chunks(isOpen: Bool) {
        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x", progress: true)
        if !isOpen { _ = dealer.chunk(.alice, 1, "com.a", progress: false) }
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("Where there is no memory to keep the call, it is made but cannot be given to another callee")
    func noMemory() {
        var dealer = dealer(.first, heldBytes: 0)
        #expect(
            dealer.call(.alice, 1, "com.a", "x") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.isIdle)
    }

    @Test("Only a call that may be given to another callee is kept, and only until its answer")
    func kept() {
        var alone = Dealer(joined: .alice, .bob)
        _ = alone.register(.bob, 1, "com.a", invoke: .first)
        _ = alone.call(.alice, 1, "com.a", "x")
        #expect(alone.heldBytes == 0)

        var dealer = dealer(.first)
        _ = dealer.call(.alice, 1, "com.a", "x")
        #expect(dealer.heldBytes > 0)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }
}
