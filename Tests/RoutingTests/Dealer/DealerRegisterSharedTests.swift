import Routing
import Testing
import WAMP

@Suite(
    "REGISTER of a procedure that exists: advanced profile, Shared Registration; REGISTER.Options.force_reregister"
)
struct DealerRegisterSharedTests {
    private static let allPolicies: [InvocationPolicy] = [.single, .roundrobin, .random, .first, .last]

    private func registered(_ session: SessionIndex, _ request: UInt64, id: UInt64) -> EffectRecord {
        .accepted(.registered, to: session, request: request, id: id)
    }

    private func exists(_ session: SessionIndex, _ request: UInt64) -> EffectRecord {
        .refused(.register, to: session, request: request, .procedureAlreadyExists)
    }

    @Test(
        "Others join only under the same policy, and never under single", arguments: allPolicies, allPolicies)
    func policies(first: InvocationPolicy, second: InvocationPolicy) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a", invoke: first)
        let joins = first == second && first != .single
        #expect(
            dealer.register(.bob, 1, "com.a", invoke: second)
                == [joins ? registered(.bob, 1, id: 1) : exists(.bob, 1)])
        #expect(dealer.registrationCount == 1)
    }

    @Test("The policy is that of the registration: when it has ended the next one may have another")
    func policyEnds() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a", invoke: .first)
        _ = dealer.leave(.alice)
        #expect(
            dealer.register(.bob, 1, "com.a", invoke: .last) == [registered(.bob, 1, id: 2)])
    }

    @Test(
        "A session that registers a shared procedure again is given the same registration, and is one callee")
    func sameSessionTwice() {
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 1, calleesPerRegistration: 1)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin)
        #expect(
            dealer.register(.bob, 2, "com.a", invoke: .roundrobin, changes: true)
                == [registered(.bob, 2, id: 1)])
        #expect(dealer.registration(1)?.callees == [.bob])
        #expect(
            dealer.unregister(.bob, 3, 1) == [.withdrawn(.unregistered, to: .bob, request: 3)])
        #expect(dealer.registrationCount == 0)
    }

    @Test("Under another policy it is refused, and stays a callee")
    func sameSessionOtherPolicy() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin)
        #expect(dealer.register(.bob, 2, "com.a", invoke: .random, replacing: [.bob]) == [exists(.bob, 2)])
        #expect(dealer.served("com.a") == .bob)
    }

    // Limits.

    @Test("As many callees as may: one more is refused, and when one has gone another may come")
    func calleeLimit() {
        var dealer = Dealer(joined: .alice, .bob, .carol, calleesPerRegistration: 2)
        _ = dealer.register(.alice, 1, "com.a", invoke: .first)
        _ = dealer.register(.bob, 1, "com.a", invoke: .first)
        #expect(
            dealer.register(.carol, 1, "com.a", invoke: .first)
                == [.refused(.register, to: .carol, request: 1, .limitExceeded)])
        // Another procedure, or the same one as a pattern, has its own.
        #expect(
            dealer.register(.carol, 2, "com.a", match: .prefix, invoke: .first)
                == [registered(.carol, 2, id: 2)])
        _ = dealer.leave(.alice)
        #expect(
            dealer.register(.carol, 3, "com.a", invoke: .first) == [registered(.carol, 3, id: 1)])
    }

    @Test("A session that has as many registrations as it may is refused to join one")
    func sessionLimit() {
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 1)
        _ = dealer.register(.alice, 1, "com.a", invoke: .first)
        _ = dealer.register(.bob, 1, "com.b")
        #expect(
            dealer.register(.bob, 2, "com.a", invoke: .first)
                == [.refused(.register, to: .bob, request: 2, .limitExceeded)])
        #expect(dealer.registration(1)?.callees == [.alice])
    }

    // By force.

    @Test("By force: all callees lose the registration and are told, and a new one begins under any policy")
    func force() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.alice, 1, "com.a", invoke: .first)
        _ = dealer.register(.bob, 1, "com.a", invoke: .first)
        #expect(
            dealer.register(.carol, 1, "com.a", force: true, changes: true) == [
                .revoked(.unregistered, from: .alice, id: 1),
                .changed(.unregistered(.alice, id: 1)),
                .revoked(.unregistered, from: .bob, id: 1),
                .changed(.unregistered(.bob, id: 1)),
                .changed(.registrationDeleted(by: .bob, id: 1)),
                registered(.carol, 1, id: 2),
                .changed(.registrationCreated(by: .carol, id: 2)),
                .changed(.registered(.carol, id: 2)),
            ])
        #expect(dealer.registrationCount == 1)
        #expect(dealer.served("com.a") == .carol)
        #expect(
            dealer.unregister(.alice, 2, 1)
                == [.refused(.unregister, to: .alice, request: 2, .noSuchRegistration)])
    }

    @Test("By force: a callee that does not understand revocation is not told")
    func forceWithoutFeature() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .registrationRevocation)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(dealer.register(.alice, 1, "com.a", force: true) == [registered(.alice, 1, id: 2)])
    }

    @Test("By force where nobody is in the way: like any other")
    func forceNew() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", match: .prefix)
        #expect(dealer.register(.alice, 1, "com.a", force: true) == [registered(.alice, 1, id: 2)])
        #expect(dealer.registrationCount == 2)
    }

    @Test("By force: what is under way is still answered, what waits is canceled")
    func forceUnderWay() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.register(.carol, 1, "com.a", force: true) == [
                .refused(.call, to: .alice, request: 2, .canceled),
                .revoked(.unregistered, from: .bob, id: 1),
                registered(.carol, 1, id: 2),
            ])
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .carol, request: 1, registration: 2)])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 3)))
        #expect(dealer.isIdle)
    }

    @Test("By force against itself, also at its limit, since the old one makes room")
    func forceOwn() {
        var dealer = Dealer(joined: .alice, registrationsPerSession: 1)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.register(.alice, 2, "com.a", force: true) == [
                .revoked(.unregistered, from: .alice, id: 1), registered(.alice, 2, id: 2),
            ])
        #expect(dealer.registrationCount == 1)
    }

    @Test("By force at the limit: it is refused, and nobody has lost anything")
    func forceAtLimit() {
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 1)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.register(.bob, 1, "com.b")
        #expect(
            dealer.register(.bob, 2, "com.a", force: true, changes: true)
                == [.refused(.register, to: .bob, request: 2, .limitExceeded)])
        #expect(dealer.served("com.a", by: .bob) == .alice)
    }

    // Taking over.

    @Test("A session that may replace the only callee takes its registration over")
    func takeOver() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.register(.bob, 1, "com.a", replacing: [.alice], changes: true) == [
                .revoked(.unregistered, from: .alice, id: 1),
                .changed(.unregistered(.alice, id: 1)),
                .changed(.registrationDeleted(by: .alice, id: 1)),
                registered(.bob, 1, id: 2),
                .changed(.registrationCreated(by: .bob, id: 2)),
                .changed(.registered(.bob, id: 2)),
            ])
    }

    @Test(
        "By force or taken over, the reason that the old callee is told is a URI", arguments: [true, false])
    func reason(forces: Bool) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        var outbox = Outbox()
        var terms = Dealer.RegisterTerms()
        terms.forces = forces
        let uri = "com.a".utf8Bytes
        dealer.register(
            .bob, request: 1, procedure: uri.span.bytes, terms: terms, now: 0, mayReplace: { _ in true },
            into: &outbox)
        guard case .revoked(_, _, _, let reason) = outbox.effects.first else {
            Issue.record("not revoked")
            return
        }
        #expect(reason == "wamp.registration.replaced")
    }

    @Test("Whether a session may replace another is asked only where that is in the way and alone")
    func notAsked() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        // Nobody is in the way.
        _ = dealer.register(.alice, 1, "com.a", invoke: .first, replacing: [.alice, .bob, .carol, .dave])
        // It joins.
        #expect(
            dealer.register(.bob, 1, "com.a", invoke: .first, replacing: [.alice])
                == [registered(.bob, 1, id: 1)])
        // There are two, one of which it may replace, or both.
        #expect(
            dealer.register(.carol, 1, "com.a", invoke: .last, replacing: [.alice, .bob])
                == [exists(.carol, 1)])
        // It is itself in the way.
        _ = dealer.register(.dave, 1, "com.d")
        #expect(dealer.register(.dave, 2, "com.d", replacing: [.dave]) == [exists(.dave, 2)])
        #expect(dealer.registration(1)?.callees == [.alice, .bob])
    }

    @Test("Who may not replace the callee is refused")
    func mayNot() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(dealer.register(.bob, 1, "com.a", replacing: [.carol]) == [exists(.bob, 1)])
        #expect(dealer.served("com.a", by: .carol) == .alice)
    }

    @Test("Taking over at the limit: it is refused, and nobody has lost anything")
    func takeOverAtLimit() {
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 1)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.register(.bob, 1, "com.b")
        #expect(
            dealer.register(.bob, 2, "com.a", replacing: [.alice])
                == [.refused(.register, to: .bob, request: 2, .limitExceeded)])
        #expect(dealer.served("com.a", by: .bob) == .alice)
    }
}
